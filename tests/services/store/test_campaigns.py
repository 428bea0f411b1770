"""A campaign is written whole, claimed in pages, recorded in batches, stopped with honest reasons."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import DataObject, data, integers, sampled_from
from sqlalchemy import event
from sqlmodel import Session, func, select

from pushdesk.model import clock
from pushdesk.model.campaign import DELIVERY_STEPS, Attempt, Campaign, CampaignState, Delivery, DeliveryState
from pushdesk.model.errors import BadInput, BugError, Conflict, NotFound
from pushdesk.model.subscription import SubscriptionState
from pushdesk.services.store import campaign_rows, campaigns, claiming, delivery_rows, subscriptions
from pushdesk.services.store.claims import Claim, Result
from pushdesk.services.store.revision import newest_revision
from tests.services.store.building import OTHER, RUNNER, address, answered, campaign, device

S = DeliveryState


def states(session: Session, campaign_id: str) -> list[DeliveryState]:
    return [row.state for row in delivery_rows.deliveries(session, campaign_id)]


def claim(session: Session, campaign_id: str, limit: int = 100) -> list[Claim]:
    return claiming.claim(session, campaign_id, limit, clock.now())


class TestCreate:
    """Before the first request leaves."""

    def test_message_audience_and_a_delivery_for_each_device_are_written(self, session: Session) -> None:
        rows = [device(session, tags=("vip",)) for _ in range(3)]
        device(session)
        made = campaign(session, "tag:vip", f"id:{rows[0].id}")
        assert (made.title, made.state, made.runner) == ("Hello", CampaignState.SENDING, RUNNER)
        assert made.message == {"title": "Hello", "delivery": {"ttl": 14400, "urgency": "normal"}}
        assert made.audience == ["tag:vip", f"id:{rows[0].id}"]
        found = delivery_rows.deliveries(session, made.id)
        assert [row.position for row in found] == [0, 1, 2]
        assert {row.subscription_id for row in found} == {row.id for row in rows}
        assert {row.state for row in found} == {S.PENDING}

    def test_every_delivery_has_its_own_id_and_token(self, session: Session) -> None:
        for _ in range(50):
            device(session)
        made = campaign(session)
        rows = session.exec(select(Delivery).where(Delivery.campaign_id == made.id)).all()
        assert len({row.id for row in rows} | {row.token for row in rows}) == 100

    def test_nobody_in_the_audience_stores_nothing(self, session: Session) -> None:
        subscriptions.end(session, device(session), SubscriptionState.RETIRED)
        session.commit()
        before = newest_revision(session)
        for texts in (("all",), ("mine",), ("tag:x",)):
            with pytest.raises(BadInput, match="nothing was sent"):
                campaign(session, *texts)
        assert session.exec(select(func.count()).select_from(Campaign)).one() == 0
        assert newest_revision(session) == before

    def test_a_device_that_cannot_get_it_stores_nothing(self, session: Session) -> None:
        device(session)
        gone = device(session)
        subscriptions.end(session, gone, SubscriptionState.GONE)
        with pytest.raises(Conflict):
            campaign(session, "all", f"id:{gone.id}")
        with pytest.raises(NotFound):
            campaign(session, "all", "id:nobody")
        assert campaign_rows.every(session) == []

    def test_a_device_captured_later_is_not_in_it(self, session: Session) -> None:
        device(session)
        made = campaign(session)
        device(session)
        assert len(delivery_rows.deliveries(session, made.id)) == 1


def test_an_unknown_campaign_is_a_sentence(session: Session) -> None:
    with pytest.raises(NotFound, match="There is no campaign “x”: `pushdesk campaigns list` names them"):
        campaigns.by_id(session, "x")


class TestClaim:
    """What may leave now."""

    def test_pages_go_in_the_audiences_order_and_each_delivery_once(self, session: Session) -> None:
        for _ in range(5):
            device(session)
        made = campaign(session)
        order = [row.id for row in delivery_rows.deliveries(session, made.id)]
        pages = [[item.delivery_id for item in claim(session, made.id, 2)] for _ in range(4)]
        assert pages == [order[:2], order[2:4], order[4:], []]
        assert states(session, made.id) == [S.SENDING] * 5

    def test_a_claim_carries_what_a_request_needs(self, session: Session) -> None:
        row = device(session)
        made = campaign(session)
        (item,) = claim(session, made.id)
        stored = session.get_one(Delivery, item.delivery_id)
        assert (item.token, item.attempt, item.subscription_id) == (stored.token, 1, row.id)
        assert (item.endpoint, item.p256dh, item.auth) == (row.endpoint, "p256dh", "auth")
        assert (item.vapid_public_key, item.push_service, item.lab_owned) == ("the key", "mozilla", False)

    def test_the_labs_endpoints_are_known_as_such(self, session: Session) -> None:
        row = device(session)
        row.push_service = "lab"
        (item,) = claim(session, campaign(session).id)
        assert item.lab_owned

    def test_a_device_that_rests_by_now_is_cancelled_with_the_reason(self, session: Session) -> None:
        kept, ended = device(session), device(session, name="Phone")
        made = campaign(session)
        subscriptions.end(session, ended, SubscriptionState.UNSUBSCRIBED)
        assert [item.subscription_id for item in claim(session, made.id)] == [kept.id]
        row = next(row for row in delivery_rows.deliveries(session, made.id) if row.device == "Phone")
        assert (row.state, row.reason, row.attempts) == (
            S.CANCELLED,
            "Not sent: the device is unsubscribed.",
            0,
        )

    def test_one_that_rests_after_an_interruption_may_have_been_sent_to(self, session: Session) -> None:
        row = device(session)
        made = campaign(session)
        claim(session, made.id)
        campaigns.take_back(session, made.id)
        subscriptions.end(session, row, SubscriptionState.RETIRED)
        assert claim(session, made.id) == []
        (line,) = delivery_rows.deliveries(session, made.id)
        assert (line.state, line.reason) == (
            S.CANCELLED,
            "Not sent again: the device is retired; whether it was sent before an interruption is not known.",
        )

    def test_resting_devices_do_not_hide_those_behind_them(self, session: Session) -> None:
        rows = [device(session) for _ in range(12)]
        made = campaign(session)
        in_order = [row.subscription_id for row in delivery_rows.deliveries(session, made.id)]
        by_id = {row.id: row for row in rows}
        for identifier in in_order[:10]:
            subscriptions.end(session, by_id[identifier], SubscriptionState.GONE)
        assert [item.subscription_id for item in claim(session, made.id, 2)] == in_order[10:]
        assert states(session, made.id) == [S.CANCELLED] * 10 + [S.SENDING] * 2

    def test_a_page_is_full_as_long_as_anything_is_due(self, session: Session) -> None:
        rows = [device(session) for _ in range(12)]
        made = campaign(session)
        in_order = [row.subscription_id for row in delivery_rows.deliveries(session, made.id)]
        by_id = {row.id: row for row in rows}
        for identifier in in_order[1:9]:
            subscriptions.end(session, by_id[identifier], SubscriptionState.GONE)
        assert [item.subscription_id for item in claim(session, made.id, 3)] == [in_order[0], *in_order[9:11]]

    def test_a_retry_waits_for_its_time(self, session: Session) -> None:
        device(session)
        made = campaign(session)
        (item,) = claim(session, made.id)
        due = clock.now() + timedelta(seconds=60)
        campaigns.record(session, made.id, RUNNER, [answered(item, S.RETRYING, 503, reason="Busy.", due=due)])
        assert campaigns.next_due(session, made.id) == (1, due)
        assert claiming.claim(session, made.id, 9, due - timedelta(milliseconds=1)) == []
        (again,) = claiming.claim(session, made.id, 9, due)
        assert (again.delivery_id, again.attempt, again.token) == (item.delivery_id, 2, item.token)
        assert campaigns.next_due(session, made.id) == (1, None)

    def test_nothing_to_claim_changes_nothing(self, session: Session) -> None:
        device(session)
        made = campaign(session)
        claim(session, made.id)
        before = newest_revision(session)
        assert claim(session, made.id) == []
        assert newest_revision(session) == before

    def test_other_campaigns_are_left_alone(self, session: Session) -> None:
        device(session)
        first, second = campaign(session), campaign(session)
        claim(session, first.id)
        assert states(session, second.id) == [S.PENDING]


class TestRecord:
    """What came back."""

    def test_an_answer_is_kept_with_its_attempt(self, session: Session) -> None:
        device(session)
        made = campaign(session)
        (item,) = claim(session, made.id)
        campaigns.record(session, made.id, RUNNER, [answered(item, S.ACCEPTED)])
        (row,) = delivery_rows.deliveries(session, made.id)
        assert (row.state, row.status, row.attempts, row.latency_ms, row.reason) == (
            S.ACCEPTED,
            201,
            1,
            12,
            None,
        )
        (attempt,) = campaign_rows.attempts(session, item.delivery_id)
        assert (attempt.number, attempt.status, attempt.request_headers) == (1, 201, {"TTL": "60"})
        assert campaigns.next_due(session, made.id) == (0, None)

    def test_attempts_are_told_first_to_last(self, session: Session) -> None:
        device(session)
        made = campaign(session)
        for number in range(1, 4):
            (item,) = claim(session, made.id)
            assert item.attempt == number
            state = S.RETRYING if number < 3 else S.FAILED
            campaigns.record(session, made.id, RUNNER, [answered(item, state, None, due=clock.now())])
        assert [attempt.number for attempt in campaign_rows.attempts(session, item.delivery_id)] == [1, 2, 3]
        (row,) = delivery_rows.deliveries(session, made.id)
        assert (row.attempts, row.status, row.state) == (3, None, S.FAILED)

    def test_what_could_not_be_sent_at_all_has_no_attempt(self, session: Session) -> None:
        device(session)
        made = campaign(session)
        (item,) = claim(session, made.id)
        failed = Result(item.delivery_id, item.endpoint, S.FAILED, "No key.")
        campaigns.record(session, made.id, RUNNER, [failed])
        (row,) = delivery_rows.deliveries(session, made.id)
        assert (row.state, row.reason, row.attempts, row.status) == (S.FAILED, "No key.", 0, None)
        assert campaign_rows.attempts(session, item.delivery_id) == []

    def test_a_gone_device_is_put_to_rest_and_kept(self, session: Session) -> None:
        row = device(session)
        made = campaign(session)
        (item,) = claim(session, made.id)
        campaigns.record(session, made.id, RUNNER, [answered(item, S.GONE, 410, reason="Gone.")])
        assert row.state is SubscriptionState.GONE
        assert states(session, made.id) == [S.GONE]
        with pytest.raises(BadInput):
            campaign(session)

    def test_a_device_that_came_back_at_the_same_address_is_gone_and_one_elsewhere_is_not(
        self, session: Session
    ) -> None:
        row = device(session)
        made = campaign(session)
        (item,) = claim(session, made.id)
        row.endpoint = address()
        campaigns.record(session, made.id, RUNNER, [answered(item, S.GONE, 410)])
        assert row.state is SubscriptionState.ACTIVE

    def test_one_who_lost_the_campaign_records_nothing(self, session: Session) -> None:
        device(session)
        made = campaign(session)
        (item,) = claim(session, made.id)
        with pytest.raises(Conflict, match="Another PushDesk took this campaign over"):
            campaigns.record(session, made.id, OTHER, [answered(item, S.ACCEPTED)])
        assert states(session, made.id) == [S.SENDING]
        assert session.exec(select(Attempt)).all() == []

    def test_a_step_that_is_not_legal_is_our_mistake(self, session: Session) -> None:
        device(session)
        made = campaign(session)
        (item,) = claim(session, made.id)
        campaigns.record(session, made.id, RUNNER, [answered(item, S.ACCEPTED)])
        with pytest.raises(BugError, match="1 deliveries were answered that were not being sent"):
            campaigns.record(session, made.id, RUNNER, [answered(item, S.FAILED)])


class TestStopping:
    """What has not been sent, and what may have been."""

    def test_what_waits_is_cancelled_and_what_is_in_the_air_is_not(self, session: Session) -> None:
        for _ in range(4):
            device(session)
        made = campaign(session)
        first, _second = claim(session, made.id, 2)
        campaigns.record(session, made.id, RUNNER, [answered(first, S.RETRYING, 503, due=clock.now())])
        assert campaigns.cancel_open(session, made.id, "Cancelled.") == 3
        assert states(session, made.id) == [S.CANCELLED, S.SENDING, S.CANCELLED, S.CANCELLED]
        assert campaigns.next_due(session, made.id) == (1, None)

    def test_claims_of_a_dead_runner_are_due_at_once_with_the_same_id(self, session: Session) -> None:
        device(session)
        made = campaign(session)
        (item,) = claim(session, made.id)
        assert campaigns.take_back(session, made.id) == 1
        (row,) = delivery_rows.deliveries(session, made.id)
        assert (row.state, row.reason) == (
            S.RETRYING,
            "Interrupted before the answer came; it goes out again with the same id.",
        )
        (again,) = claim(session, made.id)
        assert (again.delivery_id, again.token, again.attempt) == (item.delivery_id, item.token, item.attempt)

    def test_what_was_taken_back_just_before_is_cancelled_too(self, session: Session) -> None:
        for _ in range(3):
            device(session)
        made = campaign(session)
        claim(session, made.id, 2)
        campaigns.take_back(session, made.id)
        assert campaigns.cancel_open(session, made.id, "Cancelled.") == 3
        session.commit()
        session.expunge_all()
        assert states(session, made.id) == [S.CANCELLED] * 3

    def test_claims_of_a_dead_runner_can_be_cancelled_with_an_honest_reason(self, session: Session) -> None:
        device(session)
        made = campaign(session)
        claim(session, made.id)
        assert campaigns.cancel_unanswered(session, made.id) == 1
        (row,) = delivery_rows.deliveries(session, made.id)
        assert row.state is S.CANCELLED
        assert row.reason == "Cancelled; whether it was sent is not known: its answer never came."

    def test_what_is_held_back_once_more_does_not_say_that_it_goes_out_again(self, session: Session) -> None:
        device(session)
        made = campaign(session)
        claim(session, made.id)
        campaigns.take_back(session, made.id)
        (again,) = claim(session, made.id)
        campaigns.put_back(session, made.id, [again.delivery_id])
        (row,) = delivery_rows.deliveries(session, made.id)
        assert (row.state, row.reason) == (
            S.PENDING,
            "Waits again; whether it was sent before an interruption is not known.",
        )

    def test_what_an_answer_said_stays_where_it_is_held_back(self, session: Session) -> None:
        device(session)
        made = campaign(session)
        (first,) = claim(session, made.id)
        campaigns.record(
            session, made.id, RUNNER, [answered(first, S.RETRYING, reason="Busy.", due=clock.now())]
        )
        claim(session, made.id)
        campaigns.put_back(session, made.id, [first.delivery_id])
        (row,) = delivery_rows.deliveries(session, made.id)
        assert (row.state, row.reason) == (S.PENDING, "Busy.")

    def test_what_never_goes_out_again_after_an_interruption_is_not_counted_as_sent_twice(
        self, session: Session
    ) -> None:
        for _ in range(4):
            device(session)
        made = campaign(session)
        claim(session, made.id, 3)
        campaigns.take_back(session, made.id)
        once_more, back = claim(session, made.id, 2)
        campaigns.put_back(session, made.id, [back.delivery_id])
        campaigns.record(session, made.id, RUNNER, [answered(once_more, S.ACCEPTED)])
        assert campaign_rows.rows(session, [made])[0].resent == 3
        campaigns.cancel_open(session, made.id, "Cancelled before it was sent.")
        assert campaign_rows.rows(session, [made])[0].resent == 1
        unknown = "Cancelled; whether it was sent is not known: its answer never came."
        assert [row.reason for row in delivery_rows.deliveries(session, made.id)] == [
            None,
            unknown,
            unknown,
            "Cancelled before it was sent.",
        ]

    def test_nothing_to_take_back_changes_nothing(self, session: Session) -> None:
        device(session)
        made = campaign(session)
        before = newest_revision(session)
        assert campaigns.take_back(session, made.id) == campaigns.cancel_unanswered(session, made.id) == 0
        assert newest_revision(session) == before

    def test_what_failed_is_sent_again_where_somebody_asks(self, session: Session) -> None:
        for _ in range(4):
            device(session)
        made = campaign(session)
        ends = (S.ACCEPTED, S.FAILED, S.REJECTED, S.GONE)
        results = [answered(item, end) for item, end in zip(claim(session, made.id), ends, strict=True)]
        campaigns.record(session, made.id, RUNNER, results)
        assert campaigns.retry_failed(session, made.id) == 2
        assert states(session, made.id) == [S.ACCEPTED, S.RETRYING, S.RETRYING, S.GONE]
        assert [item.attempt for item in claim(session, made.id)] == [2, 2]


class TestQueues:
    """Each push service has its own."""

    def test_a_claim_can_keep_to_one_push_service(self, session: Session) -> None:
        for endpoint in ("https://a.example/1", "https://b.example:444/2", "https://a.example/3"):
            device(session, endpoint)
        made = campaign(session)
        assert campaigns.origins(session, made.id) == {"https://a.example": 2, "https://b.example:444": 1}
        found = claiming.claim(session, made.id, 9, clock.now(), "https://a.example")
        assert [item.endpoint for item in found] == ["https://a.example/1", "https://a.example/3"]
        assert campaigns.origins(session, made.id) == {"https://b.example:444": 1}

    def test_the_next_page_is_found_without_reading_what_was_sent(self, session: Session) -> None:
        device(session)
        made = campaign(session)
        plan = session.connection().exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM delivery WHERE campaign_id = ? AND state = 'pending' "
            "AND origin = ? AND next_attempt_at IS NULL ORDER BY position LIMIT 100",
            (made.id, "https://push.example"),
        )
        (step,) = plan.all()
        assert "ix_delivery_queue (campaign_id=? AND state=? AND origin=? AND next_attempt_at=?)" in step[-1]

    @pytest.mark.parametrize("ask", [campaigns.origins, campaigns.next_due])
    def test_what_waits_is_found_without_reading_what_was_sent(
        self, session: Session, ask: Callable[[Session, str], object]
    ) -> None:
        device(session)
        made = campaign(session)
        asked: list[tuple[str, Any]] = []
        connection = session.connection()

        @event.listens_for(connection, "before_cursor_execute")
        def _hear(*heard: Any) -> None:
            asked.append(heard[2:4])

        ask(session, made.id)
        statement, values = next(some for some in asked if "FROM delivery" in some[0])
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
        used = [step[-1] for step in plan if "delivery" in step[-1]]
        assert used
        assert all("ix_delivery_queue (campaign_id=? AND state=?" in step for step in used)


@given(data())
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_counts_kept_are_those_of_the_rows(session: Session, drawn: DataObject) -> None:
    with session.begin_nested() as undone:
        for _ in range(drawn.draw(integers(1, 6))):
            device(session)
        made = campaign(session)
        for _ in range(drawn.draw(integers(1, 12))):
            _one_step(session, made.id, drawn)
            rows = delivery_rows.deliveries(session, made.id)
            counted = Counter(str(row.state) for row in rows)
            (shown,) = campaign_rows.rows(session, [made])
            assert {word: getattr(shown.counts, word) for word in DeliveryState} == {
                word: counted[word] for word in DeliveryState
            }
            assert campaigns.next_due(session, made.id)[0] == shown.counts.open
        undone.rollback()


def _one_step(session: Session, campaign_id: str, drawn: DataObject) -> None:
    step = drawn.draw(sampled_from(("claim", "record", "take back", "cancel", "cancel unanswered", "retry")))
    rows = [row for row in delivery_rows.deliveries(session, campaign_id) if row.state is S.SENDING]
    if step == "claim":
        claim(session, campaign_id, drawn.draw(integers(1, 3)))
    elif step == "record":
        ends = sorted(DELIVERY_STEPS[S.SENDING])
        campaigns.record(
            session,
            campaign_id,
            RUNNER,
            [
                Result(row.id, row.endpoint, drawn.draw(sampled_from(ends)), None, clock.now())
                for row in rows[: drawn.draw(integers(1, 3))]
            ],
        )
    elif step == "take back":
        campaigns.take_back(session, campaign_id)
    elif step == "cancel":
        campaigns.cancel_open(session, campaign_id, "Cancelled.")
    elif step == "cancel unanswered":
        campaigns.cancel_unanswered(session, campaign_id)
    else:
        campaigns.retry_failed(session, campaign_id)
