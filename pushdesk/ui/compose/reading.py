"""What can be said of a draft before it is sent: the checks, the payload's size, whether it may leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pushdesk.services.preview.case import Case
from pushdesk.services.preview.checks import DEFAULT_RECEIVER, Audience, Check, Severity, checks_of
from pushdesk.services.preview.judging import by_hosts
from pushdesk.services.preview.lengths import Length
from pushdesk.ui.compose.draft import DraftValue

# Encryption adds a header of 86 bytes, one delimiter and a tag of 16 (RFC 8291, section 4; RFC 8188).
OVERHEAD = 103
_GRAVITY = tuple(Severity)


@dataclass(frozen=True)
class Terms:
    """What the checks know beside the message: whom it goes to, who answers for it, where it is confirmed.

    `strangers`: why a send to the audience is refused without a contact; empty: it is not; None: not known.
    """

    audience: Audience | None = None
    strangers: str | None = None
    contact: str = ""
    receiver: str = DEFAULT_RECEIVER


@dataclass(frozen=True)
class Reading:
    """`checks` are in the order to show them; `touching` are those warnings that concern a chosen device.

    `size` is the payload's bytes in the chosen shape; None where nothing could be written. `lengths` are
    title's and body's as they will be shown.
    """

    checks: tuple[Check, ...] = ()
    touching: tuple[Check, ...] = ()
    size: int | None = None
    errors: tuple[Check, ...] = field(default=())
    lengths: Mapping[str, Length] = field(default_factory=dict)

    def with_notes(self, notes: tuple[Check, ...]) -> "Reading":
        """The same with what is merely worth knowing, at its end."""
        return replace(self, checks=(*self.checks, *notes)) if notes else self


def read(value: DraftValue, terms: Terms) -> Reading:
    """Everything that is to be said of `value` now."""
    case = _case(value, terms)
    found = (*value.checks(), *_judged(case, terms))
    touching = tuple(one for one in found if _touches(one, terms.audience))
    among = {id(one) for one in touching}

    def rank(one: Check) -> tuple[int, bool]:
        return _GRAVITY.index(one.severity), id(one) not in among

    return Reading(
        checks=tuple(sorted(found, key=rank)),
        touching=tuple(one for one in touching if one.severity is Severity.WARNING),
        size=case.payload_bytes,
        errors=tuple(one for one in found if one.severity is Severity.ERROR),
        lengths=case.lengths,
    )


def size(value: DraftValue, terms: Terms) -> int | None:
    """The payload's bytes in the chosen shape; None where nothing could be written."""
    return _case(value, terms).payload_bytes


def errors(value: DraftValue, terms: Terms) -> tuple[Check, ...]:
    """What keeps `value` from being sent under other terms, such as to one's own devices."""
    found = (*value.checks(), *_judged(_case(value, terms), terms))
    return tuple(one for one in found if one.severity is Severity.ERROR)


def used(document: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    """Those of `names` that are set in `document`."""
    return [name for name in names if document.get(name) not in (None, "", False, [])]


def _case(value: DraftValue, terms: Terms) -> Case:
    return Case(value.document, terms.audience, terms.contact, terms.receiver, value.shape, value.template)


def _judged(case: Case, terms: Terms) -> tuple[Check, ...]:
    found = checks_of(case)
    return found if terms.strangers is None else by_hosts(found, "" if terms.contact else terms.strangers)


def _touches(one: Check, audience: Audience | None) -> bool:
    return audience is None or audience.touched_by(one)
