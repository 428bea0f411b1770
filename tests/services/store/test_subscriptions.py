"""Devices in the database: captured once, put to rest with a reason, found by audience, mine or not."""

import pytest
from sqlmodel import Session, select

from pushdesk.model.errors import BadInput, Conflict, NotFound
from pushdesk.model.subscription import Subscription, SubscriptionState
from pushdesk.services.store import subscriptions
from pushdesk.services.store.revision import newest_revision
from tests.services.store.building import address, audience, campaign, captured, device

ACTIVE, GONE, RETIRED = SubscriptionState.ACTIVE, SubscriptionState.GONE, SubscriptionState.RETIRED


def chosen(session: Session, *texts: str) -> list[str]:
    return [identifier for identifier, _ in subscriptions.audience(session, audience(*texts))]


def test_a_new_device_is_active_and_numbered(session: Session) -> None:
    given = captured(
        address(), name="Phone", user="ada", tags=("b", " a ", ""), device={"platform": "Android"}
    )
    row, new = subscriptions.capture(session, given)
    assert new
    assert (row.endpoint, row.state, row.name, row.user) == (
        given.subscription.endpoint,
        ACTIVE,
        "Phone",
        "ada",
    )
    assert (row.tags, row.device, row.mine) == (["a", "b"], {"platform": "Android"}, False)
    assert row.revision == newest_revision(session) == 1
    assert row.last_seen_at is not None


def test_a_known_endpoint_is_the_same_device_with_its_old_words(session: Session) -> None:
    first = device(session, name="Phone", user="ada", tags=("a",), device={"x": 1, "y": 1})
    session.commit()
    session.expunge_all()
    row, new = subscriptions.capture(session, captured(first.endpoint, tags=("b",), device={"y": 2}))
    assert not new
    assert (row.id, row.name, row.user, row.tags) == (first.id, "Phone", "ada", ["a", "b"])
    assert row.device == {"x": 1, "y": 2}
    assert row.created_at == first.created_at
    assert row.revision > first.revision
    assert len(subscriptions.every(session)) == 1


def test_words_that_come_along_replace_the_old_ones_even_by_nothing(session: Session) -> None:
    first = device(session, name="Phone", user="ada", attributes={"a": 1}, mine=True)
    row, _ = subscriptions.capture(
        session, captured(first.endpoint, name="", user="bob", attributes={}, mine=False)
    )
    assert (row.name, row.user, row.attributes, row.mine) == ("", "bob", {}, False)


@pytest.mark.parametrize("state", [state for state in SubscriptionState if state is not ACTIVE])
def test_a_device_that_rests_is_active_again_when_it_comes_back(
    session: Session, state: SubscriptionState
) -> None:
    row = device(session)
    subscriptions.end(session, row, state)
    assert (row.state, row.state_since >= row.created_at) == (state, True)
    again, new = subscriptions.capture(session, captured(row.endpoint))
    assert (again.id, again.state, new) == (row.id, ACTIVE, False)


def test_a_device_that_rests_keeps_its_first_reason(session: Session) -> None:
    row = device(session)
    subscriptions.end(session, row, GONE)
    numbered = row.revision
    subscriptions.end(session, row, RETIRED)
    assert (row.state, row.revision) == (GONE, numbered)


def test_every_device_is_listed_oldest_first_whatever_its_state(session: Session) -> None:
    rows = [device(session) for _ in range(3)]
    subscriptions.end(session, rows[1], GONE)
    found = subscriptions.every(session)
    assert {row.id for row in found} == {row.id for row in rows}
    assert [row.created_at for row in found] == sorted(row.created_at for row in found)


def test_an_unknown_id_is_a_sentence(session: Session) -> None:
    with pytest.raises(NotFound, match="There is no device “nobody”: `pushdesk subscriptions list`"):
        subscriptions.by_id(session, "nobody")


def test_an_endpoint_is_compared_byte_for_byte(session: Session) -> None:
    device(session, "https://push.example/a%2Fb")
    assert subscriptions.by_endpoint(session, "https://push.example/a%2Fb") is not None
    assert subscriptions.by_endpoint(session, "https://push.example/a%2fb") is None
    assert subscriptions.by_endpoint(session, "https://push.example/A%2Fb") is None


def test_a_device_is_renamed_and_its_tags_set(session: Session) -> None:
    row = device(session, name="Phone", tags=("a", "b"))
    subscriptions.describe(session, row.id, name="Tablet", tags=None)
    assert (row.name, row.tags) == ("Tablet", ["a", "b"])
    subscriptions.describe(session, row.id, name=None, tags=["b", " c ", ""])
    session.commit()
    session.expunge_all()
    again = subscriptions.by_id(session, row.id)
    assert (again.name, again.tags) == ("Tablet", ["b", "c"])
    with pytest.raises(NotFound):
        subscriptions.describe(session, "nobody", name="x", tags=None)


