"""A device whose address changes stays the same device, with its history and what is on its way to it."""

from itertools import pairwise

import pytest
from sqlmodel import Session, col, select

from pushdesk.model import clock
from pushdesk.model.campaign import Delivery, DeliveryState
from pushdesk.model.errors import NotFound
from pushdesk.model.payload import PayloadShape
from pushdesk.model.subscription import Subscription, SubscriptionState
from pushdesk.services.store import campaigns, claiming, delivery_rows, subscriptions
from pushdesk.services.store.claims import Result
from pushdesk.services.store.rotation import rotate
from tests.services.store.building import RUNNER, address, campaign, captured, device

ACTIVE, REPLACED = SubscriptionState.ACTIVE, SubscriptionState.REPLACED


def at(session: Session, endpoint: str) -> Subscription:
    row = subscriptions.by_endpoint(session, endpoint)
    assert row is not None
    return row


def active(session: Session) -> list[str]:
    return list(session.exec(select(Subscription.endpoint).where(Subscription.state == ACTIVE)))


def sent_to(session: Session, row: Subscription) -> int:
    return len(session.exec(select(Delivery).where(Delivery.subscription_id == row.id)).all())


def test_the_same_row_goes_on_at_the_new_address_with_its_words(session: Session) -> None:
    row = device(session, name="Phone", user="ada", tags=("vip",), mine=True)
    old, new = row.endpoint, address()
    moved = rotate(session, old, captured(new, device={"userAgent": "x"}))
    assert moved.id == row.id
    assert (moved.endpoint, moved.name, moved.user, moved.tags, moved.mine) == (
        new,
        "Phone",
        "ada",
        ["vip"],
        True,
    )
    left = at(session, old)
    assert (left.state, left.replaced_by, left.name, left.mine) == (REPLACED, row.id, "Phone", False)
    assert active(session) == [new]


def test_an_address_nobody_had_is_refused_and_stores_nothing(session: Session) -> None:
    with pytest.raises(NotFound, match=r"No device has that old endpoint\. Subscribe it as a new one\."):
        rotate(session, address(), captured(address()))
    assert subscriptions.every(session) == []


def test_saying_it_twice_changes_nothing(session: Session) -> None:
    row = device(session)
    old, new = row.endpoint, address()
    assert rotate(session, old, captured(new)).id == row.id
    assert rotate(session, old, captured(new)).id == row.id
    assert rotate(session, new, captured(new)).id == row.id
    assert len(subscriptions.every(session)) == 2
    assert active(session) == [new]


def test_any_earlier_address_leads_to_the_device(session: Session) -> None:
    row = device(session)
    addresses = [row.endpoint, *(address() for _ in range(4))]
    for old, new in pairwise(addresses):
        assert rotate(session, old, captured(new)).id == row.id
    assert rotate(session, addresses[0], captured(address())).id == row.id
    assert len(active(session)) == 1


def test_a_device_may_go_back_to_an_address_it_had(session: Session) -> None:
    row = device(session, name="Phone")
    first, second = row.endpoint, address()
    rotate(session, first, captured(second))
    back = rotate(session, second, captured(first))
    assert (back.id, back.endpoint, back.state) == (row.id, first, ACTIVE)
    assert (at(session, second).state, at(session, second).replaced_by) == (REPLACED, row.id)
    assert active(session) == [first]


def test_a_device_that_rested_is_active_at_its_new_address(session: Session) -> None:
    row = device(session)
    subscriptions.end(session, row, SubscriptionState.GONE)
    assert rotate(session, row.endpoint, captured(address())).state is ACTIVE


