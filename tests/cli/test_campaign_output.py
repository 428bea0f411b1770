"""Campaigns as JSON: printed while they are read."""

import json
from pathlib import Path
from typing import Any

import pytest

from pushdesk.cli import delivery_pages
from pushdesk.cli.campaign_output import print_document, print_export
from pushdesk.cli.running import send_and_follow
from pushdesk.desk import open_desk
from pushdesk.model.audience import parse_choice
from pushdesk.model.message import parse_message
from pushdesk.model.payload import PayloadShape
from pushdesk.services.importing import Importer, Wishes
from pushdesk.settings import Settings
from tests.cli.conftest import PushServiceStub


@pytest.mark.allow_log("no keyring answers")
@pytest.mark.parametrize("printer", [print_document, print_export])
async def test_each_page_is_printed_before_the_next_is_read(
    data_dir: Path,
    push_service: PushServiceStub,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    printer: Any,
) -> None:
    monkeypatch.setattr(delivery_pages, "_PAGE", 10)
    async with open_desk(Settings(data_dir=data_dir)) as desk:
        devices = push_service.subscriptions(33)
        await Importer(desk.database, desk.keys, desk.settings.endpoint_policy).run(devices, Wishes())
        message, everyone = parse_message({"title": "T"}), [parse_choice("all")]
        found = await send_and_follow(desk, message, everyone, (PayloadShape.PUSHDESK, ""), None)
        everything = await desk.sender.deliveries(found.campaign.id)
        capsys.readouterr()
        read, printed, before = desk.sender.deliveries, "", []

        async def reading(*arguments: Any) -> Any:
            nonlocal printed
            printed += capsys.readouterr().out
            before.append([row.id for row in everything if row.id in printed])
            return await read(*arguments)

        monkeypatch.setattr(desk.sender, "deliveries", reading)
        await printer(desk, found.campaign)
    ids = [row.id for row in everything]
    assert before == [ids[:number] for number in (0, 10, 20, 30)]
    document = json.loads(printed + capsys.readouterr().out)
    assert [delivery["id"] for delivery in document["deliveries"]] == ids
    assert [len(delivery.get("attemptLog", "1")) for delivery in document["deliveries"]] == [1] * 33
