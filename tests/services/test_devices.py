"""Devices over a real database, with real keys."""

from dataclasses import dataclass

import pytest

from pushdesk.model.audience import Choice, Selector
from pushdesk.model.endpoint import EndpointPolicy
from pushdesk.model.errors import BadInput, NotFound
from pushdesk.model.lab import AgentKind, LabAgent, LabChannel
from pushdesk.model.payload import PayloadShape
from pushdesk.model.subscription import LAB_PUSH_SERVICE, SubscriptionState
from pushdesk.services.devices import Devices
from pushdesk.services.store import subscriptions
from pushdesk.services.store.database import Database
from pushdesk.services.vapid.keys import Keys
from tests.services.conftest import Ground
from tests.services.samples import point, push_subscription

pytestmark = pytest.mark.allow_log("no keyring answers")
LAB_ENDPOINT = "http://127.0.0.1:8766/push/abc"
ALL = [Choice(Selector.ALL)]


@dataclass
class Setup:
    """Devices and what they stand on; `trusted` can be changed by the test."""

    devices: Devices
    database: Database
    keys: Keys
    trusted: set[str]


@pytest.fixture
def setup(ground: Ground) -> Setup:
    """A desk's devices, with one key made."""
    trusted: set[str] = set()
    devices = Devices(ground.database, ground.keys, lambda: EndpointPolicy(frozenset(trusted)))
    return Setup(devices, ground.database, ground.keys, trusted)


async def test_a_new_device_is_stored_with_what_it_says_and_the_current_key(setup: Setup) -> None:
    document = push_subscription(device={"name": "Phone", "platform": "Android"})
    row, new = await setup.devices.capture(document)
    assert new
    stored = await setup.devices.get(row.id)
    assert stored.endpoint == document["endpoint"]
    assert stored.name == "Phone"
    assert stored.device["platform"] == "Android"
    assert stored.vapid_public_key == (await setup.keys.current()).public_key
    assert stored.push_service == "mozilla"
    assert stored.state is SubscriptionState.ACTIVE


async def test_a_known_endpoint_is_updated_and_keeps_the_key_it_was_made_with(setup: Setup) -> None:
    document = push_subscription()
    row, _ = await setup.devices.capture(document, tags=["a"])
    before = row.vapid_public_key
    await setup.keys.create()
    again, new = await setup.devices.capture(document, name="Named", tags=["b"])
    assert (again.id, new) == (row.id, False)
    assert again.vapid_public_key == before
    assert (again.name, again.tags) == ("Named", ["a", "b"])
    renewed, _ = await setup.devices.capture(push_subscription() | {"endpoint": document["endpoint"]})
    assert renewed.vapid_public_key == (await setup.keys.current()).public_key


async def test_a_rename_in_the_desk_outlives_the_page_being_opened_again(setup: Setup) -> None:
    document = push_subscription(device={"name": "Firefox on Linux"})
    row, _ = await setup.devices.capture(document)
    await setup.devices.describe(row.id, name="Front desk")
    again, _ = await setup.devices.capture(document)
    assert again.name == "Front desk"
    renamed, _ = await setup.devices.capture(document | {"device": {"name": "Kiosk 3"}})
    assert renamed.name == "Kiosk 3"


async def test_a_key_that_the_page_names_is_believed(setup: Setup) -> None:
    key = point()
    row, _ = await setup.devices.capture(push_subscription(vapidPublicKey=key + "="))
    assert row.vapid_public_key == key


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        push_subscription() | {"endpoint": "http://127.0.0.1:9/x"},
        push_subscription() | {"endpoint": "https://permanently-removed.invalid/x"},
        push_subscription(device="me"),
        push_subscription(device={"name": 7}),
        push_subscription(vapidPublicKey=7),
        push_subscription(vapidPublicKey="AAAA"),
    ],
)
async def test_what_is_wrong_is_refused_and_nothing_stored(setup: Setup, document: object) -> None:
    with pytest.raises(BadInput):
        await setup.devices.capture(document)
    assert await setup.devices.every() == []


async def test_a_loopback_endpoint_is_taken_where_the_lab_handed_it_out(setup: Setup) -> None:
    def hand_out(session: object) -> None:
        session.add(LabAgent(id="agent", kind=AgentKind.FIREFOX))  # type: ignore[attr-defined]
        session.add(  # type: ignore[attr-defined]
            LabChannel(token="abc", agent_id="agent", channel_id="c", endpoint=LAB_ENDPOINT)
        )

    await setup.database.write(hand_out)
    row, _ = await setup.devices.capture(push_subscription() | {"endpoint": LAB_ENDPOINT})
    assert row.push_service == LAB_PUSH_SERVICE
    with pytest.raises(BadInput):
        await setup.devices.capture(push_subscription() | {"endpoint": LAB_ENDPOINT + "d"})


async def test_a_host_that_is_trusted_meanwhile_is_taken(setup: Setup) -> None:
    document = push_subscription() | {"endpoint": "http://127.0.0.1:8090/x"}
    with pytest.raises(BadInput, match=r"PUSHDESK_TRUSTED_PUSH_HOSTS=127\.0\.0\.1:8090"):
        await setup.devices.capture(document)
    setup.trusted.add("127.0.0.1:8090")
    row, _ = await setup.devices.capture(document)
    assert row.push_service != LAB_PUSH_SERVICE