class TestNewcomer:
    """The page posted the new address as a new device before the worker said where it came from."""

    def test_the_newcomer_goes_on_as_the_device(self, session: Session) -> None:
        old = device(session, name="Phone", user="ada", tags=("vip",), attributes={"a": 1}, device={"x": 1})
        old_endpoint = old.endpoint
        newcomer = device(session, tags=("new",), device={"y": 2})
        joined = rotate(session, old_endpoint, captured(newcomer.endpoint))
        assert joined.id == newcomer.id
        assert (joined.name, joined.user, joined.tags) == ("Phone", "ada", ["new", "vip"])
        assert (joined.attributes, joined.device) == ({"a": 1}, {"x": 1, "y": 2})
        assert joined.created_at == old.created_at
        assert (old.state, old.replaced_by) == (REPLACED, newcomer.id)
        assert active(session) == [newcomer.endpoint]

    def test_its_own_words_win(self, session: Session) -> None:
        old = device(session, name="Phone", attributes={"a": 1})
        newcomer = device(session, name="Tablet", attributes={"a": 2})
        joined = rotate(session, old.endpoint, captured(newcomer.endpoint))
        assert (joined.name, joined.attributes) == ("Tablet", {"a": 2})

    def test_only_one_of_them_is_me(self, session: Session) -> None:
        old = device(session, mine=True)
        newcomer = device(session)
        rotate(session, old.endpoint, captured(newcomer.endpoint))
        assert (old.mine, newcomer.mine) == (False, True)

    def test_the_history_and_what_is_on_its_way_go_along(self, session: Session) -> None:
        old = device(session)
        sending = campaign(session)
        newcomer = device(session)
        rotate(session, old.endpoint, captured(newcomer.endpoint))
        assert (sent_to(session, old), sent_to(session, newcomer)) == (0, 1)
        (claim,) = claiming.claim(session, sending.id, 10, clock.now())
        assert (claim.subscription_id, claim.endpoint) == (newcomer.id, newcomer.endpoint)
        (row,) = delivery_rows.deliveries(session, sending.id)
        assert row.subscription_id == newcomer.id

    def test_where_both_were_in_a_campaign_the_device_gets_it_once(self, session: Session) -> None:
        old, newcomer = device(session), device(session)
        sending = campaign(session)
        rotate(session, old.endpoint, captured(newcomer.endpoint))
        claims = claiming.claim(session, sending.id, 10, clock.now())
        assert [claim.subscription_id for claim in claims] == [newcomer.id]
        states = {row.subscription_id: row.state for row in delivery_rows.deliveries(session, sending.id)}
        assert states == {old.id: DeliveryState.CANCELLED, newcomer.id: DeliveryState.SENDING}

    def test_the_old_address_leads_to_the_newcomer_from_then_on(self, session: Session) -> None:
        old, newcomer = device(session), device(session)
        rotate(session, old.endpoint, captured(newcomer.endpoint))
        assert rotate(session, old.endpoint, captured(newcomer.endpoint)).id == newcomer.id
        third = address()
        assert rotate(session, old.endpoint, captured(third)).id == newcomer.id
        assert active(session) == [third]

    def test_over_several_newcomers_the_first_address_leads_to_the_last(self, session: Session) -> None:
        rows = [device(session) for _ in range(4)]
        for old, newcomer in pairwise(rows):
            rotate(session, old.endpoint, captured(newcomer.endpoint))
        last = address()
        assert rotate(session, rows[0].endpoint, captured(last)).id == rows[-1].id
        assert active(session) == [last]

    def test_back_to_the_old_address_it_is_still_the_newcomer(self, session: Session) -> None:
        old, newcomer = device(session), device(session)
        first, second = old.endpoint, newcomer.endpoint
        rotate(session, first, captured(second))
        assert rotate(session, second, captured(first)).id == newcomer.id
        assert active(session) == [first]
        assert at(session, second).state is REPLACED


def test_an_answer_about_the_old_address_does_not_end_the_device(session: Session) -> None:
    row = device(session)
    sending = campaign(session)
    (claim,) = claiming.claim(session, sending.id, 1, clock.now())
    rotate(session, row.endpoint, captured(address()))
    gone = Result(claim.delivery_id, claim.endpoint, DeliveryState.GONE, "Gone.")
    campaigns.record(session, sending.id, RUNNER, [gone])
    assert row.state is ACTIVE


def test_a_waiting_delivery_goes_to_the_new_address(session: Session) -> None:
    row = device(session)
    sending = campaign(session)
    new = address()
    rotate(session, row.endpoint, captured(new))
    (claim,) = claiming.claim(session, sending.id, 1, clock.now())
    assert (claim.endpoint, claim.subscription_id) == (new, row.id)
    delivery = session.exec(select(Delivery).where(col(Delivery.campaign_id) == sending.id)).one()
    assert delivery.endpoint == new


def test_a_devices_own_shape_goes_on_with_it(session: Session) -> None:
    moved, joined = device(session), device(session)
    for row in (moved, joined):
        row.shape, row.shape_template = PayloadShape.CUSTOM, "x"
    new = rotate(session, moved.endpoint, captured(address()))
    assert (new.shape, new.shape_template) == (PayloadShape.CUSTOM, "x")
    # The page posted its new address first.
    newcomer = device(session)
    row = rotate(session, joined.endpoint, captured(newcomer.endpoint))
    assert row.id == newcomer.id
    assert (row.shape, row.shape_template) == (PayloadShape.CUSTOM, "x")
