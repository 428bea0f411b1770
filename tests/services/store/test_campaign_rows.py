"""The lines of history and live table: states from the deliveries, shown and clicked from the receipts."""

from datetime import timedelta

from sqlmodel import Session

from pushdesk.model import clock
from pushdesk.model.campaign import DeliveryState
from pushdesk.model.receipt import ReceiptEvent, ReceiptReport
from pushdesk.model.subscription import Subscription
from pushdesk.model.views import CampaignRow, Counts
from pushdesk.services.store import campaign_rows, campaigns, claiming, delivery_rows, receipts
from pushdesk.services.store.claims import Claim
from tests.services.store.building import RUNNER, address, answered, campaign, captured, device

S = DeliveryState


def row_of(session: Session, campaign_id: str) -> CampaignRow:
    return campaign_rows.rows(session, [campaigns.by_id(session, campaign_id)])[0]


def claim(session: Session, campaign_id: str, limit: int = 100) -> list[Claim]:
    return claiming.claim(session, campaign_id, limit, clock.now())


def test_states_and_receipts_are_counted_apart(session: Session) -> None:
    for _ in range(8):
        device(session)
    made, other = campaign(session), campaign(session)
    items = claim(session, made.id, 7)
    ends = (S.ACCEPTED, S.ACCEPTED, S.RETRYING, S.GONE, S.REJECTED, S.FAILED)
    results = [answered(item, state) for item, state in zip(items, ends, strict=False)]
    campaigns.record(session, made.id, RUNNER, results)
    for event, action in (("received", ""), ("shown", ""), ("clicked", "a"), ("clicked", "b")):
        for item in items[:2] if event == "shown" else items[:1]:
            report = ReceiptReport(item.delivery_id, item.token, ReceiptEvent(event), action, "", clock.now())
            receipts.store(session, report)
    assert row_of(session, made.id).counts == Counts(
        pending=1, sending=1, accepted=2, retrying=1, gone=1, rejected=1, failed=1, shown=2, clicked=1
    )
    assert row_of(session, other.id).counts == Counts(pending=8)


def test_the_history_is_newest_first_with_its_own_counts(session: Session) -> None:
    device(session)
    made = [campaign(session) for _ in range(3)]
    for number, item in enumerate(made):
        item.created_at += timedelta(seconds=number)
    assert [row.id for row in campaign_rows.every(session)] == [item.id for item in reversed(made)]
    assert [row.counts.total for row in campaign_rows.every(session)] == [1, 1, 1]


def test_a_device_without_a_name_is_shown_by_its_id(session: Session) -> None:
    device(session, name="Phone")
    unnamed = device(session)
    rows = delivery_rows.deliveries(session, campaign(session).id)
    assert {row.device for row in rows} == {"Phone", unnamed.id}


def test_receipts_stand_in_the_order_they_were_stored(session: Session) -> None:
    device(session)
    made = campaign(session)
    (item,) = claim(session, made.id)
    for event in ("shown", "received", "clicked"):
        report = ReceiptReport(item.delivery_id, item.token, ReceiptEvent(event), "", "", clock.now())
        receipts.store(session, report)
    (row,) = delivery_rows.deliveries(session, made.id)
    assert [receipt.event for receipt in row.receipts] == ["shown", "received", "clicked"]


def test_more_deliveries_than_one_query_takes(session: Session) -> None:
    session.add_all(
        Subscription(**vars(captured(address()).subscription), vapid_public_key="k", push_service="lab")
        for _ in range(1201)
    )
    made = campaign(session)
    items = claim(session, made.id, 2000)
    for item in items[::300]:
        receipts.store(
            session,
            ReceiptReport(item.delivery_id, item.token, ReceiptEvent.SHOWN, "", "", clock.now()),
        )
    rows = delivery_rows.deliveries(session, made.id)
    assert [row.position for row in rows if row.receipts] == [0, 300, 600, 900, 1200]
    assert row_of(session, made.id).counts == Counts(sending=1201, shown=5)
