"""Which kind of picture some bytes are."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.model.errors import BadInput
from pushdesk.services.pictures.kinds import MEDIA_TYPES, Kind, kind_of
from tests.services.pictures.drawing import GIF, JPEG, SVG, WEBP, png

_NAMESPACE = b'xmlns="http://www.w3.org/2000/svg"'


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (png(), Kind.PNG),
        (JPEG, Kind.JPEG),
        (GIF, Kind.GIF),
        (WEBP, Kind.WEBP),
        (SVG, Kind.SVG),
        (b"\xef\xbb\xbf<svg " + _NAMESPACE + b"/>", Kind.SVG),
        (
            "<?xml version='1.0' encoding='utf-16'?><svg xmlns='http://www.w3.org/2000/svg'/>".encode(
                "utf-16"
            ),
            Kind.SVG,
        ),
        (b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg ' + _NAMESPACE + b">", Kind.SVG),
        (b'<s:svg xmlns:s="http://www.w3.org/2000/svg"/>', Kind.SVG),
    ],
)
def test_a_picture_is_known_by_what_it_holds(raw: bytes, kind: Kind) -> None:
    assert kind_of(raw) is kind
    assert kind in MEDIA_TYPES


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello",
        b"BM1234",
        b"<html><body/></html>",
        b"<svg/>",  # a browser shows nothing of it without the namespace
        b"<!-- <svg " + _NAMESPACE + b"> -->",
        b"RIFF\x00\x00\x00\x00WAVE",
        b'<?xml version="1.0" encoding="x-nothing"?><svg ' + _NAMESPACE + b"/>",
        b"<!--" + b" " * 100_000,
    ],
)
def test_anything_else_is_refused_in_one_sentence(raw: bytes) -> None:
    with pytest.raises(BadInput, match=r"^That is no picture a browser shows: .*\.$"):
        kind_of(raw)


def test_entities_within_entities_are_never_expanded() -> None:
    bomb = b'<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg ' + _NAMESPACE + b' t="&b;"/>'
    with pytest.raises(BadInput, match="declares entities"):
        kind_of(bomb)


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda raw: b"<svg " + raw))
def test_whatever_the_bytes_the_answer_is_a_kind_or_a_sentence(raw: bytes) -> None:
    with suppress(BadInput):
        assert kind_of(raw) in Kind
