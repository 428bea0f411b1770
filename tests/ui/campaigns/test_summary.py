"""The numbers over the table: cards, shares of the bar, latencies."""

from collections import Counter

import pytest
from pytestqt.qtbot import QtBot

from pushdesk.model.views import Counts
from pushdesk.ui.campaigns.summary import Summary, percentile
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.001, 1)])
def test_a_percentile_is_one_of_the_values(share: float, value: int) -> None:
    assert percentile(Counter(range(1, 101)), share) == value


def test_no_values_have_no_percentile() -> None:
    assert percentile({7: 0}, 0.5) is None


def test_the_bar_has_a_share_for_every_kind_of_end(qtbot: QtBot, theme: Theme) -> None:
    summary = Summary(theme)
    qtbot.addWidget(summary)
    summary.show_counts(Counts(accepted=50, retrying=10, gone=3, rejected=2, pending=35))
    assert summary.progress.parts() == [
        (Role.OK, 0.5),
        (Role.WARN, 0.1),
        (Role.BAD, 0.05),
        (Role.NEUTRAL, 0.0),
    ]
    assert "55 of 100 ended (55 %)" in summary.progress.toolTip()


def test_a_campaign_without_deliveries_draws_an_empty_bar(qtbot: QtBot, theme: Theme) -> None:
    summary = Summary(theme)
    qtbot.addWidget(summary)
    summary.show_counts(Counts())
    assert summary.progress.parts() == []
