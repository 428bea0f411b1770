"""Rules for the payload: its size per push service, what its shape needs, whether a device can confirm it."""

from collections.abc import Iterator

from pushdesk.model.payload import PAYLOAD_LIMIT, PayloadShape
from pushdesk.services.preview.case import Case, Rule
from pushdesk.services.preview.profile import platforms
from pushdesk.services.preview.verdict import Check, Severity
from pushdesk.services.preview.words import ids, joined, listed, named


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
    if case.written.refusal:
        source = "WebKit, Declarative Web Push: title and navigate are required"
        if case.shape is not PayloadShape.DECLARATIVE:
            source = "PushDesk's payload shapes"
        yield Check("refused-by-shape", Severity.ERROR, "shape", case.written.refusal, source)


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


RULES: tuple[Rule, ...] = (
    too_large,
    too_large_for_some,
    refused_by_shape,
    unconfirmed,
    left_out_by_shape,
)
