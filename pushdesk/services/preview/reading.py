"""The audience's facts from the database, for whoever has the checks run before a send. Reads only."""

import asyncio
from collections.abc import Sequence

from sqlmodel import Session, col, select

from pushdesk.model.audience import Choice
from pushdesk.model.errors import BadInput
from pushdesk.model.subscription import Subscription
from pushdesk.services.preview.audience import Audience, audience_facts
from pushdesk.services.preview.checks import DEFAULT_RECEIVER
from pushdesk.services.preview.own_payloads import own_payloads
from pushdesk.services.store import subscriptions
from pushdesk.services.store.database import Database
from pushdesk.services.vapid.keys import Keys
from pushdesk.services.variables import missing

_PAGE = 500


async def read_devices(database: Database, choices: Sequence[Choice]) -> list[Subscription]:
    """The active devices that `choices` reach now; raises NotFound or Conflict for one named by id."""
    return await database.read(_chosen, choices)


async def read_audience(
    database: Database,
    keys: Keys,
    choices: Sequence[Choice],
    document: object = None,
    receiver: str = DEFAULT_RECEIVER,
) -> Audience:
    """The same as facts for the checks: what `document` lacks of devices' values, what their payloads are."""
    devices = await read_devices(database, choices)
    held = {key.public_key for key in await keys.every()}
    current = (await keys.current()).public_key
    try:
        lacking = missing(document, devices)
    except BadInput:  # a text that is no template has a check of its own
        lacking = {}
    payloads = await asyncio.to_thread(own_payloads, document, devices, receiver)
    return audience_facts(devices, current, held_keys=held, missing=lacking, payloads=payloads)


def _chosen(session: Session, choices: Sequence[Choice]) -> list[Subscription]:
    ids = [identifier for identifier, _ in subscriptions.audience(session, choices)]
    return [
        row
        for start in range(0, len(ids), _PAGE)
        for row in session.exec(
            select(Subscription).where(col(Subscription.id).in_(ids[start : start + _PAGE]))
        )
    ]
