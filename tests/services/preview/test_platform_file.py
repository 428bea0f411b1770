"""platforms.toml as a file: nothing can be left out of it, and a mistake in it is our bug."""

import copy
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from pushdesk.model.errors import BugError
from pushdesk.services.preview.platform_file import PlatformFile, parse
from pushdesk.services.preview.profile import cards
from tests.services.preview.test_profile import file_text


def without(text: str, part: str) -> str:
    assert part in text
    return text.replace(part, "", 1)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything that can be left out."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield (*path, name)
        yield from leaves(part, (*path, name))


def test_nothing_can_be_left_out_but_what_another_table_has() -> None:
    whole = tomllib.loads(file_text())
    optional = set()
    for path in leaves(whole):
        cut = copy.deepcopy(whole)
        place = cut
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]
        try:
            PlatformFile.model_validate(cut)
        except ValidationError:
            continue
        optional.add((path[0], path[-1]) if len(path) > 2 else (path[0], whole[path[0]][path[1]]["id"]))
    cards_left = {("card", card.id) for card in cards()}
    assert optional - cards_left == {
        ("platform", "longest_ttl"),
        ("fact", "note"),
        ("card", "title_band"),
        ("card", "body_band"),
    }


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ('options = ["lang"]\n', "options"),
        ('source = "mdn/browser-compat-data 8.0.10"\n', "source"),
        ('confidence = "H"\n', "confidence"),
        ('"title", "body", ', "missing"),
        (', "firefox-android"', "firefox-android"),
        ("radius = 8\n", "radius"),
        ("max_actions = {", "max_actions"),
        ('painter = "windows"\n', "painter"),
    ],
)
def test_a_file_with_a_hole_is_our_bug(part: str, words: str) -> None:
    text = file_text()
    if part == "max_actions = {":
        text = text.replace("max_actions = {", "no_actions = {", 1)
    else:
        text = without(text, part)
    with pytest.raises(BugError, match=words):
        parse(text)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[[card]]", '[[fact]]\noptions = ["lang"]\nplatforms = ["safari-ios"]\nsupport = "shown"\n'
         'source = "again"\nconfidence = "L"\n\n[[card]]', "too many"),
        ("shortest = 50, longest = 70", "shortest = 71, longest = 70", "shorter end"),
        ("shortest = 50", "shortest = 0", "greater than"),
        ('confidence = "H"', 'confidence = "certain"', "confidence"),
        ('source = "mdn/browser-compat-data 8.0.10"', 'source = ""', "source"),
        ('support = "ignored"', 'support = "maybe"', "support"),
        ('platform = "chrome-windows"', 'platform = "chrome-beos"', "chrome-beos"),
        ('painter = "kde"', 'painter = "amiga"', "amiga"),
        ('id = "windows-edge"', 'id = "windows-chrome"', "cards"),
        ('id = "edge-windows"', 'id = "chrome-windows"', "edge-windows"),
        ("[[platform]]", "[[platform", "TOML|line"),
        ("[[platform]]", "[own]\nx = 1\n[[platform]]", "own"),
    ],
)  # fmt: skip
def test_a_file_with_a_mistake_is_our_bug(old: str, new: str, words: str) -> None:
    text = file_text()
    assert old in text
    with pytest.raises(BugError, match=words):
        parse(text.replace(old, new, 1))
