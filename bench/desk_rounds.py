"""PushDesk end to end, as a process that bench/measuring.py speaks with: `desk_rounds.py FOLDER [rows]`.

Each round is a real campaign: written, claimed, encrypted, signed, posted, recorded, its progress heard of
until the feed says that it has ended. With `rows` every delivery's row is read for a listener, as the
window does; without it the campaign's counts alone are told. Only `desk.sender` and `desk.feed` are used.

In: a line of JSON {messages, warm, audience}, then a line for each round; so many devices are tagged
`warm`.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from measuring import serve_rounds

from pushdesk.desk import open_desk
from pushdesk.model.audience import parse_choice
from pushdesk.model.campaign import CampaignState
from pushdesk.model.message import parse_message
from pushdesk.model.views import Changes
from pushdesk.services import garbage
from pushdesk.services.importing import Wishes
from pushdesk.services.parts import Desk
from pushdesk.settings import Settings, load_settings

MESSAGE = {
    "title": "Your parcel is on its way",
    "body": "It arrives tomorrow by noon; the driver rings twice.",
    "icon": "https://example.com/icon.png",
    "data": {"parcel": "3SJK000123456", "url": "https://example.com/parcels/3SJK000123456"},
}


def settings_in(folder: Path) -> Settings:
    """A desk's settings on `folder`, which may send to the sink."""
    return load_settings(
        data_dir=folder,
        trusted_push_hosts=("127.0.0.1",),
        contact="mailto:bench@example.com",
        receiver_port=0,
    )


async def fill(folder: Path, subscriptions: list[dict[str, Any]]) -> None:
    """Make the data folder with these devices in it."""
    async with open_desk(settings_in(folder)) as desk:
        await desk.importer.run("\n".join(map(json.dumps, subscriptions)), Wishes())


async def campaign(desk: Desk, audience: str, messages: int, *, rows: bool) -> None:
    """Send one and hear of it until it has ended. Raises RuntimeError where not all were accepted."""
    ended, heard = asyncio.Event(), 0

    def hear(changes: Changes) -> None:
        nonlocal heard
        heard += len(changes.deliveries)
        if any(row.state is CampaignState.FINISHED for row in changes.campaigns):
            ended.set()

    stop = desk.feed.listen(hear, deliveries=rows)
    identifier = await desk.sender.send(parse_message(MESSAGE), [parse_choice(audience)])
    row = await desk.sender.wait(identifier)
    await ended.wait()
    stop()
    if row.counts.accepted != messages:
        raise RuntimeError(f"{row.counts} of {messages}")


async def main(folder: Path, *, rows: bool) -> None:
    """Open the desk, get warm, then serve rounds."""
    errand = json.loads(sys.stdin.readline())
    messages, audience = errand["messages"], errand["audience"]
    # As the command line opens a desk.
    async with open_desk(settings_in(folder)) as desk:
        garbage.settle_process()
        if errand["warm"]:
            await campaign(desk, "tag:warm", errand["warm"], rows=rows)
        await serve_rounds(messages, lambda: campaign(desk, audience, messages, rows=rows))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), rows="rows" in sys.argv[2:]))
