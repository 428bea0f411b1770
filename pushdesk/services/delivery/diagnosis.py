"""From a push service's answer to a sentence for people. The knowledge is in diagnoses.toml."""

import json
import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from html import unescape
from importlib.resources import files

from pushdesk.model.endpoint import LAB_PUSH_SERVICE
from pushdesk.services.delivery import push_services
from pushdesk.services.delivery.outcome import Answer
from pushdesk.services.delivery.push_services import OTHER, PushService

# FCM has no form of its own but these texts (facts: push-services.md, FCM body).
_FCM_WORDS = (
    "push subscription",
    "VAPID credentials",
    "invalid JWT provided",
    "UnauthorizedRegistration",
    "fcm.googleapis.com",
)
_LONGEST_QUOTE = 200
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Diagnosis:
    """One entry of the data file. `status` holds numbers and classes such as "5xx"."""

    says: str
    service: str = ""
    status: frozenset[int | str] = frozenset()
    body: str = ""

    def fits(self, answer: Answer, service: PushService) -> bool:
        """Whether every condition the entry names holds."""
        return (
            self.service in {"", service.name}
            and (not self.status or not self.status.isdisjoint({answer.status, f"{answer.status // 100}xx"}))
            and self.body.lower() in answer.body.lower()
        )


@cache
def catalogue() -> tuple[Diagnosis, ...]:
    """All entries in the file's order."""
    text = files(__package__).joinpath("diagnoses.toml").read_text("utf-8")
    return tuple(
        Diagnosis(
            entry["says"], entry.get("service", ""), frozenset(entry.get("status", ())), entry.get("body", "")
        )
        for entry in tomllib.loads(text)["diagnosis"]
    )


def speaker(answer: Answer, service: PushService) -> PushService:
    """Whose words an answer is in: a fault makes the lab speak as another push service would."""
    if service.name != LAB_PUSH_SERVICE or answer.status < 300:
        return service
    name = _dialect(answer)
    if name is None:
        return service
    spoken = push_services.catalogue()[name]
    return replace(spoken, title=f"The lab as {spoken.title}")


def _dialect(answer: Answer) -> str | None:
    """The push service whose form an answer has; None for the lab's own."""
    if any(name.startswith("x-wns-") for name in answer.headers):
        return "wns"
    if "apns-id" in answer.headers:
        return "apple"
    body = answer.body
    if body.startswith("{"):
        return "mozilla" if '"errno"' in body else None
    return "fcm" if any(words in body for words in _FCM_WORDS) else None


def explain(answer: Answer, service: PushService) -> str:
    """What happened, in our words, then the push service's own."""
    ours = next(
        (entry.says for entry in catalogue() if entry.fits(answer, service)), "The push service refused it."
    )
    theirs = own_words(answer)
    title = "The push service" if service.name == OTHER else service.title
    return f"{ours} ({title} answered {answer.status}{f': {theirs}' if theirs else ''}.)"


def own_words(answer: Answer) -> str:
    """The reason as the push service put it: WNS's header, a known JSON field, or the body's text."""
    text = answer.headers.get("x-wns-error-description") or _spoken(answer.body.strip())
    # JSON can spell half of a character (a lone surrogate), which no database takes.
    words = " ".join(text.encode("utf-8", "replace").decode().split()).rstrip(".")
    return words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE] + "…"


def _spoken(body: str) -> str:
    if body.startswith("<"):
        title = _TITLE.search(body)
        return unescape(title[1] if title else _TAG.sub(" ", body))
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return body
    if not isinstance(document, dict):
        return body
    nested = document.get("error")
    fields = nested if isinstance(nested, dict) else document
    found = (fields.get(name) for name in ("reason", "message", "error"))
    return next((text for text in found if isinstance(text, str) and text.strip()), body)
