"""The rule for what JSON has no word for: half a character, NaN, bottomless nesting; once for each option."""

from collections.abc import Iterator
from itertools import islice

from pushdesk.model.findings import place
from pushdesk.model.json_flaws import STAND_IN, Flaw, FlawKind, whole
from pushdesk.services.preview import mending
from pushdesk.services.preview.case import Case, Rule
from pushdesk.services.preview.rules.delivery import DELIVERY_NAMES
from pushdesk.services.preview.verdict import Check, Fix, Severity
from pushdesk.services.preview.words import few

_DELIVERY = "delivery"
# A text with a name of its own, not an option: what is wrong in it is mended in the whole document.
_DOCUMENT = "json"
_MOST_OPTIONS = 20
_MOST_PLACES = 3


def not_json(case: Case) -> Iterator[Check]:
    """No receiver could read it back."""
    found: dict[tuple[str, str, FlawKind], list[Flaw]] = {}
    for flaw in case.flaws:
        found.setdefault((*_option(flaw), flaw.kind), []).append(flaw)
    for (option, field, kind), same in islice(found.items(), _MOST_OPTIONS):
        words = same[0].sentence
        if len(same) > 1:
            places = few([f"“{place(flaw.path)}”" for flaw in same], _MOST_PLACES)
            words = f"{places} hold {kind.value}."
        fix = Fix(f"Write {STAND_IN} instead", _mend(option, field)) if kind is FlawKind.HALF else None
        yield Check("not-json", Severity.ERROR, field, words, "RFC 8259, sections 6, 8.2 and 9", fix=fix)


def _option(flaw: Flaw) -> tuple[str, str]:
    """The option of the document that holds it, and the field that a check names."""
    first = str(flaw.path[0]) if flaw.path else ""
    if not first or place([first]) != first or (flaw.in_name and len(flaw.path) == 1):
        return _DOCUMENT, _DOCUMENT
    inner = flaw.path[1] if first == _DELIVERY and len(flaw.path) > 1 else None
    return first, str(inner) if inner in DELIVERY_NAMES else first


def _mend(option: str, field: str) -> mending.Mend:
    if field == _DOCUMENT:
        return whole
    if field != option:
        return mending.within(option, lambda inner: inner | {field: whole(inner[field])})
    return lambda document: document | {option: whole(document[option])}


RULES: tuple[Rule, ...] = (not_json,)
