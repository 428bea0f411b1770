"""The audience's facts from the database, for whoever has the checks run before a send. Reads only."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from pushdesk.model.audience import Choice
from pushdesk.model.errors import BadInput
from pushdesk.services.delivery.contact import require_contact
from pushdesk.services.preview.audience import Audience, Counting
from pushdesk.services.preview.checks import DEFAULT_RECEIVER
from pushdesk.services.preview.judging import Form, Judgement, by_hosts, judge
from pushdesk.services.preview.own_payloads import Measuring
from pushdesk.services.store import subscriptions
from pushdesk.services.store.database import Database
from pushdesk.services.vapid.keys import Keys
from pushdesk.services.variables import Missed
from pushdesk.settings import Settings

if TYPE_CHECKING:
    from pushdesk.services.parts import Desk

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


async def read_audience(
    database: Database,
    keys: Keys,
    choices: Sequence[Choice],
    document: object = None,
    receiver: str = DEFAULT_RECEIVER,
    form: Form = _AS_EVER,
) -> Audience:
    """The same as facts for the checks: what `document` lacks of devices' values, what their payloads are."""
    known = {key.public_key for key in await keys.every()} | {(await keys.current()).public_key}
    return await database.read(_facts, choices, document, receiver, form, known)


def _facts(
    session: Session,
    choices: Sequence[Choice],
    document: object,
    receiver: str,
    form: Form,
    known_keys: set[str],
) -> Audience:
    try:
        missed = Missed(document)
    except BadInput:  # a text that is no template has a check of its own
        missed = Missed(None)
    counting, measuring = Counting(), Measuring(document, receiver, form.shape, form.template)
    # Page by page: an audience may be a million.
    for page in subscriptions.device_pages(session, choices):
        missed.add(page)
        measuring.add(page)
        counting.add(page, known_keys)
    return counting.result(missed.result(), measuring.result())


def _without_contact(session: Session, settings: Settings, choices: Sequence[Choice]) -> str:
    """Why a send would be refused for want of a contact; empty where it would not."""
    try:
        require_contact(session, settings, lambda: subscriptions.audience_pages(session, choices))
    except BadInput as problem:
        return problem.sentence
    return ""
