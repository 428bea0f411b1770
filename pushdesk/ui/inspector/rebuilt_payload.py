"""What a delivery's payload says before encryption, rebuilt: nobody keeps the bytes. Plain Python.

It takes the same steps as a send (services/delivery/attempt.py, Errand.payload_for), with the device as it
is now; the receipt token and the receiver's address are left out.
"""

import json
from dataclasses import dataclass

from pushdesk.model.errors import KnownError
from pushdesk.model.message import parse_message, parse_notification
from pushdesk.model.payload import PayloadShape, Tracking
from pushdesk.model.subscription import Subscription
from pushdesk.model.views import CampaignRow
from pushdesk.services.payload_writer import PayloadWriter, payload_writer
from pushdesk.services.variables import Variables
from pushdesk.ui.templates.shapes import WORDS

LEFT_OUT = "…"
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
    shape = device.shape or campaign.shape
    note = _note(shape, device.shape is not None)
    template = device.shape_template if device.shape else campaign.shape_template
    try:
        raw = _written(campaign, device, delivery_id, payload_writer(shape, template))
    except KnownError as problem:
        return RebuiltPayload(problem.sentence, note)
    return RebuiltPayload(_readable(shape, raw), note)


def _written(campaign: CampaignRow, device: Subscription, delivery_id: str, writer: PayloadWriter) -> bytes:
    notification = parse_message(campaign.message).notification
    if variables := Variables(notification.options()):
        notification = parse_notification(variables.render(device.variables))
    return writer.write_unchecked(notification, Tracking(delivery_id, LEFT_OUT, LEFT_OUT))


def _readable(shape: PayloadShape, raw: bytes) -> str:
    text = raw.decode()
    return text if shape in _AS_WRITTEN else json.dumps(json.loads(text), ensure_ascii=False, indent=2)


def _note(shape: PayloadShape, own: bool) -> str:
    whose = "the device’s own" if own else "the campaign’s"
    return f"Shape: {WORDS[shape].name} ({whose}). Rebuilt with the device’s attributes as they are now."
