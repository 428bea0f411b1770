"""Who runs a campaign: two processes, two sessions on one file, and never two runners at once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from pushdesk.model import clock
from pushdesk.model.campaign import Campaign, CampaignState, DeliveryState
from pushdesk.model.errors import Conflict, NotFound
from pushdesk.services.store import campaigns, claiming, delivery_rows, leases
from pushdesk.services.store.database import open_engine
from pushdesk.services.store.revision import newest_revision
from tests.services.store.building import LEASE, OTHER, RUNNER, answered, campaign, device

C, D = CampaignState, DeliveryState
CANCELLED, INTERRUPTED, PAUSED, SENDING = C.CANCELLED, C.INTERRUPTED, C.PAUSED, C.SENDING
FINISHED = C.FINISHED


@pytest.fixture
def there(path: Path) -> Iterator[Session]:
    """Another process's session on the same file; both must commit before the other goes on."""
    engine = open_engine(path, begin="BEGIN IMMEDIATE", busy=0)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def here(session: Session) -> Session:
    """The session of the process that made the campaign."""
    session.expire_on_commit = True
    return session


@pytest.fixture
def made(here: Session) -> str:
    """A campaign of three deliveries that RUNNER holds for one lease from now; two are in the air."""
    for _ in range(3):
        device(here)
    identifier = campaign(here).id
    claiming.claim(here, identifier, 2, clock.now())
    here.commit()
    return identifier


def now() -> datetime:
    return clock.now()


def later() -> datetime:
    """A moment when a lease taken now has lapsed."""
    return clock.now() + LEASE + timedelta(seconds=1)


def stored(session: Session, identifier: str) -> Campaign:
    session.rollback()
    return campaigns.by_id(session, identifier)


def states(session: Session, identifier: str) -> list[DeliveryState]:
    session.rollback()
    return [row.state for row in delivery_rows.deliveries(session, identifier)]


def lapse(session: Session) -> list[str]:
    found = leases.interrupt_lapsed(session, later())
    session.commit()
    return found


class TestTaking:
    """Becoming the runner."""

    def test_nobody_takes_a_campaign_that_a_living_runner_holds(self, made: str, there: Session) -> None:
        with pytest.raises(
            Conflict, match=r"Another PushDesk is sending this campaign\. Wait for it, or pause"
        ):
            leases.take(there, made, OTHER, now() + LEASE, now())
        assert stored(there, made).runner == RUNNER

    def test_a_lapsed_lease_can_be_taken_and_what_was_in_the_air_goes_out_again(
        self, made: str, there: Session
    ) -> None:
        moment = later()
        leases.take(there, made, OTHER, moment + LEASE, moment)
        there.commit()
        taken = stored(there, made)
        assert (taken.runner, taken.state, taken.lease_until) == (OTHER, SENDING, moment + LEASE)
        assert states(there, made) == [D.RETRYING, D.RETRYING, D.PENDING]

    def test_only_one_of_two_who_want_it_gets_it(self, made: str, here: Session, there: Session) -> None:
        assert lapse(here) == [made]
        moment = later()
        leases.take(there, made, OTHER, moment + LEASE, moment)
        there.commit()
        with pytest.raises(Conflict):
            leases.take(here, made, "runner-three", moment + LEASE, moment)

    def test_an_ended_campaign_is_returned_as_it_is(self, made: str, here: Session) -> None:
        leases.release(here, made, RUNNER, FINISHED)
        here.commit()
        found = leases.take(here, made, OTHER, now() + LEASE, now())
        assert (found.state, found.runner) == (FINISHED, None)

    def test_a_paused_campaign_goes_on(self, made: str, here: Session) -> None:
        leases.release(here, made, RUNNER, PAUSED)
        taken = leases.take(here, made, OTHER, now() + LEASE, now())
        assert (taken.state, taken.runner, taken.finished_at) == (SENDING, OTHER, None)

    def test_what_was_asked_of_the_last_runner_is_not_asked_of_the_next(
        self, made: str, here: Session
    ) -> None:
        leases.request(here, made, PAUSED, now())
        moment = later()
        assert leases.take(here, made, OTHER, moment + LEASE, moment).requested is None
        assert leases.renew(here, made, OTHER, moment + LEASE) is None

    def test_an_unknown_campaign_is_a_sentence(self, here: Session) -> None:
        for call in (
            lambda: leases.take(here, "x", RUNNER, now(), now()),
            lambda: leases.renew(here, "x", RUNNER, now()),
            lambda: leases.release(here, "x", RUNNER, PAUSED),
            lambda: leases.request(here, "x", PAUSED, now()),
        ):
            with pytest.raises(NotFound, match="There is no campaign “x”"):
                call()


