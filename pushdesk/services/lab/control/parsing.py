"""What the control interface is asked, read once at the edge; what is wrong is said in one sentence."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from aiohttp import web

from pushdesk.model import curve, json_text
from pushdesk.model.errors import BadInput
from pushdesk.model.lab import AgentKind
from pushdesk.model.labels import parse_name
from pushdesk.services.lab.push_request import Refusal

# A fault's body may have 64 KiB, and JSON may spell each of its bytes with two.
BODY_LIMIT = 192 * 1024
LONGEST_WAIT = 60.0
MOST_MESSAGES = 1000
MESSAGES = 100
_KINDS = tuple(kind.value for kind in AgentKind)
_WHOLE = re.compile(r"[0-9]{1,15}")
_SECONDS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")


@dataclass(frozen=True)
class NewDevice:
    """`key` is the applicationServerKey in base64url without padding, None for any sender."""

    name: str
    key: str | None
    announce: bool


@dataclass(frozen=True)
class NewFault:
    """`device` and `kind` None: for all of them; `times` None: for good.

    `fault` as fault_reading.parse_fault takes it.
    """

    device: str | None
    fault: Any
    times: int | None
    kind: AgentKind | None = None


@dataclass(frozen=True)
class Wanted:
    """Which messages: of `device` (None: of all), numbered above `since`, at most `limit`.

    `wait` is how many seconds to wait for the first one, 0 for not at all.
    """

    device: str | None
    since: int
    limit: int
    wait: float


async def read_object(request: web.Request, *names: str) -> dict[str, Any]:
    """The JSON object in the body, nothing being an empty one; raises Refusal 413, BadInput."""
    raw = await _read(request)
    if not raw.strip():
        return {}
    try:
        found = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise BadInput("The body is not UTF-8.") from None
    except RecursionError:
        raise BadInput("The body is nested too deeply: make it flatter.") from None
    except ValueError as problem:
        raise BadInput(f"The body is not JSON: {problem}.") from None
    if not isinstance(found, dict):
        raise BadInput("The body must be a JSON object.")
    json_text.check(found, "The body")
    _refuse_unknown(found, names, "field of this body")
    return found


async def _read(request: web.Request) -> bytes:
    too_large = Refusal(413, "too_large", f"The body is over {BODY_LIMIT // 1024} KiB.")
    if (request.content_length or 0) > BODY_LIMIT:
        raise too_large
    body = bytearray()
    try:
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > BODY_LIMIT:
                raise too_large
    except (ConnectionError, web.RequestPayloadError):
        raise BadInput("The body ended before its end: send it again.") from None
    return bytes(body)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _refuse_unknown(given: Mapping[str, Any], names: tuple[str, ...], what: str) -> None:
    if unknown := sorted(given.keys() - set(names)):
        known = f"known here: {', '.join(names)}" if names else "none is known here"
        raise BadInput(f"“{unknown[0][:100]}” is no {what}; {known}.")


def read_query(request: web.Request, *names: str) -> dict[str, str]:
    """The query, each name at most once; raises BadInput."""
    _refuse_unknown(request.query, names, "parameter of this query")
    for name in names:
        if len(request.query.getall(name, [])) > 1:
            raise BadInput(f"The query has “{name}” more than once.")
    return dict(request.query)


def new_device(given: Mapping[str, Any]) -> NewDevice:
    """Raises BadInput."""
    name = given.get("name", "")
    if not isinstance(name, str):
        raise BadInput("“name” must be a text.")
    key, announce = given.get("applicationServerKey"), given.get("announce", False)
    if not isinstance(announce, bool):
        raise BadInput("“announce” must be true or false.")
    if key is not None and not isinstance(key, str):
        raise BadInput("“applicationServerKey” must be a text in base64url, or null.")
    if key is not None and announce:
        raise BadInput(
            "A device that is announced to the desk subscribes with the desk's own key: "
            "leave “applicationServerKey” out."
        )
    point = None if key is None else curve.public_key(key, "“applicationServerKey”")
    return NewDevice(parse_name(name), point, announce)


def new_fault(given: Mapping[str, Any]) -> NewFault:
    """Raises BadInput; what stands in `fault` is judged by whom it is for."""
    device, times = given.get("device"), given.get("times")
    if device is not None and not isinstance(device, str):
        raise BadInput("“device” must be the id of a device, or null for all of them.")
    kind = given.get("kind")
    if kind is not None and kind not in _KINDS:
        raise BadInput(f"“kind” must be one of {', '.join(_KINDS)}, or null.")
    if times is not None and (isinstance(times, bool) or not isinstance(times, int)):
        raise BadInput("“times” must be a whole number, or null until the fault is cleared.")
    if "fault" not in given:
        raise BadInput("“fault” is missing: the id of a preset, or an object.")
    return NewFault(device, given["fault"], times, AgentKind(kind) if kind else None)


def action_of(given: Mapping[str, Any]) -> str:
    """The button that is clicked, empty for the notification itself; raises BadInput."""
    action = given.get("action", "")
    if not isinstance(action, str):
        raise BadInput("“action” must be the name of one of the notification's actions.")
    return action


def wanted(query: Mapping[str, str]) -> Wanted:
    """Raises BadInput."""
    limit = whole_number(query.get("limit", str(MESSAGES)), "“limit”")
    if not 1 <= limit <= MOST_MESSAGES:
        raise BadInput(f"“limit” must be a number from 1 to {MOST_MESSAGES}.")
    wait = query.get("wait", "0")
    if not _SECONDS.fullmatch(wait) or float(wait) > LONGEST_WAIT:
        raise BadInput(f"“wait” must be seconds, 0 to {LONGEST_WAIT:g}.")
    since = whole_number(query.get("since", "0"), "“since”")
    return Wanted(query.get("device"), since, limit, float(wait))


def whole_number(text: str, what: str) -> int:
    """A number of ASCII digits; raises BadInput with `what` as its name."""
    if not _WHOLE.fullmatch(text):
        raise BadInput(f"{what} must be a whole number, 0 or more.")
    return int(text)
