"""Faults as people write them: the presets of faults.toml by name, and what comes as JSON from outside."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any

from pushdesk.model import json_text
from pushdesk.model.errors import BadInput
from pushdesk.services.lab.faults import AS_DATE, Answering, Fault, Preset

LONGEST_BODY = 64 * 1024
LONGEST_DELAY = 600.0
LONGEST_TITLE = 200
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_VALUE = re.compile(r"[\t\x20-\x7e\u00a0-\u00ff]{0,2000}")
# HTTP's framing: the lab's own matter, whatever a fault says.
_FRAMING = frozenset({"content-length", "transfer-encoding", "connection", "keep-alive", "upgrade"})
# JSON's names; the file and Python say delay_seconds and retry_after.
_NAMES = {"delay_seconds": "delaySeconds", "retry_after": "retryAfter"}
_EXACT = ("status", "headers", "body", "retryAfter")
# What each way to answer makes use of (fault_answers.py).
_USED: Mapping[str, tuple[str, ...]] = {
    Answering.SILENT: (),
    Answering.STATUS: _EXACT,
    Answering.DROP: (),
    Answering.DRIP: (*_EXACT, "delaySeconds"),
    Answering.RESET: _EXACT,
    Answering.DELAY: ("delaySeconds",),
}
_FOR_ALL = ("title", "answer")
_KNOWN = frozenset({"preset", *_FOR_ALL, *_USED[Answering.DRIP]})


@cache
def presets() -> tuple[Preset, ...]:
    """All presets, in the file's order."""
    text = files(__package__).joinpath("faults.toml").read_text("utf-8")
    return tuple(_preset(entry) for entry in tomllib.loads(text)["preset"])


def preset(preset_id: str) -> Preset:
    """One of them; raises BadInput."""
    found = next((item for item in presets() if item.id == preset_id), None)
    if found is None:
        raise BadInput(f"There is no fault “{preset_id}”. There are: {', '.join(p.id for p in presets())}.")
    return found


def _preset(entry: dict[str, Any]) -> Preset:
    about = {name: entry.pop(name) for name in ("id", "service", "description", "source")}
    document = {_NAMES.get(name, name): value for name, value in entry.items()}
    return Preset(**about, title=document["title"], fault=_read(document, about["id"]), document=document)


def parse_fault(document: object) -> Fault:
    """A fault from outside: a preset's id, or an object; raises BadInput with a sentence.

    The object: `answer`, `status`, `headers`, `body`, `delaySeconds`, `retryAfter` (seconds or
    `date:SECONDS`), `title`; `preset` names one whose fields it takes where it has none of its own.
    """
    return _read(*whole(document))


def whole(document: object) -> tuple[dict[str, Any], str]:
    """`document` with its preset's fields in it and JSON's names, and the preset's id; raises BadInput."""
    if isinstance(document, str):
        document = {"preset": document}
    if not isinstance(document, Mapping):
        raise BadInput("A fault must be the name of a preset or a JSON object with “answer” or “status”.")
    json_text.check(dict(document), "The fault")
    given = {_NAMES.get(str(name), str(name)): value for name, value in document.items()}
    if unknown := sorted(given.keys() - _KNOWN):
        raise BadInput(f"“{unknown[0]}” is no field of a fault; known here: {', '.join(sorted(_KNOWN))}.")
    name = given.pop("preset", None)
    if name is None:
        return _with_effect(given, given), ""
    if not isinstance(name, str):
        raise BadInput("“preset” must be the id of a fault, such as fcm-gone.")
    base = dict(preset(name).document)
    merged = _with_effect({**base, **given}, given)
    if any(base.get(field) != value for field, value in given.items() if field != "title"):
        if "title" not in given:
            del merged["title"]  # it would say what is no longer so
        return merged, ""
    return merged, name


def _with_effect(merged: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """`merged` without what its preset has and does nothing; raises BadInput for such a `given` one."""
    answer = merged.get("answer", Answering.STATUS.value)
    if answer not in list(Answering):
        raise BadInput(f"“answer” must be one of {', '.join(Answering)}.")
    used = _USED[answer]
    for name, value in given.items():
        if name not in {*_FOR_ALL, *used} and value is not None:
            takes = f"it takes {', '.join(used)}" if used else "it takes none"
            raise BadInput(f"“{name}” does nothing in a fault with the answer “{answer}”; {takes}.")
    return {name: value for name, value in merged.items() if name in {*_FOR_ALL, *used}}


def _read(given: Mapping[str, Any], preset_id: str) -> Fault:
    answer = Answering(given.get("answer", "status"))
    if answer is Answering.STATUS and "status" not in given:
        raise BadInput("A fault needs the “status” to answer with, 200 to 599.")
    status = _status(given.get("status", 201))
    retry_after = _retry_after(given.get("retryAfter"))
    title = given.get("title", "")
    if not isinstance(title, str) or len(title) > LONGEST_TITLE:
        raise BadInput(f"“title” must be a text of at most {LONGEST_TITLE} characters.")
    fault = Fault(
        answer=answer,
        title=title.strip(),
        status=status,
        headers=_headers(given.get("headers", {})),
        body=_body(given.get("body", ""), status),
        delay_seconds=_delay(given.get("delaySeconds", 0)),
        retry_after=retry_after,
        preset=preset_id,
    )
    return fault if fault.title else replace(fault, title=_title(fault))


def _title(fault: Fault) -> str:
    """What to call one that has no name."""
    match fault.answer:
        case Answering.SILENT:
            return "Accepted, never delivered"
        case Answering.DELAY:
            return f"Answer {fault.delay_seconds:g} s late"
        case Answering.DROP:
            return "Closed without an answer"
        case Answering.RESET:
            return f"{fault.status}, connection reset mid-body"
        case Answering.DRIP:
            return f"{fault.status}, dripping for {fault.delay_seconds:g} s"
    after = fault.retry_after.removeprefix("date:")
    how = " as a date" if fault.retry_after.startswith("date:") else f" {after}"
    return (
        f"{fault.status}, Retry-After{how}"
        if fault.retry_after
        else f"{fault.status} {_phrase(fault.status)}"
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "answer"


def _status(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 200 <= value <= 599:
        raise BadInput("“status” must be a number from 200 to 599.")
    return value


def _delay(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LONGEST_DELAY:
        raise BadInput(f"“delaySeconds” must be a number from 0 to {LONGEST_DELAY:g}.")
    return float(value)


def _body(value: object, status: int) -> str:
    if not isinstance(value, str) or len(value.encode()) > LONGEST_BODY:
        raise BadInput(f"“body” must be a text of at most {LONGEST_BODY} bytes.")
    if value and status in {204, 205, 304}:
        raise BadInput(f"An answer with status {status} has no body (RFC 9110 section 6.4.1).")
    return value


def _headers(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise BadInput("“headers” must be an object of texts.")
    for name, text in value.items():
        if not isinstance(name, str) or not _TOKEN.fullmatch(name) or name.lower() in _FRAMING:
            raise BadInput(f"“{name}” cannot be a header of a fault.")
        if not isinstance(text, str) or not _VALUE.fullmatch(text):
            raise BadInput(f"The header “{name}” must be a text on one line.")
    return dict(value)


def _retry_after(value: object) -> str:
    if value is None or value == "":
        return ""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    seconds = isinstance(text, str) and re.fullmatch(r"[0-9]{1,9}", text)
    if not isinstance(text, str) or not (seconds or AS_DATE.fullmatch(text)):
        raise BadInput("“retryAfter” must be seconds, or “date:SECONDS” for a moment that far ahead.")
    return text
