"""What the lab's rows say: one wording for window and command line."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pushdesk.model.lab import CaughtState
from pushdesk.model.views import ActiveFault, CaughtRow, Changes, verdict

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)


def row(state: CaughtState, **more: Any) -> CaughtRow:
    """A caught message in that state."""
    return CaughtRow(1, AT, "Phone", "a", "Hello", 300, 60, "normal", None, 201, state, **more)


@pytest.mark.parametrize("state", CaughtState)
def test_every_state_has_words(state: CaughtState) -> None:
    assert verdict(row(state)).strip()


@pytest.mark.parametrize(
    ("caught", "words"),
    [
        (row(CaughtState.WAITING), "Waiting"),
        (row(CaughtState.CLICKED, action="track"), "Clicked · track"),
        (row(CaughtState.CLICKED), "Clicked"),
        (row(CaughtState.REFUSED, fault="429, Retry-After 5"), "Fault: 429, Retry-After 5"),
        (row(CaughtState.SHOWN, fault="Slow"), "Shown · Fault: Slow"),
        (row(CaughtState.DROPPED, code="away"), "Dropped: away, TTL 0"),
        (row(CaughtState.DROPPED, code="other", reason="A reason."), "Dropped: A reason"),
        (row(CaughtState.UNDECRYPTABLE, reason="Whatever."), "Cannot decrypt"),
        (row(CaughtState.UNDECRYPTABLE, code="keys_mismatch"), "Cannot decrypt: wrong keys"),
        (row(CaughtState.FAILED, reason="TypeError: no."), "Not shown: TypeError: no"),
        (row(CaughtState.FAILED), "Not shown"),
    ],
)
def test_a_verdict_is_a_few_words(caught: CaughtRow, words: str) -> None:
    assert verdict(caught) == words


def test_a_row_and_a_fault_as_json() -> None:
    document = row(CaughtState.SHOWN, push_ms=9).document()
    assert (document["at"], document["pushMs"], document["verdict"]) == (
        "2026-11-25T12:00:00.000Z",
        9,
        "Shown",
    )
    fault = ActiveFault("f", None, "410 Gone", "410", {"status": 410}, 2, AT)
    assert fault.as_document() == {
        "id": "f",
        "device": None,
        "kind": None,
        "title": "410 Gone",
        "preset": "410",
        "fault": {"status": 410},
        "remaining": 2,
        "createdAt": "2026-11-25T12:00:00.000Z",
    }


def test_changes_are_some_where_the_lab_or_its_catch_changed() -> None:
    assert not Changes(1)
    assert Changes(1, lab=True)
    assert Changes(1, caught=(row(CaughtState.SHOWN),))
