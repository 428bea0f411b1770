"""What stays in view: how many checks there are, gravest first, and the bytes."""

import pytest
from pytestqt.qtbot import QtBot

from pushdesk.services.preview.checks import Check, Severity
from pushdesk.ui.compose.reading import Reading
from pushdesk.ui.compose.summary import Summary
from pushdesk.ui.theme.theme import Theme


def some(severity: Severity, number: int) -> tuple[Check, ...]:
    """So many checks."""
    return tuple(Check("r", severity, "tag", f"{severity} {place}.", "") for place in range(number))


@pytest.mark.parametrize(
    ("errors", "touching", "others", "words"),
    [
        (0, 0, 0, ["Ready"]),
        (0, 0, 1, ["Ready", "1 note"]),
        (1, 0, 0, ["1 error"]),
        (2, 1, 4, ["2 errors", "1 warning", "4 more"]),
        (0, 3, 2, ["Ready", "3 warnings", "2 more"]),
    ],
)
def test_checks_are_counted_by_what_they_mean_for_the_send(
    theme: Theme, qtbot: QtBot, errors: int, touching: int, others: int, words: list[str]
) -> None:
    summary = Summary(theme)
    qtbot.addWidget(summary)
    wrong, warned = some(Severity.ERROR, errors), some(Severity.WARNING, touching)
    checks = (*wrong, *warned, *some(Severity.INFO, others))
    summary.show_reading(Reading(checks=checks, touching=warned, errors=wrong))
    assert summary.words == words
