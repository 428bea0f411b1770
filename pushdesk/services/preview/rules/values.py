"""Rules for values of the wrong kind, and for names that the Notifications API does not know.

A browser turns most wrong values into something else without a word; the desk refuses to guess.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from pushdesk.model.errors import BadInput
from pushdesk.model.findings import place, predicate
from pushdesk.model.notification import Action
from pushdesk.services.preview import mending
from pushdesk.services.preview.case import Case, Rule
from pushdesk.services.preview.profile import OPTIONS
from pushdesk.services.preview.rules import spec
from pushdesk.services.preview.verdict import Check, Fix, Severity
from pushdesk.services.preview.words import few, short
from pushdesk.services.variables import MARK, Variables

_IDL = "whatwg/notifications, dictionary NotificationOptions"
_ACTION_IDL = "whatwg/notifications, dictionary NotificationAction"
# What the other templates of Jinja2's have; a quoted “100 {%” alone is no statement.
_STATEMENT = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_UNKNOWN = "is no option of the Notifications API:"
_SENT, _NOT_SENT = "it is sent, and browsers ignore it.", "this payload shape leaves it out."
# A pasted file of another kind has thousands: each would be a card to lay out.
_MOST_FINDINGS = 3
_MOST_NAMES = 20
_ACTION_OPTIONS = tuple(Action.model_fields)
# As seconds these are the years 1973 to 5138, as milliseconds the first months of 1970 up to 1973.
_SECONDS = range(100_000_000, 100_000_000_000)


def unreadable_variable(case: Case) -> Iterator[Check]:
    """Variables are filled in for each device: what cannot be read cannot be sent."""
    try:
        if case.mentions(MARK):
            Variables(case.options)
    except BadInput as problem:
        source = "Jinja2, Template Designer Documentation"
        yield Check("unreadable-variable", Severity.ERROR, "variables", problem.sentence, source)


def unfilled_statement(case: Case) -> Iterator[Check]:
    """A message is no Jinja2 template: conditions and loops belong into a custom payload shape."""
    if not (case.mentions("{%") or case.mentions("{#")):
        return
    found: dict[str, list[str]] = {}
    for name, value in case.options.items():
        if part := _first_statement(value):
            found.setdefault(part, []).append(name)
    for part, names in islice(found.items(), _MOST_FINDINGS):
        words = f"“{short(part)}” in {_quoted(names)} goes out as it stands: only {{{{ … }}}} is filled in. "
        words += "Conditions and loops can stand in a custom payload shape."
        yield Check("unfilled-statement", Severity.WARNING, names[0], words, "PushDesk's variables")


def wrong_type(case: Case) -> Iterator[Check]:
    """One for each value that the strict notification cannot take."""
    for finding in _few(case, of_url=False):
        words = f"“{place(finding['loc'])}” {predicate(finding)}."
        field = str(finding["loc"][0])
        yield Check("wrong-type", Severity.ERROR, field, words, _IDL, fix=_left_out(finding))


def refused_url(case: Case) -> Iterator[Check]:
    """Pictures and pages come over http or https; a picture may be a data: URL."""
    for finding in _few(case, of_url=True):
        words = f"“{place(finding['loc'])}” {predicate(finding)}."
        source = "Fetch, scheme fetch; Service Workers, openWindow(url)"
        yield Check("refused-url", Severity.ERROR, str(finding["loc"][0]), words, source)


def timestamp_in_seconds(case: Case) -> Iterator[Check]:
    """JavaScript counts milliseconds; most other languages give seconds."""
    found = case.document.get("timestamp")
    if isinstance(found, int) and found in _SECONDS:
        words = "“timestamp” is in milliseconds; this one looks like seconds."
        fix = Fix("Multiply by 1,000", mending.setting("timestamp", found * 1000))
        source = "High Resolution Time, EpochTimeStamp: milliseconds since 1970"
        yield Check("timestamp-in-seconds", Severity.INFO, "timestamp", words, source, fix=fix)


def same_action_twice(case: Case) -> Iterator[Check]:
    """The worker learns which button was pressed by its id alone."""
    names = [row.get("action") for row in case.actions if isinstance(row, Mapping)]
    twice = [name for name, number in Counter(filter(_is_word, names)).items() if number > 1]
    if twice:
        words = f"Several actions have the id {_quoted(twice)}: the service worker cannot tell them apart."
        source = "whatwg/notifications, NotificationEvent.action"
        yield Check("same-action-twice", Severity.INFO, "actions", words, source)


def unknown_option(case: Case) -> Iterator[Check]:
    """An option of the sender's own is kept and sent; a slip of the pen is too."""
    torn = {flaw.path for flaw in case.flaws if flaw.in_name}  # said by another rule
    unknown = [name for name in case.options if name not in OPTIONS and (name,) not in torn]
    for name in unknown[:_MOST_NAMES]:
        meant = _meant(name, OPTIONS)
        words = f"“{short(name)}” {_UNKNOWN} {_fate(case, name)}"
        words += f" “{meant}” is one." if meant else ""
        free = meant and meant not in case.document
        fix = Fix(f"Write {meant}", mending.renaming(name, meant)) if free else None
        yield Check("unknown-option", Severity.INFO, name, words, _IDL, fix=fix)
    if len(unknown) > _MOST_NAMES:
        name = unknown[_MOST_NAMES]
        words = f"“{short(name)}” and what comes after it, {len(unknown) - _MOST_NAMES:,} in all, {_UNKNOWN} "
        words += _fate(case, name)
        yield Check("unknown-option", Severity.INFO, name, words, _IDL)


