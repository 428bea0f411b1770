"""Judgement: what the checks say of a message, the same for `pushdesk check` and before a send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pushdesk.model.json_text import Repeated
from pushdesk.model.payload import PayloadShape
from pushdesk.services.preview.audience import Audience
from pushdesk.services.preview.case import Case
from pushdesk.services.preview.checks import DEFAULT_RECEIVER, Check, Severity, checks_of
from pushdesk.services.preview.rules.recipients import CONTACT_SOURCE, NO_CONTACT
from pushdesk.services.preview.texts import repeated_names

_GRAVITY = tuple(Severity)


@dataclass(frozen=True)
class Form:
    """How a message becomes bytes (`template` in the custom shape), and what its JSON text hid."""

    shape: PayloadShape = PayloadShape.PUSHDESK
    template: str = ""
    repeated: Sequence[Repeated] = ()


@dataclass(frozen=True)
class Judgement:
    """`checks`, errors first; `size`: the payload's bytes, None where there is none."""

    checks: tuple[Check, ...]
    size: int | None
    audience: Audience | None = None

    @property
    def errors(self) -> tuple[Check, ...]:
        """What keeps the message from being sent."""
        return tuple(one for one in self.checks if one.severity is Severity.ERROR)

    @property
    def touching(self) -> tuple[Check, ...]:
        """The warnings that concern a chosen device; none where nobody is chosen."""
        chosen = self.audience
        if chosen is None or not chosen.devices:
            return ()
        return tuple(
            one for one in self.checks if one.severity is Severity.WARNING and chosen.touched_by(one)
        )


def judge(
    document: Mapping[str, Any],
    form: Form,
    *,
    audience: Audience | None = None,
    contact: str = "",
    receiver: str = DEFAULT_RECEIVER,
) -> Judgement:
    """Every check of `document` in this form. A template that is none is a check, too."""
    case = Case(document, audience, contact, receiver, form.shape, form.template)
    found = (*repeated_names(form.repeated, "json"), *checks_of(case))
    ordered = tuple(sorted(found, key=lambda one: _GRAVITY.index(one.severity)))
    return Judgement(ordered, case.payload_bytes, audience)


def by_hosts(checks: tuple[Check, ...], refusal: str) -> tuple[Check, ...]:
    """`checks` as a send sees the contact: the rule knows push services by name, a send looks at hosts.

    `refusal`: why a send would be refused for want of a contact; empty where it would not.
    """
    if any(one.rule == NO_CONTACT for one in checks) == bool(refusal):
        return checks
    others = tuple(one for one in checks if one.rule != NO_CONTACT)
    added = (Check(NO_CONTACT, Severity.ERROR, "contact", refusal, CONTACT_SOURCE),) if refusal else ()
    return (*added, *others)
