"""Putting up and acknowledging are one step: what was withdrawn in between is not shown."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from pushdesk.model.lab import AgentKind, LabMessage, LabNotification, LabReceipt
from pushdesk.services.lab import handling, records
from pushdesk.services.lab.handling import Handled
from pushdesk.services.lab.records import Channel
from pushdesk.services.lab.worker_rules import Identity, Showing
from pushdesk.services.store.database import Database

NOW = datetime(2026, 11, 25, tzinfo=UTC)
DEVICE = Channel("t", "a", AgentKind.VIRTUAL, "c", "http://127.0.0.1:1/push/t", None)


def message(name: str) -> LabMessage:
    """A stored message."""
    return LabMessage(
        id=name,
        token="t",
        body=b"x",
        ttl=60,
        urgency="normal",
        stored_at=NOW,
        expires_at=NOW + timedelta(seconds=60),
    )


def handled(name: str, *, stored: bool = True) -> Handled:
    """What the device made of it."""
    return Handled(name, stored, "a", NOW, Showing(name, {}, Identity(f"delivery-{name}", "token")))


@pytest.fixture
async def filled(database: Database) -> Database:
    """A device for which m1 and m2 wait."""
    await database.write(records.add_channel, DEVICE, NOW)
    await database.write(records.store_messages, [message("m1"), message("m2")])
    return database


async def shown(database: Database) -> list[str]:
    """The notifications that are up."""
    return sorted(await database.read(lambda session: list(session.exec(select(LabNotification.title)))))


async def test_a_message_withdrawn_while_it_was_decrypted_is_not_shown(filled: Database) -> None:
    await filled.write(records.withdraw_message, "m1", NOW)
    assert await filled.write(handling.put_up, [handled("m1"), handled("m2")]) == 2
    assert await shown(filled) == ["m2"]
    assert await filled.read(handling.due, NOW, 10) == []


async def test_a_message_of_a_channel_that_ended_meanwhile_is_not_shown(filled: Database) -> None:
    await filled.write(records.end_channel, "t", NOW)
    assert await filled.write(handling.put_up, [handled("m1"), handled("m2")]) == 0
    assert await shown(filled) == []


async def test_one_that_was_never_stored_is_shown_all_the_same(filled: Database) -> None:
    assert await filled.write(handling.put_up, [handled("passing", stored=False)]) == 2
    assert await shown(filled) == ["passing"]


async def test_a_failure_leaves_message_and_receipts_as_they_were(filled: Database) -> None:
    broken = Handled("m1", True, "nobody", NOW, Showing("m1", {}, Identity("d", "t")))
    with pytest.raises(Exception, match="FOREIGN KEY"):
        await filled.write(handling.put_up, [handled("m2"), broken])
    assert await shown(filled) == []
    assert len(await filled.read(handling.due, NOW, 10)) == 2
    assert await filled.read(lambda session: list(session.exec(select(LabReceipt)))) == []