class TestAudience:
    """Whom a campaign goes to."""

    def test_all_are_the_active_ones_oldest_first(self, session: Session) -> None:
        rows = [device(session) for _ in range(4)]
        subscriptions.end(session, rows[0], RETIRED)
        expected = sorted(rows[1:], key=lambda row: (row.created_at, row.id))
        assert subscriptions.audience(session, audience("all")) == [
            (row.id, row.endpoint) for row in expected
        ]

    def test_each_selector_finds_its_own(self, session: Session) -> None:
        ada = device(session, user="ada", tags=("vip",))
        bob = device(session, user="bob", mine=True)
        assert chosen(session, "user:ada") == chosen(session, "tag:vip") == [ada.id]
        assert (
            chosen(session, "user:bob")
            == chosen(session, "mine")
            == chosen(session, f"id:{bob.id}")
            == [bob.id]
        )
        assert chosen(session, "tag:VIP") == chosen(session, "user:nobody") == []

    def test_several_choices_are_one_audience_without_doubles(self, session: Session) -> None:
        ada = device(session, user="ada", tags=("vip",))
        bob = device(session, user="bob", tags=("vip", "new"))
        device(session)
        found = chosen(session, "tag:vip", "user:ada", "tag:new", f"id:{bob.id}")
        assert sorted(found) == sorted([ada.id, bob.id])

    def test_no_choice_is_nobody(self, session: Session) -> None:
        device(session)
        assert subscriptions.audience(session, []) == []

    def test_resting_devices_are_left_out_of_groups_but_named_when_named(self, session: Session) -> None:
        row = device(session, name="Phone", tags=("vip",), user="ada", mine=True)
        subscriptions.end(session, row, GONE)
        assert chosen(session, "all", "tag:vip", "user:ada", "mine") == []
        with pytest.raises(Conflict, match="The device “Phone” is gone: nothing can be sent to it until"):
            chosen(session, "all", f"id:{row.id}")

    def test_a_device_nobody_has_is_refused(self, session: Session) -> None:
        device(session)
        with pytest.raises(NotFound, match="no device “nobody”"):
            chosen(session, "all", "id:nobody")

    def test_thousands_of_devices_can_be_named_one_by_one(self, session: Session) -> None:
        endpoints = [address() for _ in range(2100)]
        session.add_all(
            Subscription(
                endpoint=endpoint, p256dh="", auth="", vapid_public_key="", push_service="lab", user=endpoint
            )
            for endpoint in endpoints
        )
        session.flush()
        identifiers = list(session.exec(select(Subscription.id)))
        assert sorted(chosen(session, *(f"id:{identifier}" for identifier in identifiers))) == sorted(
            identifiers
        )
        assert len(chosen(session, *(f"user:{endpoint}" for endpoint in endpoints))) == 2100
        assert chosen(session, *(f"tag:{endpoint}" for endpoint in endpoints)) == []

    def test_an_empty_audience_is_refused_and_stores_nothing(self, session: Session) -> None:
        with pytest.raises(
            BadInput, match="No active device is in the audience tag:vip, mine: nothing was sent"
        ):
            campaign(session, "tag:vip", "mine")


class TestMine:
    """Who “me” is: the device captured last here, until several are marked."""

    def test_the_first_and_then_each_later_one(self, session: Session) -> None:
        first, second = device(session), device(session)
        subscriptions.become_mine(session, first)
        assert (first.mine, second.mine) == (True, False)
        subscriptions.become_mine(session, second)
        assert (first.mine, second.mine) == (False, True)
        assert first.revision == second.revision

    def test_several_marked_by_hand_stay(self, session: Session) -> None:
        marked = [device(session, mine=True), device(session, mine=True)]
        later = device(session)
        subscriptions.become_mine(session, later)
        assert [row.mine for row in (*marked, later)] == [True, True, False]

    def test_a_virtual_device_never_takes_it_from_another(self, session: Session) -> None:
        virtual = device(session, device={"platform": "virtual"})
        subscriptions.become_mine(session, virtual)
        assert virtual.mine
        real = device(session)
        subscriptions.become_mine(session, real)
        assert (virtual.mine, real.mine) == (False, True)
        subscriptions.become_mine(session, virtual)
        assert (virtual.mine, real.mine) == (False, True)

    def test_a_device_that_rests_is_me_no_longer(self, session: Session) -> None:
        old = [device(session, mine=True), device(session, mine=True)]
        for row in old:
            subscriptions.end(session, row, GONE)
        virtual = device(session, device={"platform": "virtual"})
        subscriptions.become_mine(session, virtual)
        assert [row.mine for row in (*old, virtual)] == [False, False, True]

    def test_the_same_device_again_stays_me(self, session: Session) -> None:
        row = device(session, device={"platform": "virtual"})
        subscriptions.become_mine(session, row)
        subscriptions.become_mine(session, row)
        assert row.mine
