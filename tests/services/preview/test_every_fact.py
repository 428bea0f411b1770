"""No value of platforms.toml can be another one without a test that says so: each is falsified once."""

import copy
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import Any

import pytest
from pydantic import ValidationError

from pushdesk.services.preview import profile
from pushdesk.services.preview.platform_file import PlatformFile
from pushdesk.services.preview.profile import cards
from tests.services.preview import facts
from tests.services.preview import test_profile as compared

_OTHERS = {"H": "M", "M": "L", "L": "H", "shown": "ignored", "ignored": "partial", "partial": "shown"}


def values(inner: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of each number and text."""
    if not isinstance(inner, dict | list):
        yield path
        return
    for step, part in inner.items() if isinstance(inner, dict) else enumerate(inner):
        yield from values(part, (*path, step))


def falsified(value: Any) -> Any:
    """Another value of the same kind, as near as can be: a letter within a text, a tenth, one more."""
    if isinstance(value, float):
        return value + 0.1
    if isinstance(value, int):
        return value + 1
    half = len(value) // 2
    return _OTHERS.get(value) or f"{value[:half]}~{value[half + 1 :]}"


def comparisons() -> Iterator[Callable[[], None]]:
    """What compares the file with what the facts say, from the most particular to the most general."""
    yield compared.test_every_source_and_note_is_worded_as_it_was_looked_up
    for of_card in (
        compared.test_a_card_is_as_large_as_its_source_says,
        compared.test_a_card_is_cut_as_its_platform_unless_it_shows_another_state,
    ):
        yield from (partial(of_card, card) for card in cards())
    for of_platform in (
        compared.test_texts_are_cut_where_the_facts_say,
        compared.test_limits_are_what_the_facts_say,
        compared.test_limits_are_trusted_as_far_as_their_sources,
        compared.test_each_platform_belongs_to_a_push_service_that_the_desk_knows,
    ):
        yield from (partial(of_platform, place) for place in facts.PLATFORMS)
    yield compared.test_what_the_facts_add_is_noted_with_its_source_and_nothing_else_is
    for place, option in product(facts.PLATFORMS, facts.OPTIONS):
        yield partial(compared.test_each_option_on_each_platform_is_what_the_facts_say, place, option)


def is_noticed(document: dict[str, Any], patch: pytest.MonkeyPatch) -> bool:
    """Whether the file, with these values, is refused or disagrees with a fact."""
    try:
        file = PlatformFile.model_validate(document)
    except ValidationError:
        return True
    patch.setattr(profile, "_file", lambda: file)
    for kept in (profile.cards, profile._by_id):
        kept.cache_clear()
    try:
        for compare in comparisons():
            compare()
    except (AssertionError, KeyError):
        return True
    return False


def test_whichever_value_is_falsified_a_comparison_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = tomllib.loads(compared.file_text())
    try:
        assert not is_noticed(whole, monkeypatch)
        unnoticed = []
        for path in values(whole):
            *outer, last = path
            document = copy.deepcopy(whole)
            place = document
            for step in outer:
                place = place[step]
            place[last] = falsified(place[last])
            if not is_noticed(document, monkeypatch):
                unnoticed.append(path)
        assert unnoticed == []
    finally:
        monkeypatch.undo()
        for kept in (profile.cards, profile._by_id):
            kept.cache_clear()
