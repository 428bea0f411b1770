"""The audience's facts from the database, for whoever has the checks run before a send. Reads only."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from pushdesk.model.audience import Choice
from pushdesk.model.errors import BadInput
from pushdesk.model.subscription import Subscription
from pushdesk.services.delivery.contact import require_contact
from pushdesk.services.preview.audience import Audience, audience_facts
from pushdesk.services.preview.checks import DEFAULT_RECEIVER
from pushdesk.services.preview.judging import Form, Judgement, by_hosts, judge
from pushdesk.services.preview.own_payloads import own_payloads
from pushdesk.services.store import subscriptions
from pushdesk.services.store.database import Database
from pushdesk.services.vapid.keys import Keys
from pushdesk.services.variables import missing
from pushdesk.settings import Settings

if TYPE_CHECKING:
    from pushdesk.services.parts import Desk

_PAGE = 500
_AS_EVER = Form()


async def judge_for(
    desk: "Desk", choices: Sequence[Choice], document: Mapping[str, Any], form: Form
) -> Judgement:
    """The checks of `document` for the active devices of `choices`, as a send would find them now.

    Raises NotFound or Conflict for a device named by id.
    """
    receiver = await desk.sender.receiver_origin()
    audience = await read_audience(desk.database, desk.keys, choices, document, receiver, form)
    contact = desk.settings.contact
    judgement = await asyncio.to_thread(
        judge, document, form, audience=audience, contact=contact, receiver=receiver
    )
    refusal = await desk.database.read(_without_contact, desk.settings, choices)
    return replace(judgement, checks=by_hosts(judgement.checks, refusal))


async def read_devices(database: Database, choices: Sequence[Choice]) -> list[Subscription]:
    """The active devices that `choices` reach now; raises NotFound or Conflict for one named by id."""
    return await database.read(_chosen, choices)


async def read_audience(
    database: Database,
    keys: Keys,
    choices: Sequence[Choice],
    document: object = None,
    receiver: str = DEFAULT_RECEIVER,
    form: Form = _AS_EVER,
) -> Audience:
    """The same as facts for the checks: what `document` lacks of devices' values, what their payloads are."""
    devices = await read_devices(database, choices)
    held = {key.public_key for key in await keys.every()}
    current = (await keys.current()).public_key
    try:
        lacking = missing(document, devices)
    except BadInput:  # a text that is no template has a check of its own
        lacking = {}
    payloads = await asyncio.to_thread(own_payloads, document, devices, receiver, form.shape, form.template)
    return audience_facts(devices, current, held_keys=held, missing=lacking, payloads=payloads)


def _without_contact(session: Session, settings: Settings, choices: Sequence[Choice]) -> str:
    """Why a send would be refused for want of a contact; empty where it would not."""
    try:
        require_contact(
            session, settings, lambda: [found for found, _ in subscriptions.audience(session, choices)]
        )
    except BadInput as problem:
        return problem.sentence
    return ""


def _chosen(session: Session, choices: Sequence[Choice]) -> list[Subscription]:
    ids = [identifier for identifier, _ in subscriptions.audience(session, choices)]
    return [
        row
        for start in range(0, len(ids), _PAGE)
        for row in session.exec(
            select(Subscription).where(col(Subscription.id).in_(ids[start : start + _PAGE]))
        )
    ]
