"""What a delivery's payload says before encryption, for a person to read. Plain Python."""

import json
from dataclasses import dataclass

from pushdesk.model.errors import KnownError
from pushdesk.model.payload import PayloadShape
from pushdesk.model.subscription import Subscription
from pushdesk.model.views import CampaignRow
from pushdesk.services.rebuilding import rebuilt_payload, shape_of
from pushdesk.ui.templates.shapes import WORDS

# What these put out is the template's or a text's own business; the others are JSON without line breaks.
_AS_WRITTEN = frozenset({PayloadShape.TEXT, PayloadShape.CUSTOM})


@dataclass(frozen=True)
class RebuiltPayload:
    """`text` to read, or the sentence that says why there is none; `note` says which shape it is."""

    text: str
    note: str = ""


def rebuilt(campaign: CampaignRow, device: Subscription, delivery_id: str) -> RebuiltPayload:
    """The payload of `device` in `campaign`; never raises a KnownError.

    Also beyond the size limit: what was too large is what somebody wants to read then.
    """
    shape = shape_of(campaign, device)
    note = _note(shape, device.shape is not None)
    try:
        raw = rebuilt_payload(campaign, device, delivery_id)
    except KnownError as problem:
        return RebuiltPayload(problem.sentence, note)
    return RebuiltPayload(_readable(shape, raw), note)


def _readable(shape: PayloadShape, raw: bytes) -> str:
    text = raw.decode()
    return text if shape in _AS_WRITTEN else json.dumps(json.loads(text), ensure_ascii=False, indent=2)


def _note(shape: PayloadShape, own: bool) -> str:
    whose = "the device’s own" if own else "the campaign’s"
    return f"Shape: {WORDS[shape].name} ({whose}). Rebuilt with the device’s attributes as they are now."
