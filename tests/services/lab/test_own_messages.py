"""PushDesk's own messages to browsers whose keys nobody else has: their payload as it was written."""

import json
from typing import Any

import pytest
from sqlmodel import Session, col, select

from pushdesk.model.campaign import Campaign, Delivery
from pushdesk.model.errors import BadInput
from pushdesk.model.lab import AgentKind, CaughtState
from pushdesk.model.payload import PayloadShape
from pushdesk.model.subscription import Subscription
from pushdesk.services.lab.lab import Lab
from pushdesk.services.lab.push_request import DELIVERY_HEADER
from pushdesk.services.store.database import Database
from tests.services.lab.desk_stub import DeskStub
from tests.services.lab.sending import AppServer, tracked
from tests.services.store.building import campaign, device


@pytest.fixture
async def sent(lab: Lab, server: AppServer, database: Database) -> str:
    """The id of a delivery to a Firefox, whose message the lab caught as number 1."""
    where = lab.addresses.push_service
    channel = await lab.channels.register(where, "f" * 32, AgentKind.FIREFOX, "c", server.public_key)

    def write(session: Session) -> str:
        row = device(session, channel.endpoint)
        row.attributes = {"name": "Zoë"}
        made = campaign(session)
        made.message = {"title": "Hello {{ name }}", "body": "World"}
        session.add_all([row, made])
        return session.exec(select(Delivery.id).where(col(Delivery.campaign_id) == made.id)).one()

    delivery = await database.write(write)
    (virtual,) = await lab.ensure_devices(1)
    to = virtual.subscription() | {"endpoint": channel.endpoint}
    await server.push(to, b"nobody can read it", headers={DELIVERY_HEADER: delivery})
    return delivery


async def test_what_the_desk_sent_to_a_browser_is_shown_as_it_was_written(lab: Lab, sent: str) -> None:
    message = await lab.catch.get(1)
    assert message.payload is None
    found = lab.catch.details(message, await lab.catch.written(message))
    assert found.as_written
    assert json.loads(found.payload or "") == {
        "title": "Hello Zoë",
        "body": "World",
        "pushdesk": {"delivery": sent, "token": "…", "receiver": "…"},
    }
    assert not lab.catch.details(message).as_written


async def test_only_what_nobody_could_read_is_written_once_more(lab: Lab, sent: str) -> None:
    decrypted, empty, broken = [await lab.catch.get(1) for _ in range(3)]
    decrypted.payload, empty.size, broken.state = "Hello", 0, CaughtState.UNDECRYPTABLE
    assert [await lab.catch.written(message) for message in (decrypted, empty, broken)] == [None] * 3
    found = lab.catch.details(decrypted, "as the desk wrote it")
    assert (found.payload, found.as_written) == ("Hello", False)


async def test_it_is_replayed_to_another_device_and_reports_nothing(
    lab: Lab, sent: str, server: AppServer, desk: DeskStub
) -> None:
    (virtual,) = await lab.devices.every()
    assert await lab.catch.replay(1, virtual.id) == 2
    # The copy reports nothing; the device takes messages in their order.
    await server.push(virtual.subscription(), tracked("d2"))
    await desk.until(lambda: len(desk.of("receipts")) == 2)
    copy = await lab.catch.get(2)
    assert json.loads(copy.payload or "") == {"title": "Hello Zoë", "body": "World"}
    assert desk.events(sent) == []


async def test_what_the_desk_cannot_write_again_nobody_reads(lab: Lab, sent: str, database: Database) -> None:
    def change(session: Session) -> None:
        row = session.exec(select(Subscription)).one()
        row.attributes = {}
        session.add(row)

    await database.write(change)
    message = await lab.catch.get(1)
    assert await lab.catch.written(message) is None
    (virtual,) = await lab.devices.every()
    with pytest.raises(BadInput, match="cannot read"):
        await lab.catch.replay(1, virtual.id)


async def test_a_text_is_replayed_as_text(lab: Lab, sent: str, database: Database) -> None:
    def change(session: Session) -> None:
        made: Any = session.exec(select(Campaign)).one()
        made.shape = PayloadShape.TEXT
        session.add(made)

    await database.write(change)
    assert await lab.catch.written(await lab.catch.get(1)) == "Hello Zoë\nWorld"
