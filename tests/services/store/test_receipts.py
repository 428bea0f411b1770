"""Receipts are kept beside the delivery's state, each once, and only with the delivery's own token."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from pushdesk.model.campaign import Delivery, DeliveryState
from pushdesk.model.errors import NotFound
from pushdesk.model.receipt import Receipt, ReceiptEvent, ReceiptReport
from pushdesk.model.subscription import Subscription
from pushdesk.services.store import campaign_rows, receipts
from pushdesk.services.store.revision import newest_revision
from tests.services.store.building import campaign, device

AT = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.fixture
def delivery(session: Session) -> Delivery:
    device(session)
    sending = campaign(session)
    session.commit()
    return session.exec(select(Delivery).where(Delivery.campaign_id == sending.id)).one()


def report(of: Delivery, event: str = "shown", **more: str) -> ReceiptReport:
    words = {"delivery": of.id, "token": of.token, "action": "", "error": ""} | more
    return ReceiptReport(event=ReceiptEvent(event), at=AT, **words)


def stored(session: Session) -> list[tuple[str, str, str]]:
    return [(row.event.value, row.action, row.error) for row in session.exec(select(Receipt).order_by("id"))]


def test_a_receipt_is_kept_and_the_state_stays_what_it_is(session: Session, delivery: Delivery) -> None:
    before = newest_revision(session)
    assert receipts.store(session, report(delivery))
    (row,) = session.exec(select(Receipt)).all()
    assert (row.delivery_id, row.event, row.at) == (delivery.id, ReceiptEvent.SHOWN, AT)
    assert delivery.state is DeliveryState.PENDING
    assert delivery.revision == newest_revision(session) > before
    seen = session.get_one(Subscription, delivery.subscription_id)
    assert seen.last_seen_at is not None
    assert seen.revision == delivery.revision


def test_the_same_receipt_twice_is_stored_once_and_changes_nothing(
    session: Session, delivery: Delivery
) -> None:
    assert receipts.store(session, report(delivery))
    before = newest_revision(session)
    assert not receipts.store(session, report(delivery, error="said again in other words"))
    assert (stored(session), newest_revision(session)) == ([("shown", "", "")], before)


def test_each_action_is_a_receipt_of_its_own(session: Session, delivery: Delivery) -> None:
    for action in ("open", "later", "open"):
        receipts.store(session, report(delivery, "clicked", action=action))
    receipts.store(session, report(delivery, "failed", error="no permission"))
    assert stored(session) == [
        ("clicked", "open", ""),
        ("clicked", "later", ""),
        ("failed", "", "no permission"),
    ]


def test_a_guesser_learns_nothing(session: Session, delivery: Delivery) -> None:
    answers = set()
    for wrong in ({"token": "0" * 16}, {"token": ""}, {"token": "ü"}, {"delivery": "0" * 16}):
        with pytest.raises(NotFound) as problem:
            receipts.store(session, report(delivery, **wrong))
        answers.add(problem.value.sentence)
    assert answers == {"There is no such delivery, or the token is not its own."}
    assert stored(session) == []


def test_the_token_of_another_delivery_does_not_count(session: Session, delivery: Delivery) -> None:
    device(session)
    other = campaign(session)
    foreign = session.exec(select(Delivery).where(Delivery.campaign_id == other.id)).first()
    assert foreign is not None
    with pytest.raises(NotFound):
        receipts.store(session, report(delivery, token=foreign.token))


def test_devices_that_showed_or_clicked_are_counted_once(session: Session, delivery: Delivery) -> None:
    for event, action in (
        ("received", ""),
        ("shown", ""),
        ("clicked", "a"),
        ("clicked", "b"),
        ("closed", ""),
    ):
        receipts.store(session, report(delivery, event, action=action))
    receipts.store(session, report(delivery, "shown"))
    (row,) = campaign_rows.every(session)
    assert (row.counts.shown, row.counts.clicked) == (1, 1)
