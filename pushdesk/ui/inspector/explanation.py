"""What happened to a delivery, why, and who can fix it. Plain Python.

The why of a failure is the delivery's own reason (services/delivery/diagnosis.py wrote it); this module
adds what a state means and who can act.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pushdesk.model.campaign import Attempt, DeliveryState, Said
from pushdesk.model.views import DeliveryRow
from pushdesk.ui.theme.chips import chip_for
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets import humane


class Remedy(StrEnum):
    """What the app can do about it, at the press of a button."""

    SETTINGS = "settings"
    DUPLICATE = "duplicate"
    DEVICE = "device"


@dataclass(frozen=True)
class Explanation:
    """Three answers in whole sentences; `why` and `who` are empty where there is nothing to say."""

    what: str
    why: str = ""
    who: str = ""
    remedy: Remedy | None = None
    role: Role = Role.NEUTRAL


def explain(row: DeliveryRow, attempts: Sequence[Attempt] = ()) -> Explanation:
    """The answers for `row` as it is now; `attempts` are its own, none while they are being read."""
    told = _HEARD.get(row.said) or _unheard(row) or _STATES.get(row.state) or _ended_badly(row, attempts)
    why = " ".join(sentence for sentence in (told.why, _evidence(row)) if sentence)
    return Explanation(told.what, why, told.who, told.remedy, chip_for(row.said).role)


def _unheard(row: DeliveryRow) -> Explanation | None:
    """An accepted delivery has a reason only where its payload lets no device report (model/payload.py)."""
    return _SILENT if row.state is DeliveryState.ACCEPTED and row.reason else None


def _evidence(row: DeliveryRow) -> str:
    errors = [f"The device said: {receipt.error}." for receipt in row.receipts if receipt.error]
    return " ".join(([row.reason] if row.reason else []) + errors)


_HEARD = {
    Said.CLICKED: Explanation("The device showed it, and somebody clicked it."),
    Said.CLOSED: Explanation("The device showed it, and somebody closed it."),
    Said.SHOWN: Explanation("The device showed it."),
    Said.RECEIVED: Explanation(
        "The device got it and has not said yet that it was shown.",
        who="Usually nobody: the word comes within a second. Otherwise look at the browser’s notification "
        "permission.",
    ),
    Said.NOT_SHOWN: Explanation(
        "The device got it and could not show it.",
        who="Whoever writes the message or its service worker: change the message, or allow notifications on "
        "the device.",
        remedy=Remedy.DUPLICATE,
    ),
}
_STATES = {
    DeliveryState.PENDING: Explanation("It waits for its turn."),
    DeliveryState.SENDING: Explanation("The request is on its way; the answer is awaited."),
    DeliveryState.ACCEPTED: Explanation(
        "The push service accepted it. No device has reported yet.",
        "A push service keeps a message until the browser connects or the TTL ends, and a worker that is not "
        "PushDesk’s sends no receipts.",
        "Whoever has the device: start its browser, look for muted notifications or a focus mode.",
    ),
    DeliveryState.RETRYING: Explanation(
        "It did not get through yet. PushDesk tries again by itself.",
        who="Nobody has to do anything.",
    ),
    DeliveryState.GONE: Explanation(
        "The device’s endpoint no longer exists. The device is gone and keeps its history.",
        who="Whoever has the device: open its page there and enable notifications again.",
        remedy=Remedy.DEVICE,
    ),
    DeliveryState.CANCELLED: Explanation("It was never sent."),
}


# No browser to start and no TTL to wait for: the word will never come, and that is no fault of the device.
_SILENT = Explanation(
    "The push service accepted it. No device will report on this one.",
    who="Whoever looks after the page’s service worker: a payload shape with the delivery’s id, and a worker "
    "that sends receipts.",
)


def _ended_badly(row: DeliveryRow, attempts: Sequence[Attempt]) -> Explanation:
    if row.state is DeliveryState.REJECTED:
        return _REFUSALS.get(row.status or 0, _REFUSED_OTHERWISE)
    if row.attempts == 0:
        return Explanation(
            "It could not be sent at all.", who="You, in Settings or in the message.", remedy=Remedy.SETTINGS
        )
    what = _given_up(row, attempts)
    if row.status is None:
        return Explanation(
            what,
            who="Whoever runs this computer’s network or that push service. Then send it again.",
            remedy=Remedy.DUPLICATE,
        )
    return Explanation(what, who="The push service. Send it again later.", remedy=Remedy.DUPLICATE)


def _given_up(row: DeliveryRow, attempts: Sequence[Attempt]) -> str:
    """What the last attempt met: of those before it only the timeline tells."""
    if row.status is None:
        met = "got no answer"
    elif attempts and attempts[-1].status == row.status and "retry-after" in attempts[-1].response_headers:
        met = f"was answered {row.status}, with the wish to try later"
    else:
        met = f"was answered {row.status}"
    if row.attempts == 1:
        return f"PushDesk gave up after one attempt, which {met}."
    return (
        f"PushDesk gave up after {humane.counted(row.attempts, 'attempt', 'attempts')}; the last one {met}."
    )


_BY_TOKEN = Explanation(
    "The push service refused the desk’s VAPID token.",
    who="You, in Settings: the contact and the key are there.",
    remedy=Remedy.SETTINGS,
)
_REFUSALS = {
    401: _BY_TOKEN,
    403: _BY_TOKEN,
    413: Explanation(
        "The message is too large for this push service.",
        who="Whoever writes the message: shorten it and send it again.",
        remedy=Remedy.DUPLICATE,
    ),
}
_REFUSED_OTHERWISE = Explanation(
    "The push service refused the message.",
    who="Whoever writes the message: correct it and send it again.",
    remedy=Remedy.DUPLICATE,
)