async def test_a_device_that_unsubscribed_or_was_retired_is_kept_and_counts_no_more(setup: Setup) -> None:
    first, _ = await setup.devices.capture(push_subscription())
    second, _ = await setup.devices.capture(push_subscription())
    assert len(await setup.database.read(subscriptions.audience, ALL)) == 2
    ended = await setup.devices.unsubscribe(first.endpoint)
    assert ended.state is SubscriptionState.UNSUBSCRIBED
    assert (await setup.devices.retire(first.id)).state is SubscriptionState.UNSUBSCRIBED
    assert (await setup.devices.retire(second.id)).state is SubscriptionState.RETIRED
    assert await setup.database.read(subscriptions.audience, ALL) == []
    assert len(await setup.devices.every()) == 2


async def test_a_device_that_moves_keeps_its_id_and_tags(setup: Setup) -> None:
    row, _ = await setup.devices.capture(push_subscription(), tags=["a"])
    moved = await setup.devices.resubscribe(row.endpoint, push_subscription("new"))
    assert (moved.id, moved.tags) == (row.id, ["a"])
    assert moved.endpoint.endswith("/new")


async def test_an_unknown_device_is_a_sentence_everywhere(setup: Setup) -> None:
    devices = setup.devices
    with pytest.raises(NotFound):
        await devices.get("nobody")
    with pytest.raises(NotFound):
        await devices.retire("nobody")
    with pytest.raises(NotFound):
        await devices.describe("nobody", name="x")
    with pytest.raises(NotFound):
        await devices.unsubscribe("https://a.example/x")
    with pytest.raises(NotFound):
        await devices.resubscribe("https://a.example/x", push_subscription())


async def test_a_device_is_renamed_tagged_and_marked_as_mine(setup: Setup) -> None:
    row, _ = await setup.devices.capture(push_subscription(), name="Old", tags=["a", "b"])
    after = await setup.devices.describe(row.id, name="New", tags=["b", "c"], mine=True)
    assert (after.name, after.tags, after.mine) == ("New", ["b", "c"], True)
    assert after.revision > row.revision
    same = await setup.devices.describe(row.id)
    assert (same.name, same.tags, same.mine) == ("New", ["b", "c"], True)


async def test_tags_are_added_to_all_named_devices_or_to_none(setup: Setup) -> None:
    first, _ = await setup.devices.capture(push_subscription(), tags=["old", "kept"])
    second, _ = await setup.devices.capture(push_subscription())
    with pytest.raises(NotFound):
        await setup.devices.tag([first.id, "nobody"], add=["new"])
    assert (await setup.devices.get(first.id)).tags == ["kept", "old"]
    rows = await setup.devices.tag([first.id, second.id], add=["new"], remove=["old"])
    assert [row.tags for row in rows] == [["kept", "new"], ["new"]]
    assert [row.tags for row in await setup.devices.every()] == [["kept", "new"], ["new"]]


async def test_a_device_gets_a_shape_of_its_own_and_loses_it_again(setup: Setup) -> None:
    row, _ = await setup.devices.capture(push_subscription())
    assert (row.shape, row.shape_template) == (None, "")
    row = await setup.devices.set_shape(row.id, PayloadShape.CUSTOM, "{{ delivery.id }}")
    assert (row.shape, row.shape_template) == (PayloadShape.CUSTOM, "{{ delivery.id }}")
    row = await setup.devices.set_shape(row.id, PayloadShape.TEXT, "not kept")
    assert (row.shape, row.shape_template) == (PayloadShape.TEXT, "")
    before = row.revision
    with pytest.raises(BadInput, match="needs a template"):
        await setup.devices.set_shape(row.id, PayloadShape.CUSTOM)
    with pytest.raises(NotFound):
        await setup.devices.set_shape("nobody", None)
    assert (await setup.devices.get(row.id)).shape is PayloadShape.TEXT
    row = await setup.devices.set_shape(row.id, None)
    assert row.shape is None
    assert row.revision > before
    # A page that is opened again says nothing of shapes: what the desk knows stays.
    await setup.devices.set_shape(row.id, PayloadShape.NGSW)
    document = push_subscription() | {"endpoint": row.endpoint}
    assert (await setup.devices.capture(document))[0].shape is PayloadShape.NGSW


async def test_attributes_are_set_whole_and_what_no_json_holds_is_refused(setup: Setup) -> None:
    row, _ = await setup.devices.capture(push_subscription())
    first = await setup.devices.describe(row.id, attributes={"name": "Ada", "orders": [4821]})
    assert first.attributes == {"name": "Ada", "orders": [4821]}
    assert first.revision > row.revision
    assert (await setup.devices.describe(row.id, name="x")).attributes == first.attributes
    with pytest.raises(BadInput, match="attributes"):
        await setup.devices.describe(row.id, attributes={"name": "\ud800"})
    assert (await setup.devices.describe(row.id, attributes={})).attributes == {}


async def test_a_name_or_tag_that_hides_text_or_never_ends_is_refused_and_nothing_is_stored(
    setup: Setup,
) -> None:
    for device in ({"name": "x" * 10_000}, {"name": "a\u202eb"}):
        with pytest.raises(BadInput, match="name"):
            await setup.devices.capture(push_subscription(device=device))
    with pytest.raises(BadInput, match="tag"):
        await setup.devices.capture(push_subscription(), tags=["a\x00b"])
    assert await setup.devices.every() == []
    row, _ = await setup.devices.capture(push_subscription(), tags=[" qa "])
    assert row.tags == ["qa"]
    with pytest.raises(BadInput, match="tag"):
        await setup.devices.tag([row.id], add=["x" * 5000])
    with pytest.raises(BadInput, match="name"):
        await setup.devices.describe(row.id, name="a\x00b")
