"""Rules for the payload: its size per push service, what its shape needs, whether a device can confirm it."""

from collections.abc import Iterator, Mapping

from pushdesk.model.payload import PAYLOAD_LIMIT, PayloadShape
from pushdesk.model.payload_shapes import thrown_nulls
from pushdesk.services.preview import mending
from pushdesk.services.preview.case import Case, Rule
from pushdesk.services.preview.profile import platforms
from pushdesk.services.preview.verdict import Check, Fix, Severity
from pushdesk.services.preview.words import few, ids, joined, listed, named


def too_large(case: Case) -> Iterator[Check]:
    """One record of 4,096 bytes, less what encryption adds."""
    size = case.payload_bytes
    if size is not None and size > PAYLOAD_LIMIT and not case.has_own_sizes:
        words = f"The message makes {size:,} bytes; push services take {PAYLOAD_LIMIT:,}. "
        words += "Shorten the body or the data."
        source = "RFC 8291, section 4: one record of 4,096 bytes, less 103 (measured)"
        yield Check("too-large", Severity.ERROR, "size", words, source)


def too_large_for_some(case: Case) -> Iterator[Check]:
    """Below the limit, and too large for a platform that has a smaller one of its own."""
    size = case.payload_bytes
    if size is None or size > PAYLOAD_LIMIT or case.has_own_sizes:
        return
    narrow = [one for one in platforms() if one.payload.value < size]
    if narrow:
        least = min(one.payload.value for one in narrow)
        words = f"The message makes {size:,} bytes; {named(narrow)} may refuse more than {least:,} (413)."
        source = joined(one.payload.source for one in narrow)
        yield Check("too-large-for-some", Severity.WARNING, "size", words, source, ids(narrow))


def refused_by_shape(case: Case) -> Iterator[Check]:
    """Some shapes need more than a title, or a template fails."""
    if case.written.refusal and case.shape is not PayloadShape.RAW:  # whose nulls have a check of their own
        source = "WebKit, Declarative Web Push: title and navigate are required"
        if case.shape is not PayloadShape.DECLARATIVE:
            source = "PushDesk's payload shapes"
        yield Check("refused-by-shape", Severity.ERROR, "shape", case.written.refusal, source)


def null_in_raw(case: Case) -> Iterator[Check]:
    """Raw JSON goes out as typed, and a worker that hands a null on gets a word, a nought or a TypeError."""
    if case.shape is not PayloadShape.RAW:
        return
    thrown = thrown_nulls(case.options)
    for name, reading in _NULLS.items():
        if name in case.options and case.options[name] is None:
            severity = Severity.ERROR if name in thrown else Severity.WARNING
            what = "throws on it" if name in thrown else f"reads it as {reading}"
            words = f"“{name}” is null, raw JSON goes out as typed, and a browser {what}: leave it out."
            fix = Fix(f"Leave {name} out", mending.without(name))
            yield Check("null-in-raw", severity, name, words, _NULL_SOURCE, fix=fix)
    for name in ("icon", "navigate"):  # an id or a title that is null is an incomplete action
        rows = [str(number + 1) for number, row in enumerate(case.actions) if _has_null(row, name)]
        if rows:
            where = f"action {rows[0]}" if len(rows) == 1 else f"actions {few(rows)}"
            words = f"“{name}” in {where} is null, raw JSON goes out as typed, and a browser reads it as "
            words += f"{_TEXT}: leave it out."
            fix = Fix(f"Leave {name} out", _without_null(name))
            yield Check("null-in-raw", Severity.WARNING, "actions", words, _ACTION_SOURCE, fix=fix)


def unconfirmed(case: Case) -> Iterator[Check]:
    """Without the delivery's id a device cannot say which message it showed."""
    if not case.written.confirms:
        words = f"The payload shape “{case.shape.value}” has no place for the delivery's id: "
        words += "nobody will know whether the message was shown."
        source = "PushDesk's payload: the delivery's id and its receipt token"
        yield Check("unconfirmed", Severity.INFO, "shape", words, source)


def left_out_by_shape(case: Case) -> Iterator[Check]:
    """Plain text carries two options and no more, a custom template what it reads."""
    if lost := case.left_out(case.used):
        who = "The payload template does not read everything"
        if case.shape is PayloadShape.TEXT:
            who = "Plain text carries the title and the body"
        words = f"{who}: {listed(lost)} will not arrive."
        yield Check("left-out-by-shape", Severity.WARNING, "shape", words, "PushDesk's payload shapes")


def _has_null(row: object, name: str) -> bool:
    return isinstance(row, Mapping) and name in row and row[name] is None


def _without_null(name: str) -> mending.Mend:
    """Leaves `name` out of the actions in which it is null."""

    def mended(document: mending.Document) -> mending.Document:
        leave_out = mending.without(name)
        rows = [leave_out(row) if _has_null(row, name) else row for row in document["actions"]]
        return document | {"actions": rows}

    return mended


_TEXT, _NOUGHT = "the text “null”", "the number 0"
# What Web IDL makes of a null, where that is not the same as leaving the option out.
_NULLS = dict.fromkeys(("body", "icon", "image", "badge", "tag", "dir", "lang", "actions", "navigate"), _TEXT)
_NULLS |= dict.fromkeys(("vibrate", "timestamp"), _NOUGHT)
_NULL_SOURCE = "Web IDL, conversions of null; whatwg/notifications, dictionary NotificationOptions"
_ACTION_SOURCE = "Web IDL, conversions of null; whatwg/notifications, dictionary NotificationAction"
RULES: tuple[Rule, ...] = (
    too_large,
    too_large_for_some,
    refused_by_shape,
    null_in_raw,
    unconfirmed,
    left_out_by_shape,
)
