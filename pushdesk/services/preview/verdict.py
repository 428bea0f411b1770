"""Check: one thing to say about a message before it is sent, how grave it is, and what would mend it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """error: a browser throws, a push service refuses, or the desk cannot send it. warning: some platform
    ignores, cuts or may refuse it. info: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Fix:
    """What a button would do: `apply` makes another message document out of one, and changes neither."""

    title: str
    apply: Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Check:
    """`field` is an option's name, or ttl, urgency, topic, delivery, size, shape, contact, audience, json.

    `platforms` are the ids it is about; none means that it holds everywhere.
    """

    rule: str
    severity: Severity
    field: str
    message: str
    source: str
    platforms: tuple[str, ...] = ()
    fix: Fix | None = None

    def document(self) -> dict[str, Any]:
        """The contract's JSON."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "field": self.field,
            "platforms": list(self.platforms),
            "message": self.message,
            "source": self.source,
        }