class TestHeartbeat:
    """Keeping it."""

    def test_a_renewed_lease_does_not_lapse(self, made: str, here: Session) -> None:
        leases.renew(here, made, RUNNER, later() + LEASE)
        here.commit()
        assert lapse(here) == []
        assert stored(here, made).state is SENDING

    def test_a_heartbeat_alone_is_no_change_to_show(self, made: str, here: Session) -> None:
        before = newest_revision(here)
        leases.renew(here, made, RUNNER, later())
        here.commit()
        assert newest_revision(here) == before

    def test_a_runner_that_stood_still_goes_on_where_nobody_else_did(self, made: str, here: Session) -> None:
        assert lapse(here) == [made]
        assert leases.renew(here, made, RUNNER, later() + LEASE) is None
        here.commit()
        again = stored(here, made)
        assert (again.state, again.runner) == (SENDING, RUNNER)
        assert states(here, made) == [D.SENDING, D.SENDING, D.PENDING]  # its answers still come

    def test_what_it_heard_while_it_stood_still_is_recorded(self, made: str, here: Session) -> None:
        (item,) = claiming.claim(here, made, 1, now())
        here.commit()
        lapse(here)
        campaigns.record(here, made, RUNNER, [answered(item, D.ACCEPTED)])
        here.commit()
        assert states(here, made)[2] is D.ACCEPTED

    def test_a_runner_that_stood_still_yields_to_the_one_that_took_over(
        self, made: str, here: Session, there: Session
    ) -> None:
        lapse(here)
        moment = later()
        leases.take(there, made, OTHER, moment + LEASE, moment)
        there.commit()
        for runner_does in (
            lambda: leases.renew(here, made, RUNNER, moment + LEASE),
            lambda: campaigns.record(here, made, RUNNER, []),
        ):
            with pytest.raises(Conflict, match="Another PushDesk took this campaign over"):
                runner_does()  # type: ignore[no-untyped-call]
            here.rollback()
        assert stored(here, made).runner == OTHER

    def test_it_yields_even_when_the_other_one_died_meanwhile(
        self, made: str, here: Session, there: Session
    ) -> None:
        lapse(here)
        moment = later()
        leases.take(there, made, OTHER, moment, moment)
        claiming.claim(there, made, 3, moment)
        there.commit()
        assert lapse(there) == [made]
        with pytest.raises(Conflict):
            leases.renew(here, made, RUNNER, moment + LEASE)

    def test_it_yields_to_a_pause_that_came_meanwhile(self, made: str, here: Session, there: Session) -> None:
        lapse(here)
        leases.request(there, made, PAUSED, later())
        there.commit()
        with pytest.raises(Conflict):
            leases.renew(here, made, RUNNER, later() + LEASE)
        here.rollback()
        assert stored(here, made).state is PAUSED


class TestReleasing:
    """Letting go."""

    @pytest.mark.parametrize("state", [PAUSED, CANCELLED, FINISHED])
    def test_the_runner_says_how_it_ended(self, made: str, here: Session, state: CampaignState) -> None:
        leases.release(here, made, RUNNER, state)
        here.commit()
        found = stored(here, made)
        assert (found.state, found.runner, found.lease_until, found.requested) == (state, None, None, None)
        assert (found.finished_at is not None) == (state is not PAUSED)
        assert found.revision == newest_revision(here)

    def test_one_who_lost_it_changes_nothing(self, made: str, here: Session) -> None:
        leases.release(here, made, OTHER, FINISHED)
        here.commit()
        assert stored(here, made).state is SENDING


