"""Rules for what a browser's showNotification() throws on.

Source: whatwg/notifications, "create a notification with a settings object", and WebIDL's conversions;
tests/browsers/test_type_errors.py gives each of these messages to real browsers.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pushdesk.services.preview import mending
from pushdesk.services.preview.case import Case, Rule
from pushdesk.services.preview.mending import Document
from pushdesk.services.preview.verdict import Check, Fix, Severity
from pushdesk.services.preview.words import few, listed, slug

DIRECTIONS = ("auto", "ltr", "rtl")
_STEPS = "whatwg/notifications, create a notification with a settings object"
_ACTION = "whatwg/notifications, dictionary NotificationAction: action and title are required"
_EXAMPLE = '{"action": "open", "title": "Open"}'
_NEEDS = {"action": "id (“action”)", "title": "title"}
_BLANK: tuple[Any, ...] = (None, "")


def no_title(case: Case) -> Iterator[Check]:
    """showNotification() needs its first argument, and nobody reads a notification without one."""
    if "title" not in case.document:
        words = "“title” is missing: write it."
    elif case.document["title"] in _BLANK:
        words = "“title” is empty: write it."
    else:
        return
    source = "whatwg/notifications, showNotification(title, options): title is required"
    yield Check("no-title", Severity.ERROR, "title", words, source)


def renotify_needs_tag(case: Case) -> Iterator[Check]:
    """renotify says to alert again for the same tag; with none there is nothing to be the same."""
    if case.document.get("renotify") is True and not case.document.get("tag"):
        words = "“renotify” needs a tag: write one, or leave renotify out. Browsers that know it throw."
        fix = Fix("Add a tag", _with_tag)
        yield Check("renotify-needs-tag", Severity.ERROR, "renotify", words, f"{_STEPS} (TypeError)", fix=fix)


def silent_with_vibrate(case: Case) -> Iterator[Check]:
    """A notification that makes no sound cannot ask to vibrate."""
    if case.document.get("silent") is True and case.document.get("vibrate") is not None:
        words = "“silent” and “vibrate” exclude each other: leave one out. Browsers that know both throw."
        fix = Fix("Leave vibrate out", mending.without("vibrate"))
        yield Check("silent-with-vibrate", Severity.ERROR, "vibrate", words, f"{_STEPS} (TypeError)", fix=fix)


def incomplete_action(case: Case) -> Iterator[Check]:
    """A button needs an id for the worker and words for the reader."""
    bad = [number for number, row in enumerate(case.actions) if _lacking(row)]
    if bad:
        words = (
            f"Actions {few([str(number + 1) for number in bad])} must have both an id (“action”) and a title."
        )
        if len(bad) == 1:
            lacking = listed(f"no {_NEEDS[name]}" for name in _lacking(case.actions[bad[0]]))
            words = f"Action {bad[0] + 1} has {lacking}: a button must have both an id and a title."
        fix = Fix("Fill in what is missing", _with_whole_actions)
        yield Check("incomplete-action", Severity.ERROR, "actions", words, _ACTION, fix=fix)


def unknown_direction(case: Case) -> Iterator[Check]:
    """dir is an enumeration."""
    found = case.document.get("dir")
    if found is not None and found not in DIRECTIONS:
        words = f"“dir” must be {', '.join(DIRECTIONS[:-1])} or {DIRECTIONS[-1]}."
        fix = Fix("Use auto", mending.setting("dir", "auto"))
        source = "whatwg/notifications, enum NotificationDirection"
        yield Check("unknown-direction", Severity.ERROR, "dir", words, source, fix=fix)


def actions_not_a_list(case: Case) -> Iterator[Check]:
    """actions is a sequence of dictionaries."""
    found = case.document.get("actions")
    wrong = [
        f"“actions[{number}]”" for number, row in enumerate(case.actions) if not isinstance(row, Mapping)
    ]
    if found is not None and not isinstance(found, list):
        words = f"“actions” must be a list of objects such as {_EXAMPLE}."
    elif wrong:
        words = f"{few(wrong)} must be {'an object' if len(wrong) == 1 else 'objects'} such as {_EXAMPLE}."
    else:
        return
    source = "whatwg/notifications, NotificationOptions: sequence<NotificationAction> actions"
    yield Check("actions-not-a-list", Severity.ERROR, "actions", words, source)


def is_said(finding: Mapping[str, Any], case: Case) -> bool:
    """Whether one of these rules says what the strict notification found, so that nobody says it twice."""
    match tuple(finding["loc"]):
        case ():  # the model's own two: renotify and silent
            return True
        case ("title",):
            return "title" not in case.document or case.document["title"] in _BLANK
        case ("dir",) | ("actions",) | ("actions", int()):
            return True
        case ("actions", int() as number, "action" | "title" as name):
            return case.actions[number].get(name) in _BLANK
    return False


def _lacking(row: object) -> list[str]:
    """What a button needs and `row` has not; none for what is no object, which another rule says."""
    return [name for name in _NEEDS if row.get(name) in _BLANK] if isinstance(row, Mapping) else []


def _with_tag(document: Document) -> Document:
    title = document.get("title")
    return document | {"tag": (slug(title) if isinstance(title, str) else "") or "message"}


def _with_whole_actions(document: Document) -> Document:
    rows = [_whole(row) if _lacking(row) else row for row in document["actions"]]
    return document | {"actions": [row for row in rows if row is not None]}


def _whole(row: Document) -> Document | None:
    """The row with an id made from its title or the other way round; None where it has neither."""
    identifier, title = row.get("action"), row.get("title")
    if identifier in _BLANK and title in _BLANK:
        return None
    if identifier in _BLANK:
        return row | {"action": slug(str(title)) or "action"}
    return row | {"title": str(identifier)}


# What a browser throws on: a test finds a message for each.
RULES: tuple[Rule, ...] = (
    no_title,
    silent_with_vibrate,
    renotify_needs_tag,
    incomplete_action,
    actions_not_a_list,
    unknown_direction,
)
