"""The content: any document at all becomes something that can be drawn."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.services.preview.profile import OPTIONS
from pushdesk.ui.preview.content import MOST, clean, content_of, in_use
from pushdesk.ui.preview.embedded import embedded
from tests.ui.preview.rendering import ORIGIN, data_url, plain

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(OPTIONS) | st.text(), JSON))
def test_nothing_in_a_document_can_stop_the_preview(document: dict[str, Any]) -> None:
    made = content_of(document, ORIGIN)
    assert made.dir in {"auto", "ltr", "rtl"}
    made.title.encode("utf-8")
    made.body.encode("utf-8")


def test_options_that_say_nothing_are_not_in_use() -> None:
    silent: dict[str, Any] = {
        "title": "",
        "body": None,
        "actions": [],
        "silent": False,
        "dir": "auto",
        "vibrate": [],
    }
    assert in_use(silent | {"unknown": 1}) == frozenset()
    assert in_use({"silent": True, "timestamp": 0, "dir": "ltr", "data": 0}) == {
        "silent",
        "timestamp",
        "dir",
        "data",
    }


def test_the_origin_is_a_host() -> None:
    assert content_of({}, "http://localhost:8765").origin == "localhost:8765"


def test_an_action_without_a_title_has_no_button_yet() -> None:
    rows = [{"action": "a", "title": "A"}, {"action": "b"}, {"title": ""}, 7, {"title": "C"}]
    assert content_of({"actions": rows}, ORIGIN).actions == ("A", "C")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("half \ud83d of an emoji", "half \ufffd of an emoji"),
        ("one\r\ntwo\u2028three\x0bfour", "one\ntwo\nthree\nfour"),
        ("a\tb\x00c\x7fd\x9fe", "a bcde"),
        ("👩‍👩‍👧 ok", "👩‍👩‍👧 ok"),
    ],
)
def test_what_cannot_be_laid_out_is_replaced_or_left_out(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_ten_megabytes_are_not_looked_at() -> None:
    assert clean("x" * 10_000_000) == "x" * MOST + "…"


def test_a_text_that_is_too_long_is_cut_between_two_characters() -> None:
    letter = "a" + "\u0301" * 9
    assert clean(letter * 1000) == letter * (MOST // 10) + "…"
    assert clean("x" * MOST) == "x" * MOST


def test_a_picture_comes_from_the_table_or_from_its_own_url(qapp: object) -> None:
    red = plain("#ff0000")
    inline = data_url(red)
    made = content_of({"icon": "red", "image": inline, "badge": "https://a.example/b"}, ORIGIN, {"red": red})
    assert made.icon == red
    assert made.image is not None
    assert made.image.pixelColor(5, 5).name() == "#ff0000"
    assert made.badge is None
    assert "badge" in made.used


@pytest.mark.parametrize(
    "url", ["https://a.example/i", "data:", "data:image/png;base64,%%", "data:,\udc00", ""]
)
def test_other_pictures_are_not_loaded(url: str) -> None:
    assert embedded(url).isNull()


def test_a_giant_picture_is_small_in_memory(qapp: object) -> None:
    found = embedded(data_url(plain("#00ff00", 6000, 3000)))
    assert (found.width(), found.height()) == (1350, 675)
