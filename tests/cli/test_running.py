"""Campaigns that this process runs: what a signal leaves behind."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from pushdesk.cli.running import send_and_follow
from pushdesk.cli.signals import Interrupted
from pushdesk.desk import open_desk
from pushdesk.model.audience import parse_choice
from pushdesk.model.message import parse_message
from pushdesk.model.payload import PayloadShape
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
        work = send_and_follow(desk, message, [parse_choice("all")], (PayloadShape.PUSHDESK, ""), None)
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
