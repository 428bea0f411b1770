"""A campaign whose process is killed in the middle, and resumed: nothing lost, nobody sees it twice."""

import signal
from pathlib import Path

from sqlmodel import Session, func, select

from pushdesk.model.campaign import Attempt
from pushdesk.model.lab import LabNotification
from pushdesk.model.receipt import Receipt, ReceiptEvent
from tests.journeys.processes import lab, pushdesk, start
from tests.journeys.watching import watching

DEVICES = 500


def _answered(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Attempt)).one()


def _all_shown(session: Session) -> list[str] | None:
    shown = list(session.exec(select(Receipt.delivery_id).where(Receipt.event == ReceiptEvent.SHOWN)))
    return shown if len(shown) >= DEVICES else None


def _on_screens(session: Session) -> list[str]:
    return list(session.exec(select(LabNotification.agent_id)))


async def test_a_campaign_killed_halfway_and_resumed_is_shown_once_by_each_device(data_dir: Path) -> None:
    async with lab(data_dir, "--devices", str(DEVICES)), watching(data_dir) as watch:
        sending = await start(data_dir, "send", "--title", "Once", "--to", "all", "--json")
        await watch.until(lambda session: _answered(session) >= DEVICES // 4)
        sending.send_signal(signal.SIGKILL)
        await sending.communicate()
        killed_at = await watch.until(_answered)
        assert killed_at < DEVICES, "it was over before it was killed"

        (campaign,) = (await pushdesk(data_dir, "campaigns", "list", "--json")).document
        resumed = await pushdesk(data_dir, "campaigns", "resume", campaign["id"], "--json")
        assert resumed.status == 0, resumed.err
        assert resumed.document["state"] == "finished"
        assert resumed.document["counts"]["accepted"] == DEVICES

        shown = await watch.until(_all_shown)
        assert sorted(shown) == sorted(row["id"] for row in resumed.document["deliveries"])
        screens = await watch.until(_on_screens)
    assert len(screens) == len(set(screens)) == DEVICES, "each device showed it, once"
