"""Campaigns that this process runs: what a signal leaves behind."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pushdesk.cli import delivery_pages
from pushdesk.cli.delivery_pages import failures, pages
from pushdesk.cli.follow import Wait
from pushdesk.cli.running import resume_and_follow, send_and_follow
from pushdesk.cli.signals import Interrupted
from pushdesk.desk import open_desk
from pushdesk.model import clock
from pushdesk.model.audience import parse_choice
from pushdesk.model.errors import FolderError
from pushdesk.model.message import parse_message
from pushdesk.model.payload import PayloadShape
from pushdesk.model.receipt import ReceiptEvent
from pushdesk.model.views import Changes
from pushdesk.services.importing import Importer, Wishes
from pushdesk.settings import Settings
from tests.cli.conftest import PushServiceStub


@pytest.mark.allow_log("no keyring answers")
async def test_one_that_is_stopped_while_it_is_stored_is_named_all_the_same(
    data_dir: Path, push_service: PushServiceStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    push_service.answer(503, Retry_After="60")
    async with open_desk(Settings(data_dir=data_dir)) as desk:
        devices = push_service.subscriptions(1)
        await Importer(desk.database, desk.keys, desk.settings.endpoint_policy).run(devices, Wishes())
        begun, gate, send = asyncio.Event(), asyncio.Event(), desk.sender.send

        async def held_up(*arguments: Any) -> str:
            begun.set()
            await gate.wait()
            return await send(*arguments)

        monkeypatch.setattr(desk.sender, "send", held_up)
        message = parse_message({"title": "T"})
        everyone, shape = [parse_choice("all")], (PayloadShape.PUSHDESK, "")
        work = send_and_follow(desk, message, everyone, shape, None)
        sending = asyncio.ensure_future(work)
        await begun.wait()
        sending.cancel()
        await asyncio.sleep(0)
        gate.set()
        with pytest.raises(Interrupted) as stopped:
            await sending
        (campaign,) = await desk.sender.every()
        assert stopped.value.campaign_id == campaign.id
        assert f"`pushdesk campaigns resume {campaign.id}`" in stopped.value.sentence


@pytest.mark.allow_log("no keyring answers")
async def test_a_resume_that_is_stopped_before_it_sends_says_how_far_the_campaign_is(
    data_dir: Path, push_service: PushServiceStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_desk(Settings(data_dir=data_dir)) as desk:
        devices = push_service.subscriptions(1)
        await Importer(desk.database, desk.keys, desk.settings.endpoint_policy).run(devices, Wishes())
        at = clock.now() + timedelta(hours=1)
        campaign_id = await desk.sender.schedule(parse_message({"title": "T"}), [parse_choice("all")], at)
        begun, resume = asyncio.Event(), desk.sender.resume

        async def held_up(identifier: str) -> None:
            begun.set()
            await resume(identifier)

        monkeypatch.setattr(desk.sender, "resume", held_up)
        resuming = asyncio.ensure_future(resume_and_follow(desk, campaign_id))
        await begun.wait()
        resuming.cancel()
        with pytest.raises(Interrupted) as stopped:
            await resuming
    assert stopped.value.campaign_id == campaign_id
    assert stopped.value.sentence == (
        f"Stopped. Campaign {campaign_id} is paused: 0 of 1 accepted, 1 still open. "
        f"`pushdesk campaigns resume {campaign_id}` sends the rest."
    )


@pytest.mark.allow_log("no keyring answers")
async def test_what_was_tried_and_waits_for_a_retry_is_not_called_unsent_when_it_is_stopped(
    data_dir: Path, push_service: PushServiceStub
) -> None:
    push_service.answer(503, Retry_After="60")
    async with open_desk(Settings(data_dir=data_dir)) as desk:
        devices = push_service.subscriptions(2)
        await Importer(desk.database, desk.keys, desk.settings.endpoint_policy).run(devices, Wishes())
        everyone, shape = [parse_choice("all")], (PayloadShape.PUSHDESK, "")
        work = send_and_follow(desk, parse_message({"title": "T"}), everyone, shape, None)
        tried = asyncio.Event()

        def hear(changes: Changes) -> None:
            if any(row.counts.retrying == 2 for row in changes.campaigns):
                tried.set()

        end = desk.feed.listen(hear, deliveries=False)
        sending = asyncio.ensure_future(work)
        await tried.wait()
        end()
        sending.cancel()
        with pytest.raises(Interrupted) as stopped:
            await sending
    assert "is paused: 0 of 2 accepted, 2 still open. `pushdesk" in stopped.value.sentence


@pytest.mark.allow_log("no keyring answers")
async def test_one_that_a_full_disk_stops_says_how_to_go_on(
    data_dir: Path, push_service: PushServiceStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_desk(Settings(data_dir=data_dir)) as desk:
        devices = push_service.subscriptions(1)
        await Importer(desk.database, desk.keys, desk.settings.endpoint_policy).run(devices, Wishes())

        async def stopped(_campaign_id: str) -> Any:
            raise FolderError("The disk is full: nothing was written. Free some space and try again.")

        monkeypatch.setattr(desk.sender, "wait", stopped)
        message, everyone = parse_message({"title": "T"}), [parse_choice("all")]
        found = await send_and_follow(desk, message, everyone, (PayloadShape.PUSHDESK, ""), None)
    assert found.problem == (
        "The disk is full: nothing was written. Free some space and try again. "
        f"Then `pushdesk campaigns resume {found.campaign.id}` sends the rest."
    )


@pytest.mark.allow_log("no keyring answers")
@pytest.mark.parametrize("wait", [None, Wait(ReceiptEvent.SHOWN, 0.01)])
async def test_rows_of_deliveries_are_read_while_it_is_sent_only_where_receipts_are_waited_for(
    data_dir: Path, push_service: PushServiceStub, monkeypatch: pytest.MonkeyPatch, wait: Wait | None
) -> None:
    async with open_desk(Settings(data_dir=data_dir)) as desk:
        devices = push_service.subscriptions(2)
        await Importer(desk.database, desk.keys, desk.settings.endpoint_policy).run(devices, Wishes())
        listen, read, wanted, reads = desk.feed.listen, desk.sender.deliveries, [], []

        def listening(*arguments: Any, deliveries: bool = True) -> Any:
            wanted.append(deliveries)
            return listen(*arguments, deliveries=deliveries)

        async def reading(*arguments: Any) -> Any:
            reads.append(arguments)
            return await read(*arguments)

        monkeypatch.setattr(desk.feed, "listen", listening)
        monkeypatch.setattr(desk.sender, "deliveries", reading)
        message, everyone = parse_message({"title": "T"}), [parse_choice("all")]
        shape = (PayloadShape.PUSHDESK, "")
        found = await send_and_follow(desk, message, everyone, shape, wait)
        assert found.campaign.counts.accepted == 2
        assert wanted == [wait is not None]
        assert len(reads) == (0 if wait is None else 3)


@pytest.mark.allow_log("no keyring answers")
@pytest.mark.parametrize(("number", "reads"), [(33, 2), (7, 1), (10, 2)])
async def test_of_many_deliveries_the_first_failures_are_looked_for_page_by_page(
    data_dir: Path, push_service: PushServiceStub, monkeypatch: pytest.MonkeyPatch, number: int, reads: int
) -> None:
    monkeypatch.setattr(delivery_pages, "_PAGE", 10)
    push_service.answer(404)
    async with open_desk(Settings(data_dir=data_dir)) as desk:
        devices = push_service.subscriptions(number)
        await Importer(desk.database, desk.keys, desk.settings.endpoint_policy).run(devices, Wishes())
        message, everyone = parse_message({"title": "T"}), [parse_choice("all")]
        found = await send_and_follow(desk, message, everyone, (PayloadShape.PUSHDESK, ""), None)
        assert not found.accepted
        whole = [row async for page in pages(desk, found.campaign.id) for row in page]
        assert [row.position for row in whole] == list(range(number))
        read, asked = desk.sender.deliveries, []

        async def reading(*arguments: Any) -> Any:
            asked.append(arguments)
            return await read(*arguments)

        monkeypatch.setattr(desk.sender, "deliveries", reading)
        first = await failures(desk, found.campaign.id)
        assert first == whole[: delivery_pages.FAILURES_TOLD]
        assert len(asked) == reads
