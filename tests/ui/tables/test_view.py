"""The view: what is visible, in which order, and how groups count, through every change."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hypothesis import example, given
from hypothesis import strategies as st

from pushdesk.ui.tables.ordering import natural, number_or_last
from pushdesk.ui.tables.slices import sorted_in_slices
from pushdesk.ui.tables.view import LiveView


@dataclass(frozen=True)
class Thing:
    """A row: an id, a number to sort by, a word to filter and count by."""

    id: str
    number: int
    word: str


THINGS = st.lists(
    st.builds(Thing, st.sampled_from("abcdefgh"), st.integers(0, 5), st.sampled_from(["x", "y"])), max_size=12
)


def view_of(*things: Thing) -> LiveView[Thing]:
    view = LiveView[Thing](lambda thing: thing.id, lambda thing: {thing.word})
    view.load(things)
    return view


def follow(view: LiveView[Thing], things: list[Thing]) -> None:
    for step in view.merge(things):
        view.take(step)


@given(batches=st.lists(THINGS), descending=st.booleans(), filtered=st.booleans())
def test_changes_in_batches_end_where_a_fresh_view_would(
    batches: list[list[Thing]], descending: bool, filtered: bool
) -> None:
    live = view_of()
    live.sort(lambda thing: thing.number, descending=descending)
    live.filter(lambda thing: thing.word == "x" or not filtered)
    for batch in batches:
        follow(live, batch)
    last = {thing.id: thing for batch in batches for thing in batch}
    wanted = [thing for thing in last.values() if thing.word == "x" or not filtered]
    wanted.sort(key=lambda thing: thing.number, reverse=descending)
    assert [live.at(place) for place in range(len(live.order))] == wanted
    assert +live.counts == Counter(thing.word for thing in last.values())
    assert all(live.place(thing.id) == place for place, thing in enumerate(wanted))


class ManyThings(LiveView[Thing]):
    """As if it always held more rows than can be put in order within a frame."""

    MANY = 0


def catch_up(view: LiveView[Thing], meanwhile: Iterator[list[Thing]]) -> None:
    """Arrange to the end; between two slices a batch comes in."""
    while view.stale:
        walk = view.arranging()
        while True:
            try:
                next(walk)
            except StopIteration as end:
                for step in end.value:
                    view.take(step)
                break
            follow(view, next(meanwhile, []))


@given(
    batches=st.lists(THINGS, min_size=1),
    keyed=st.booleans(),
    descending=st.booleans(),
    filtered=st.booleans(),
)
@example(
    batches=[[], [Thing("b", 0, "x")], [Thing("a", 0, "x"), Thing("a", 0, "y")]],
    keyed=False,
    descending=False,
    filtered=True,
)
def test_what_is_arranged_in_slices_while_rows_change_ends_where_a_fresh_view_would(
    batches: list[list[Thing]], keyed: bool, descending: bool, filtered: bool
) -> None:
    live = ManyThings(lambda thing: thing.id, lambda thing: {thing.word})
    live.load(batches[0])
    live.sort((lambda thing: thing.number) if keyed else None, descending=descending)
    live.filter(lambda thing: thing.word == "x" or not filtered)
    coming = iter(batches[1:])
    catch_up(live, coming)
    for batch in coming:
        follow(live, batch)
        catch_up(live, coming)
    last = {thing.id: thing for batch in batches for thing in batch}
    wanted = [thing for thing in last.values() if thing.word == "x" or not filtered]
    if keyed:
        wanted.sort(key=lambda thing: thing.number, reverse=descending)
    elif descending:
        wanted.reverse()
    assert [live.at(place) for place in range(len(live.order))] == wanted
    assert +live.counts == Counter(thing.word for thing in last.values())
    assert all(live.place(thing.id) == place for place, thing in enumerate(wanted))


@given(keys=st.lists(st.integers(0, 50)), descending=st.booleans())
def test_sorting_in_slices_is_sorting(keys: list[int], descending: bool) -> None:
    names = [str(number) for number in range(len(keys))]
    by_name = dict(zip(names, keys, strict=True))
    found: list[str] = []

    def walk() -> Iterator[None]:
        found.extend((yield from sorted_in_slices(names, by_name, descending=descending)))

    deque(walk(), maxlen=0)
    assert found == sorted(names, key=by_name.__getitem__, reverse=descending)


def test_a_change_that_moves_nothing_needs_no_step() -> None:
    view = view_of(Thing("a", 1, "x"), Thing("b", 2, "x"))
    view.sort(lambda thing: thing.number)
    assert view.merge([Thing("a", 0, "x")]) == []


def test_a_changed_row_is_seen_at_its_place() -> None:
    thing = Thing("a", 1, "x")
    view = view_of(thing, Thing("b", 2, "x"))
    follow(view, [replace(thing, word="y")])
    assert view.at(0).word == "y"


def test_a_hidden_row_is_known_and_has_no_place() -> None:
    view = view_of(Thing("a", 1, "x"), Thing("b", 2, "y"))
    for step in view.filter(lambda thing: thing.word == "x"):
        view.take(step)
    assert view.row("b") is not None
    assert view.place("b") is None
    assert view.span(["b"]) is None


def test_numbers_in_names_order_as_numbers() -> None:
    names = ["Lab 10", "lab 9", "Lab", "10", "٣", "9" * 5000, ""]
    assert sorted(names, key=natural)[:2] == ["", "10"]
    assert natural("lab 9") < natural("Lab 10")


def test_what_is_missing_comes_last() -> None:
    assert number_or_last(None) > number_or_last(10**12)
