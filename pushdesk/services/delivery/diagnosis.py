"""From a push service's answer to a sentence for people. The knowledge is in diagnoses.toml."""

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pushdesk.services.delivery.outcome import Answer
from pushdesk.services.delivery.push_services import PushService

_LONGEST_QUOTE = 200


@dataclass(frozen=True)
class Diagnosis:
    """One entry of the data file."""

    says: str
    service: str = ""
    status: frozenset[int] = frozenset()
    body: str = ""

    def fits(self, answer: Answer, service: PushService) -> bool:
        """Whether every condition the entry names holds."""
        return (
            self.service in {"", service.name}
            and (not self.status or answer.status in self.status)
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


def explain(answer: Answer, service: PushService) -> str:
    """What happened, in our words, then the push service's own."""
    ours = next(
        (entry.says for entry in catalogue() if entry.fits(answer, service)), "The push service refused it."
    )
    theirs = own_words(answer)
    return f"{ours} ({service.title} answered {answer.status}{f': {theirs}' if theirs else ''}.)"


def own_words(answer: Answer) -> str:
    """The reason as the push service put it: a known JSON field, WNS's header, or the body's beginning."""
    if described := answer.headers.get("x-wns-error-description"):
        return described
    text = answer.body.strip()
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if isinstance(document, dict):
        error = document.get("error")
        nested = error if isinstance(error, dict) else document
        text = next((str(nested[name]) for name in ("reason", "message", "error") if nested.get(name)), text)
    words = " ".join(text.split()).rstrip(".")
    return words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE] + "…"
