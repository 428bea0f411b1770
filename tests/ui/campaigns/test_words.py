"""Words over a campaign: honest numbers, a rate and an end, and what was already sent."""

from datetime import timedelta

from pushdesk.model import clock
from pushdesk.model.campaign import CampaignState
from pushdesk.model.schedule import local
from pushdesk.ui.campaigns.pace import Pace
from pushdesk.ui.campaigns.words import already_sent, cancel_question, note, state_chip
from pushdesk.ui.theme.tokens import Role
from tests.ui.rows import MOMENT, campaign

THIN = "\u202f"


def pace(*heard: tuple[float, int]) -> Pace:
    made = Pace()
    for seconds, ended in heard:
        made.note(seconds, ended)
    return made


def test_a_running_campaign_says_how_far_it_is() -> None:
    row = campaign(counts={"accepted": 6000, "gone": 204, "pending": 3924})
    assert state_chip(row).text == f"Sending · 6{THIN}204 of 10{THIN}128"


def test_an_ended_campaign_says_its_state_alone() -> None:
    assert state_chip(campaign(state=CampaignState.FINISHED)).text == "Finished"


def test_the_rate_and_the_end_come_from_the_last_seconds() -> None:
    row = campaign(counts={"accepted": 6000, "pending": 4000})
    words = note(row, pace((0.0, 0), (10.0, 2000), (15.0, 12_000)))
    assert words.endswith(f" · 2{THIN}000 a second · about 2 s left")


def test_a_slow_campaign_has_a_rate_with_a_fraction() -> None:
    row = campaign(counts={"accepted": 2, "pending": 60})
    assert "0.5 a second · about 2 min left" in note(row, pace((0.0, 0), (4.0, 2)))


def test_nothing_is_said_of_a_rate_that_nobody_knows_yet() -> None:
    assert "second" not in note(campaign(), pace((0.0, 0)))
    assert "second" not in note(campaign(), pace((0.0, 5), (1.0, 5)))


def test_a_paused_campaign_says_exactly_what_was_sent() -> None:
    counts = {"accepted": 6000, "gone": 204, "sending": 2, "retrying": 3, "pending": 19}
    words = note(campaign(state=CampaignState.PAUSED, counts=counts), Pace())
    assert words.endswith(f"6{THIN}204 sent, 5 on their way, 19 waiting")


def test_a_cancelled_campaign_says_what_was_never_sent() -> None:
    row = campaign(state=CampaignState.CANCELLED, counts={"accepted": 2, "cancelled": 7})
    assert already_sent(row) == "2 sent, 7 never sent"


def test_nothing_of_an_interrupted_campaign_is_on_its_way() -> None:
    row = campaign(state=CampaignState.INTERRUPTED, counts={"accepted": 62, "sending": 138})
    assert already_sent(row) == "62 sent, 138 without an answer"


def test_how_many_at_most_were_sent_twice_after_an_interruption_is_said_in_any_state() -> None:
    for state in (CampaignState.SENDING, CampaignState.PAUSED, CampaignState.FINISHED):
        words = note(campaign(state=state, resent=1200), Pace())
        assert words.endswith(f" · up to 1{THIN}200 sent twice after an interruption")
        assert "again" not in note(campaign(state=state), Pace())


def test_a_finished_campaign_says_how_long_it_took() -> None:
    row = campaign(state=CampaignState.FINISHED, finished_at=MOMENT + timedelta(seconds=4.2))
    assert note(row, Pace()).endswith("took 4.2 s")
    set_back = campaign(state=CampaignState.FINISHED, finished_at=MOMENT - timedelta(days=2))
    assert "took" not in note(set_back, Pace())


def test_a_campaign_that_was_resumed_or_retried_says_how_long_its_last_run_took() -> None:
    end = MOMENT + timedelta(hours=9)
    again = campaign(
        state=CampaignState.FINISHED, run_started_at=end - timedelta(seconds=4.2), finished_at=end
    )
    assert note(again, Pace()).endswith(" · last run took 4.2 s")
    unknown = campaign(state=CampaignState.FINISHED, run_started_at=None, finished_at=end)
    assert "took" not in note(unknown, Pace())


def test_a_scheduled_campaign_says_when_and_that_its_time_was_missed() -> None:
    at = clock.now() + timedelta(hours=1)
    row = campaign(state=CampaignState.SCHEDULED, started_at=None, scheduled_at=at)
    assert state_chip(row) == (f"Scheduled · {local(at)}", Role.NEUTRAL)
    assert note(row, Pace()) == "starts by itself · 0 sent, 3 waiting"
    assert cancel_question(row)[1] == "Keep it scheduled"
    missed = campaign(state=CampaignState.SCHEDULED, started_at=None, scheduled_at=at - timedelta(hours=2))
    assert state_chip(missed) == (f"Missed · {local(at - timedelta(hours=2))}", Role.WARN)
    assert "missed: nothing is sent until you say so" in note(missed, Pace())
    assert cancel_question(missed)[1] == "Let it wait"
    assert cancel_question(campaign())[1] == "Go on sending"
    assert cancel_question(campaign(state=CampaignState.PAUSED))[1] == "Keep the campaign"
