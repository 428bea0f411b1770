"""The checks: every rule over one message, errors first. Window, command line and sending share them."""

from collections.abc import Mapping
from typing import Any

from pushdesk.model.payload import PAYLOAD_LIMIT, PayloadShape
from pushdesk.services.preview.audience import Audience, audience_facts
from pushdesk.services.preview.case import Case, Rule
from pushdesk.services.preview.rules import (
    delivery,
    links,
    payload,
    platform_facts,
    recipients,
    spec,
    values,
    writing,
)
from pushdesk.services.preview.verdict import Check, Fix, Severity

__all__ = [
    "PAYLOAD_LIMIT",
    "RULES",
    "Audience",
    "Check",
    "Fix",
    "Severity",
    "audience_facts",
    "check",
    "checks_of",
    "payload_bytes",
]

DEFAULT_RECEIVER = "http://localhost:8765"
RULES: tuple[Rule, ...] = (
    *spec.RULES,
    *writing.RULES,
    *values.RULES,
    *delivery.RULES,
    *payload.RULES,
    *platform_facts.RULES,
    *links.RULES,
    *recipients.RULES,
)
_GRAVITY = tuple(Severity)


def check(
    document: Mapping[str, Any],
    *,
    audience: Audience | None = None,
    contact: str = "",
    receiver: str = DEFAULT_RECEIVER,
    shape: PayloadShape = PayloadShape.PUSHDESK,
    template: str = "",
) -> tuple[Check, ...]:
    """What there is to say about a message document (the API's names and `delivery`), errors first.

    `receiver` is the origin in the payload; `template` makes it in the custom shape. There is no error
    exactly where `parse_message` takes the document, its payload fits, and the desk could send it.
    """
    return checks_of(Case(document, audience, contact, receiver, shape, template))


def checks_of(case: Case) -> tuple[Check, ...]:
    """The same for a case that is asked for more than its checks."""
    found = [one for rule in RULES for one in rule(case)]
    return tuple(sorted(found, key=lambda one: _GRAVITY.index(one.severity)))


def payload_bytes(
    document: Mapping[str, Any],
    *,
    receiver: str = DEFAULT_RECEIVER,
    shape: PayloadShape = PayloadShape.PUSHDESK,
    template: str = "",
) -> int | None:
    """The payload's size as the checks count it; None where there is no payload."""
    return Case(document, None, "", receiver, shape, template).payload_bytes
