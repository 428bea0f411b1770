"""Rows by their id: each once, counted by its groups through every change."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pushdesk.ui.tables.kept_rows import KeptRows

# A row is an id and a word; its group is the word.
ROWS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["x", "y"])), max_size=12)


class Kept(KeptRows[tuple[str, str]]):
    """Takes rows in as a view does."""

    def __init__(self) -> None:
        super().__init__(lambda row: row[0], lambda row: {row[1]})

    def take_in(self, rows: list[tuple[str, str]]) -> None:
        """Keep each."""
        for row in rows:
            self._keep(self.identify(row), row)


@given(rows=ROWS, gone=st.sets(st.sampled_from("abcdz")))
def test_each_row_is_there_once_and_counted_once(rows: list[tuple[str, str]], gone: set[str]) -> None:
    kept, last = Kept(), dict(rows)
    kept.take_in(rows)
    assert (len(kept), +kept.counts) == (len(last), Counter(last.values()))
    kept.forget(gone)
    left = {name: word for name, word in last.items() if name not in gone}
    assert dict(kept.rows()) == left
    assert +kept.counts == Counter(left.values())
    assert all(kept.row(name) is None for name in gone)


def test_groups_that_mean_something_else_now_are_counted_again() -> None:
    kept, groups = Kept(), {"x": "old"}
    kept._groups = lambda row: {groups.get(row[1], "")}
    kept.take_in([("a", "x"), ("b", "x")])
    groups["x"] = "new"
    kept.recount()
    assert kept.counts == {"new": 2}