def unknown_action_option(case: Case) -> Iterator[Check]:
    """The same inside of an action, each name once."""
    places: dict[str, list[int]] = {}
    for number, row in enumerate(case.actions):
        for name in row if isinstance(row, Mapping) else ():
            if name not in _ACTION_OPTIONS:
                places.setdefault(name, []).append(number)
    for name, rows in islice(places.items(), _MOST_NAMES):
        where = f"action {rows[0] + 1}" if len(rows) == 1 else f"{len(rows)} actions"
        meant = _meant(name, _ACTION_OPTIONS)
        words = f"“{short(name)}” in {where} {_UNKNOWN} {_fate(case, 'actions')}"
        words += f" “{meant}” is one." if meant else ""
        free = meant and all(meant not in case.actions[number] for number in rows)
        fix = Fix(f"Write {meant}", _in_actions(mending.renaming(name, meant))) if free else None
        yield Check("unknown-option", Severity.INFO, "actions", words, _ACTION_IDL, fix=fix)


def reserved_name(case: Case) -> Iterator[Check]:
    """`pushdesk` in a message file is left behind: the desk writes its own."""
    if "pushdesk" in case.document:
        words = "“pushdesk” is where the desk writes the delivery's id: what is there now is not sent."
        fix = Fix("Leave it out", mending.without("pushdesk"))
        source = "PushDesk's payload: the delivery's id and its receipt token"
        yield Check("reserved-name", Severity.INFO, "pushdesk", words, source, fix=fix)


def _fate(case: Case, option: str) -> str:
    """What becomes of an option that no browser knows."""
    return _NOT_SENT if case.left_out([option]) else _SENT


def _first_statement(value: object) -> str:
    """The first `{% … %}` or `{# … #}` in the texts of `value`, which is not too deep; else empty."""
    if isinstance(value, str):
        found = _STATEMENT.search(value)
        return found.group() if found else ""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return next(filter(None, map(_first_statement, inner)), "")


def _few(case: Case, *, of_url: bool) -> Iterator[Any]:
    """The findings that these rules say, some for each option: a list may have a thousand wrong values."""
    said = Counter[str]()
    for finding in case.findings:
        option = str(finding["loc"][0]) if finding["loc"] else ""
        if (finding["type"] == "value_error") is of_url and not spec.is_said(finding, case):
            said[option] += 1
            if said[option] <= _MOST_FINDINGS:
                yield finding


def _is_word(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _quoted(names: list[Any]) -> str:
    return few([f"“{short(name)}”" for name in names])


def _left_out(finding: Mapping[str, Any]) -> Fix | None:
    name = str(finding["loc"][0])
    if name in {"title", "actions"}:
        return None
    return Fix(f"Leave {name} out", mending.without(name))


def _in_actions(mend: mending.Mend) -> mending.Mend:
    def mended(document: mending.Document) -> mending.Document:
        rows = [mend(row) if isinstance(row, dict) else row for row in document["actions"]]
        return document | {"actions": rows}

    return mended


def _meant(name: str, options: Iterable[str]) -> str:
    """The one of `options` that `name` is, case and separators set aside; empty where there is none."""
    plain = name.replace("_", "").replace("-", "").lower()
    return next((option for option in options if option.lower() == plain), "")


RULES: tuple[Rule, ...] = (
    unreadable_variable,
    unfilled_statement,
    wrong_type,
    refused_url,
    timestamp_in_seconds,
    same_action_twice,
    unknown_option,
    unknown_action_option,
    reserved_name,
)
