"""What is noted of a picture: each rule of pictures.toml once kept, once broken."""

from dataclasses import replace

import pytest

from pushdesk.services.pictures.notes import Measures, notes, rules, weight

GOOD = {
    "icon": Measures(192, 192, 20_000),
    "image": Measures(1350, 675, 300_000),
    "badge": Measures(96, 96, 2_000, plain=True, see_through=0.5),
    "action": Measures(24, 24, 1_000),
}
BROKEN = {
    "icon-small": ("icon", replace(GOOD["icon"], width=191, height=191)),
    "icon-not-square": ("icon", replace(GOOD["icon"], width=220)),
    "icon-heavy": ("icon", replace(GOOD["icon"], bytes=600_000)),
    "icon-large": ("icon", replace(GOOD["icon"], width=1025, height=1025)),
    "image-narrow": ("image", replace(GOOD["image"], width=1349)),
    "image-shape": ("image", replace(GOOD["image"], height=900)),
    "image-heavy": ("image", replace(GOOD["image"], bytes=1_200_000)),
    "badge-small": ("badge", replace(GOOD["badge"], height=71)),
    "badge-coloured": ("badge", replace(GOOD["badge"], plain=False)),
    "badge-solid": ("badge", replace(GOOD["badge"], see_through=0.0)),
    "action-icon-small": ("action", replace(GOOD["action"], width=23, height=23)),
    "action-icon-not-square": ("action", replace(GOOD["action"], width=48)),
    "action-icon-large": ("action", replace(GOOD["action"], width=1025, height=1025)),
    "action-icon-heavy": ("action", replace(GOOD["action"], bytes=600_000)),
}


@pytest.mark.parametrize("picture", GOOD)
def test_nothing_is_noted_of_a_good_picture(picture: str) -> None:
    assert notes(picture, GOOD[picture]) == ()


@pytest.mark.parametrize("rule", BROKEN)
def test_each_rule_notes_what_it_is_about_and_nothing_else_does(rule: str) -> None:
    (note,) = notes(*BROKEN[rule])
    assert note.rule == rule
    assert note.sentence.endswith(".")
    assert "{" not in note.sentence
    assert note.source


def test_every_rule_is_tried_here() -> None:
    assert {rule.id for rule in rules()} == set(BROKEN)


@pytest.mark.parametrize("side", [16, 4000])
def test_pixels_mean_nothing_for_what_scales(side: int) -> None:
    assert notes("icon", replace(GOOD["icon"], width=side, height=side, scales=True)) == ()


def test_a_picture_of_few_bytes_and_many_pixels_is_heavy_all_the_same() -> None:
    (note,) = notes("icon", Measures(2048, 2048, 700))
    assert note.sentence.startswith(
        "2048 × 2048 is far larger than any system shows, and takes 16.8 MB of each"
    )


@pytest.mark.parametrize(("number", "words"), [(980, "980 bytes"), (14_200, "14 kB"), (1_240_000, "1.2 MB")])
def test_a_weight_is_said_in_round_numbers(number: int, words: str) -> None:
    assert weight(number) == words


def test_size_and_weight_are_said_in_one_line() -> None:
    assert Measures(512, 512, 14_200).words() == "512 × 512 · 14 kB"
    assert Measures(9, 9, 120, scales=True).words() == "any size · 120 bytes"
