"""Encryption for a device: read back with another library than the one that wrote it."""

import os

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st
from pywebpush import WebPusher

from pushdesk.model.payload import PAYLOAD_LIMIT
from pushdesk.services.delivery.encoding import encrypt
from tests.services.delivery.push_sink import Browser, browser_at

ONE_RECORD = 4096


@pytest.fixture
def browser() -> Browser:
    """A device somewhere."""
    return browser_at("https://push.example/abc")


def encrypted(browser: Browser, text: bytes) -> bytes:
    keys = browser.subscription["keys"]
    return encrypt(text, keys["p256dh"], keys["auth"])


@pytest.mark.parametrize("text", [b"{}", "Grüße ✓".encode(), b"x" * PAYLOAD_LIMIT])
def test_the_device_reads_what_was_written(browser: Browser, text: bytes) -> None:
    assert browser.decrypt(encrypted(browser, text)) == text


@given(st.binary(min_size=1, max_size=PAYLOAD_LIMIT))
@settings(max_examples=25, deadline=None)
def test_with_the_same_key_and_salt_pywebpush_writes_the_same_bytes(text: bytes) -> None:
    browser, own = browser_at("https://push.example/abc"), ec.generate_private_key(ec.SECP256R1())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ec, "generate_private_key", lambda *_: own)
        patch.setattr(os, "urandom", lambda number: b"s" * number)
        theirs = WebPusher(browser.subscription).encode(text, content_encoding="aes128gcm")["body"]
        assert encrypted(browser, text) == theirs


def test_the_longest_payload_makes_one_full_record(browser: Browser) -> None:
    body = encrypted(browser, b"x" * PAYLOAD_LIMIT)
    assert len(body) == ONE_RECORD
    assert int.from_bytes(body[16:20]) == ONE_RECORD  # the record size of RFC 8188's header


def test_each_message_has_a_salt_and_a_key_of_its_own(browser: Browser) -> None:
    first, second = encrypted(browser, b"same"), encrypted(browser, b"same")
    assert first[:16] != second[:16]
    assert first[21:86] != second[21:86]


def test_another_device_cannot_read_it(browser: Browser) -> None:
    with pytest.raises(http_ece.ECEException):
        browser_at(browser.endpoint).decrypt(encrypted(browser, b"secret"))
