"""Torture presets."""

import base64
import json

import pytest
from PySide6.QtGui import QImage

from pushdesk.model.message import parse_message
from pushdesk.model.payload import PAYLOAD_LIMIT
from pushdesk.services.preview.checks import Severity, check, payload_bytes
from pushdesk.ui.compose.draft import EXAMPLE
from pushdesk.ui.compose.presets import GIANT_PIXELS, PRESETS, Preset, giant_icon, zalgo

BY_NAME = {preset.name: preset for preset in PRESETS}


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
@pytest.mark.parametrize("document", [{}, dict(EXAMPLE.document)], ids=["empty", "example"])
def test_each_makes_a_message_that_can_be_sent(preset: Preset, document: dict[str, object]) -> None:
    before = json.dumps(document)
    made = preset.fill(document)
    assert json.dumps(document) == before
    parse_message(made)
    assert not [one for one in check(made) if one.severity is Severity.ERROR]
    size = payload_bytes(made)
    assert size is not None
    assert size <= PAYLOAD_LIMIT


def test_the_rest_of_the_message_stays() -> None:
    for preset in PRESETS:
        made = preset.fill(EXAMPLE.document)
        assert made["delivery"] == EXAMPLE.document["delivery"]


def test_other_words_do_not_keep_the_direction_and_language_of_those_before() -> None:
    arabic = BY_NAME["right-to-left"].fill(EXAMPLE.document)
    for name in ("long", "emoji", "zalgo"):
        assert not {"dir", "lang"} & BY_NAME[name].fill(arabic).keys()


def test_they_are_what_they_say() -> None:
    fill = {name: preset.fill(EXAMPLE.document) for name, preset in BY_NAME.items()}
    assert len(fill["long"]["body"]) > 300
    assert fill["right-to-left"]["dir"] == "rtl"
    assert "👩‍👩‍👧‍👦" in fill["emoji"]["title"]
    assert "body" not in fill["empty-body"]
    assert len(fill["many-actions"]["actions"]) == 8
    assert len(zalgo("abc")) == 21


def test_the_giant_icon_is_a_picture_of_that_size(qapp: object) -> None:
    raw = base64.b64decode(giant_icon().partition(",")[2])
    picture = QImage.fromData(raw)
    assert (picture.width(), picture.height()) == (GIANT_PIXELS, GIANT_PIXELS)
    assert len(raw) < 1500
