"""Imports into a real database: all or nothing, what a known device keeps, what the report says."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pushdesk.model.endpoint import EndpointPolicy
from pushdesk.model.errors import BadInput, NotFound
from pushdesk.model.payload import PayloadShape
from pushdesk.model.subscription import Subscription, SubscriptionState
from pushdesk.services.devices import Devices
from pushdesk.services.exchange import export
from pushdesk.services.importing import Importer, ImportRefused, Report, Wishes
from pushdesk.services.store.database import Database
from pushdesk.services.store.migrate import migrate
from pushdesk.services.vapid.keys import Keys
from tests.services.conftest import Ground
from tests.services.samples import endpoint, point, push_subscription

pytestmark = pytest.mark.allow_log("no keyring answers")
POLICY = EndpointPolicy(frozenset({"localhost:8090"}))


@dataclass
class Setup:
    """What an import needs and what it changes."""

    database: Database
    keys: Keys
    devices: Devices

    async def run(self, document: Any, wishes: Wishes | None = None) -> Report:
        """Import `document` as JSON."""
        importer = Importer(self.database, self.keys, POLICY)
        return await importer.run(json.dumps(document, indent=1), wishes or Wishes())

    async def one(self) -> Subscription:
        """The only device there is."""
        (row,) = await self.devices.every()
        return row


@pytest.fixture
def setup(ground: Ground) -> Setup:
    """An empty desk with one key."""
    return Setup(ground.database, ground.keys, Devices(ground.database, ground.keys, lambda: POLICY))


async def test_a_plain_subscription_counts_as_made_with_the_current_key(setup: Setup) -> None:
    report = await setup.run(push_subscription(), Wishes(tags=("vip",), name="Phone"))
    row = await setup.one()
    assert report.identifiers == (row.id,)
    assert (report.created, report.updated, report.revived) == (1, 0, 0)
    assert (report.refusals, report.warnings) == ((), ())
    assert row.vapid_public_key == (await setup.keys.current()).public_key
    assert (row.name, row.tags, row.push_service) == ("Phone", ["vip"], "mozilla")
    assert (row.state, row.last_seen_at) == (SubscriptionState.ACTIVE, None)
    assert row.revision > 0


async def test_one_refusal_means_that_nothing_is_stored(setup: Setup) -> None:
    documents = [push_subscription(), push_subscription() | {"endpoint": "http://127.0.0.1:9/x"}, {}]
    with pytest.raises(ImportRefused) as caught:
        await setup.run(documents)
    assert await setup.devices.every() == []
    assert [refusal.line for refusal in caught.value.refusals] == [10, 18]
    assert "https URL" in caught.value.refusals[0].reason
    assert "2 of 3" in caught.value.sentence


async def test_the_good_ones_are_stored_where_that_was_asked(setup: Setup) -> None:
    documents = [push_subscription(), {}, push_subscription() | {"endpoint": "https://localhost:8090/x"}]
    report = await setup.run(documents, Wishes(skip_invalid=True))
    assert (report.created, len(report.refusals)) == (2, 1)
    assert len(await setup.devices.every()) == 2


async def test_several_devices_get_a_name_with_a_number(setup: Setup) -> None:
    await setup.run([push_subscription(), push_subscription(name="own")], Wishes(name="Lot"))
    assert sorted(row.name for row in await setup.devices.every()) == ["Lot 1", "Lot 2"]


async def test_a_key_is_named_by_its_beginning_or_as_a_whole(setup: Setup) -> None:
    first = (await setup.keys.current()).public_key
    await setup.keys.create()
    await setup.run(push_subscription("a"), Wishes(vapid_key=first[:10]))
    assert (await setup.one()).vapid_public_key == first
    with pytest.raises(NotFound):
        await setup.run(push_subscription("b"), Wishes(vapid_key="nothing"))
    with pytest.raises(BadInput):
        await setup.run(push_subscription("b"), Wishes(vapid_key="A" * 87))
    assert len(await setup.devices.every()) == 1


async def test_a_key_that_the_desk_does_not_have_is_taken_with_a_warning(setup: Setup) -> None:
    stranger, other = point(), point()
    documents = [push_subscription(), push_subscription(vapidPublicKey=other)]
    report = await setup.run(documents, Wishes(vapid_key=stranger))
    assert {row.vapid_public_key for row in await setup.devices.every()} == {stranger, other}
    assert len(report.warnings) == 2
    assert stranger[:8] in report.warnings[0]


async def test_a_known_device_is_updated_and_keeps_what_the_file_leaves_out(setup: Setup) -> None:
    document = push_subscription()
    row, _ = await setup.devices.capture(
        document | {"device": {"platform": "Linux"}}, name="Mine", tags=["a"]
    )
    await setup.keys.create()
    report = await setup.run(document | {"user": "u", "attributes": {"n": 1}, "tags": ["a", "b"]})
    assert (report.created, report.updated, report.identifiers) == (0, 1, (row.id,))
    after = await setup.one()
    assert (after.name, after.user, after.tags) == ("Mine", "u", ["a", "b"])
    assert (after.device["platform"], after.attributes) == ("Linux", {"n": 1})
    assert after.vapid_public_key == row.vapid_public_key
    assert after.last_seen_at == row.last_seen_at


async def test_a_known_device_with_new_keys_of_its_own_counts_as_made_with_the_current_key(
    setup: Setup,
) -> None:
    row, _ = await setup.devices.capture(push_subscription("a"))
    current = await setup.keys.create()
    document = push_subscription("a")
    await setup.run(document)
    after = await setup.one()
    assert (after.id, after.p256dh) == (row.id, document["keys"]["p256dh"])
    assert after.vapid_public_key == current.public_key


async def test_what_rested_when_it_was_exported_rests_after_the_import(setup: Setup, tmp_path: Path) -> None:
    first, _ = await setup.devices.capture(push_subscription(), name="Gone one", tags=["t"])
    await setup.devices.capture(push_subscription(), user="u")
    await setup.devices.retire(first.id)
    exported = export(await setup.devices.every())
    path = tmp_path / "other.sqlite3"
    migrate(path)
    async with Database(path) as database:
        keys = Keys(database, tmp_path)
        await keys.ensure()
        other = Setup(database, keys, Devices(database, keys, lambda: POLICY))
        report = await other.run(exported)
        copied = export(await other.devices.every())
    assert (report.created, len(report.warnings)) == (2, 1)
    for document in (*exported, *copied):
        del document["id"]
    assert copied == exported
    assert [document["state"] for document in copied] == ["retired", "active"]


async def test_an_old_export_does_not_change_the_state_of_a_known_device(setup: Setup) -> None:
    document = push_subscription()
    row, _ = await setup.devices.capture(document)
    await setup.run(document | {"state": "gone"})
    assert (await setup.one()).state is SubscriptionState.ACTIVE
    await setup.devices.retire(row.id)
    report = await setup.run(document | {"state": "unsubscribed"})
    assert ((await setup.one()).state, report.revived) == (SubscriptionState.RETIRED, 0)


async def test_importing_a_device_that_rested_makes_it_active_and_says_so(setup: Setup) -> None:
    document = push_subscription()
    row, _ = await setup.devices.capture(document)
    await setup.devices.retire(row.id)
    report = await setup.run(document)
    assert ((await setup.one()).state, report.revived) == (SubscriptionState.ACTIVE, 1)


async def test_thousands_go_in_at_once_and_in_order(setup: Setup) -> None:
    key = point()
    rows = [f"{endpoint(f'd{n}')},{key},MTIzNDU2Nzg5MDEyMzQ1Ng,Device {n},bulk" for n in range(3000)]
    text = "endpoint,p256dh,auth,name,tags\n" + "\n".join(rows)
    importer = Importer(setup.database, setup.keys, POLICY)
    report = await importer.run(text, Wishes())
    names = {row.id: row.name for row in await setup.devices.every()}
    assert [names[identifier] for identifier in report.identifiers] == [f"Device {n}" for n in range(3000)]
    assert all(row.tags == ["bulk"] for row in await setup.devices.every())
    again = await importer.run(text, Wishes())
    assert (again.created, again.updated, again.identifiers) == (0, 3000, report.identifiers)


async def test_an_import_gives_a_shape_and_takes_none_away(setup: Setup) -> None:
    document = push_subscription()
    await setup.run(document | {"shape": "custom", "shapeTemplate": "{{ delivery.id }}"})
    assert ((await setup.one()).shape, (await setup.one()).shape_template) == (
        PayloadShape.CUSTOM,
        "{{ delivery.id }}",
    )
    await setup.run(document)
    assert ((await setup.one()).shape, (await setup.one()).shape_template) == (
        PayloadShape.CUSTOM,
        "{{ delivery.id }}",
    )
    await setup.run(document | {"shape": "text"})
    assert ((await setup.one()).shape, (await setup.one()).shape_template) == (PayloadShape.TEXT, "")
