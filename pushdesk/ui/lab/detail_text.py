"""A caught message as text to read and copy: payload, request and answer, token, encryption, worker."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import IntEnum

from pushdesk.model.lab import CaughtState, LabCaught
from pushdesk.services.lab.answers import How
from pushdesk.services.lab.details import CaughtDetails, Moment
from pushdesk.services.lab.push_request import BODY_LIMIT
from pushdesk.services.lab.replaying import REPLAY_HEADER
from pushdesk.ui.inspector.timeline import Event
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets import humane

# A payload of braces nests deeper than Python's JSON goes.
_LONGEST_PRETTY = 100_000

_HOW = {
    How.WHOLE: "",
    How.LATE: "A fault: the answer came late.",
    How.DRIPPED: "A fault: the answer’s body came byte by byte.",
    How.RESET: "A fault: the connection was reset after this half of the answer’s body.",
    How.DROPPED: "A fault: the connection was closed.",
}


class Tab(IntEnum):
    """The panel's tabs, in their order."""

    PAYLOAD = 0
    HTTP = 1
    TOKEN = 2
    ENCRYPTION = 3
    WORKER = 4


def text_of(tab: Tab, message: LabCaught, details: CaughtDetails) -> str:
    """What `tab` says."""
    match tab:
        case Tab.PAYLOAD:
            return _payload(message, details.payload)
        case Tab.HTTP:
            # The answer first: a request is as long as its token, what is under it is out of sight.
            return f"— Answer —\n{_answer(message)}\n\n— Request —\n{_request(message)}"
        case Tab.TOKEN:
            return _token(details)
        case Tab.ENCRYPTION:
            return _encryption(message, details)
        case Tab.WORKER:
            said = [f"{moment.at}  {moment.words}" for moment in details.timeline if moment.by_worker]
            return "\n".join(said) or "The worker reported nothing."


def _payload(message: LabCaught, payload: str | None) -> str:
    if payload is not None:
        return payload_text(payload)
    if not message.size:
        return "No payload."
    if not message.body:
        return _not_kept(message.size)
    if message.state is CaughtState.UNDECRYPTABLE:
        return f"It could not be decrypted. {message.reason}"
    if message.agent_id is None:
        return "No device has this endpoint: nobody has the key that opens it."
    # A browser's message, or one that was refused and fits its device's keys as little as the lab's.
    return "The lab has no key that opens it: a browser keeps its own."


def _request(message: LabCaught) -> str:
    return "\n".join([f"POST /push/{message.token}", *_lines(message.headers)])


def _lines(headers: Mapping[str, str]) -> list[str]:
    return [f"{name}: {value}" for name, value in headers.items()]


def _answer(message: LabCaught) -> str:
    """The answer as it came, or the sentence that says why there is none."""
    if not message.status:
        return "No answer: the connection was closed."
    if message.answer is None:
        if REPLAY_HEADER in message.headers:
            return "The lab sent it itself: nobody was answered."
        return f"HTTP {message.status}\nThe rest is not known: an older PushDesk caught it."
    head = "\n".join([f"HTTP {message.status}", *_lines(message.answer["headers"])])
    return f"{head}\n\n{message.answer['body']}" if message.answer["body"] else head


def _not_kept(size: int) -> str:
    if size > BODY_LIMIT:
        return f"The body was too large and was not kept: over {humane.count(BODY_LIMIT)} bytes."
    return "The body did not come whole and was not kept."


def payload_text(payload: str) -> str:
    """JSON indented, anything else as it came."""
    if len(payload) > _LONGEST_PRETTY:
        return payload
    try:
        return json.dumps(json.loads(payload), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return payload


def note_of(tab: Tab, message: LabCaught, details: CaughtDetails) -> str:
    """What is to be known of a tab's text before it is read; mostly nothing."""
    if tab is Tab.PAYLOAD and details.as_written:
        return "As PushDesk wrote it, without its receipt token; only the browser has the key that opens it."
    if tab is Tab.HTTP and message.answer is not None:
        return _HOW[How(message.answer["how"])]
    return ""


def events(timeline: Sequence[Moment]) -> list[Event]:
    """The message's life as the timeline shows it."""
    found = []
    for number, moment in enumerate(timeline):
        at = datetime.fromisoformat(moment.at)
        mark = f"+ {humane.latency(moment.after_ms)}" if number else humane.time_of_day(at)
        found.append(Event(at, mark, moment.words, Role.INFO if number else Role.NEUTRAL))
    return found


def _token(details: CaughtDetails) -> str:
    claims = details.claims
    lines = {
        "aud": claims.audience,
        "exp": claims.expires,
        "sub": claims.contact,
        "key": claims.key,
    }
    return "\n".join(f"{name}: {value}" for name, value in lines.items() if value) or "No VAPID token."


def _encryption(message: LabCaught, details: CaughtDetails) -> str:
    if not message.size:
        return "No payload, nothing encrypted."
    if not message.body:
        return _not_kept(message.size)
    if details.body is None:
        return "The body is no aes128gcm message."
    return "\n".join(
        (
            "encoding: aes128gcm (RFC 8188, RFC 8291)",
            f"body: {len(message.body)} bytes",
            f"record size: {details.body.record_size} bytes",
            f"salt: {details.body.salt}",
            f"sender’s one-time key: {details.body.key_id}",
        )
    )
