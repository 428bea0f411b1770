"""The bytes a service worker gets: our shape, and the limit to the byte."""

import json

import pytest

from pushdesk.model.errors import BadInput
from pushdesk.model.identifiers import DELIVERY_ID_LENGTH, RECEIPT_TOKEN_LENGTH, new_id
from pushdesk.model.message import parse_message
from pushdesk.model.notification import Notification
from pushdesk.model.payload import PAYLOAD_LIMIT, Tracking, payload, payload_unchecked

RECEIVER = "http://localhost:8765"
SAMPLE = Tracking.sample(RECEIVER)


def of_size(size: int) -> Notification:
    bare = len(payload_unchecked(Notification(title="x", body=""), SAMPLE))
    return Notification(title="x", body="a" * (size - bare))


def test_the_options_stand_at_the_top_and_the_tracking_beside_them() -> None:
    shown = parse_message({"title": "Grüße 🎉", "data": {"a": None}}).notification
    raw = payload(shown, Tracking("id", "secret", RECEIVER))
    assert json.loads(raw) == {
        "title": "Grüße 🎉",
        "data": {"a": None},
        "pushdesk": {"delivery": "id", "token": "secret", "receiver": RECEIVER},
    }
    assert "Grüße 🎉".encode() in raw
    assert b": " not in raw


def test_the_limit_is_one_record_of_rfc_8291() -> None:
    assert PAYLOAD_LIMIT == 4096 - 86 - 1 - 16


def test_3993_bytes_are_sent_and_3994_are_not() -> None:
    assert len(payload(of_size(3993), SAMPLE)) == 3993
    with pytest.raises(BadInput, match=r"makes 3,994 bytes; push services take 3,993\. Shorten the body or"):
        payload(of_size(3994), SAMPLE)
    assert len(payload_unchecked(of_size(9000), SAMPLE)) == 9000


def test_characters_count_as_the_bytes_they_make() -> None:
    smiles = Notification(title="x", body="🎉" * 1000)
    assert len(payload_unchecked(smiles, SAMPLE)) == len(payload_unchecked(of_size(3000), SAMPLE)) + (
        4000 - len(of_size(3000).body or "")
    )


def test_the_sample_measures_what_every_delivery_makes() -> None:
    shown = Notification(title="x")
    real = Tracking(new_id(DELIVERY_ID_LENGTH), new_id(RECEIPT_TOKEN_LENGTH), RECEIVER)
    assert len(payload(shown, real)) == len(payload(shown, SAMPLE))