class TestRequests:
    """What another process may ask."""

    @pytest.mark.parametrize("wanted", [PAUSED, CANCELLED])
    def test_a_living_runner_is_asked_and_hears_it_at_its_next_heartbeat(
        self, made: str, here: Session, there: Session, wanted: CampaignState
    ) -> None:
        leases.request(there, made, wanted, now())
        there.commit()
        assert stored(there, made).state is SENDING
        there.rollback()
        assert leases.renew(here, made, RUNNER, now() + LEASE) is wanted

    def test_a_cancel_outranks_a_pause_whichever_comes_first(self, made: str, here: Session) -> None:
        for wanted in (PAUSED, CANCELLED, PAUSED):
            leases.request(here, made, wanted, now())
        assert leases.renew(here, made, RUNNER, now() + LEASE) is CANCELLED

    def test_where_nobody_runs_it_a_pause_is_done_at_once(self, made: str, here: Session) -> None:
        leases.request(here, made, PAUSED, later())
        here.commit()
        found = stored(here, made)
        assert (found.state, found.runner) == (PAUSED, None)
        assert states(here, made) == [D.RETRYING, D.RETRYING, D.PENDING]

    def test_where_nobody_runs_it_a_cancel_is_done_at_once_and_leaves_nothing_open(
        self, made: str, here: Session
    ) -> None:
        lapse(here)
        leases.request(here, made, CANCELLED, later())
        here.commit()
        found = stored(here, made)
        assert found.state is CANCELLED
        assert found.finished_at is not None
        assert campaigns.next_due(here, made) == (0, None)
        reasons = [row.reason for row in delivery_rows.deliveries(here, made)]
        assert reasons == [
            "Cancelled; whether it was sent is not known: its answer never came.",
            "Cancelled; whether it was sent is not known: its answer never came.",
            "Cancelled before it was sent.",
        ]

    def test_a_paused_campaign_can_be_cancelled(self, made: str, here: Session) -> None:
        campaigns.take_back(here, made)
        leases.release(here, made, RUNNER, PAUSED)
        assert leases.request(here, made, CANCELLED, now()).state is CANCELLED
        here.commit()
        assert states(here, made) == [D.CANCELLED] * 3

    @pytest.mark.parametrize("ended", [CANCELLED, FINISHED])
    @pytest.mark.parametrize("wanted", [PAUSED, CANCELLED])
    def test_an_ended_campaign_cannot_be_stopped(
        self, made: str, here: Session, ended: CampaignState, wanted: CampaignState
    ) -> None:
        leases.release(here, made, RUNNER, ended)
        with pytest.raises(
            Conflict, match=f"This campaign is {ended} already: there is nothing left to stop"
        ):
            leases.request(here, made, wanted, now())


class TestLapsing:
    """A runner that died."""

    def test_a_dead_runners_campaign_is_interrupted_once(self, made: str, here: Session) -> None:
        assert lapse(here) == [made]
        found = stored(here, made)
        assert (found.state, found.lease_until) == (INTERRUPTED, None)
        assert not leases.is_held(found, now())
        here.rollback()
        assert lapse(here) == []

    def test_a_living_runners_campaign_is_left_alone(self, made: str, here: Session) -> None:
        assert leases.interrupt_lapsed(here, now()) == []
        assert stored(here, made).state is SENDING

    @pytest.mark.parametrize("state", [PAUSED, CANCELLED, FINISHED])
    def test_what_nobody_runs_cannot_lapse(self, made: str, here: Session, state: CampaignState) -> None:
        leases.release(here, made, RUNNER, state)
        here.commit()
        assert lapse(here) == []
        assert stored(here, made).state is state

    def test_one_who_died_while_asked_to_cancel_leaves_it_cancelled(self, made: str, here: Session) -> None:
        leases.request(here, made, CANCELLED, now())
        here.commit()
        assert lapse(here) == [made]
        assert stored(here, made).state is CANCELLED
        assert states(here, made) == [D.CANCELLED] * 3

    def test_a_pause_asked_of_one_who_only_stood_still_is_not_forgotten(
        self, made: str, here: Session
    ) -> None:
        leases.request(here, made, PAUSED, now())
        here.commit()
        lapse(here)
        assert leases.renew(here, made, RUNNER, later() + LEASE) is PAUSED


def test_the_moment_a_lease_ends_it_is_over(made: str, here: Session) -> None:
    until = stored(here, made).lease_until
    assert until is not None
    assert leases.is_held(campaigns.by_id(here, made), until - timedelta(milliseconds=1))
    assert not leases.is_held(campaigns.by_id(here, made), until)
    assert leases.interrupt_lapsed(here, until - timedelta(milliseconds=1)) == []
    assert leases.interrupt_lapsed(here, until) == [made]
