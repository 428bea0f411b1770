"""Rules for the payload's size: what no push service takes, and what one platform's may refuse."""

from collections.abc import Iterator

from pushdesk.model.payload import PAYLOAD_LIMIT
from pushdesk.services.preview.case import Case, Rule
from pushdesk.services.preview.profile import platforms
from pushdesk.services.preview.verdict import Check, Severity
from pushdesk.services.preview.words import ids, joined, named


def too_large(case: Case) -> Iterator[Check]:
    """One record of 4,096 bytes, less what encryption adds."""
    size = case.payload_bytes
    if size is not None and size > PAYLOAD_LIMIT:
        words = f"The message makes {size:,} bytes; push services take {PAYLOAD_LIMIT:,}. "
        words += "Shorten the body or the data."
        source = "RFC 8291, section 4: one record of 4,096 bytes, less 103 (measured)"
        yield Check("too-large", Severity.ERROR, "size", words, source)


def too_large_for_some(case: Case) -> Iterator[Check]:
    """Below the limit, and too large for a platform that has a smaller one of its own."""
    size = case.payload_bytes
    if size is None or size > PAYLOAD_LIMIT:
        return
    narrow = [one for one in platforms() if one.payload.value < size]
    if narrow:
        least = min(one.payload.value for one in narrow)
        words = f"The message makes {size:,} bytes; {named(narrow)} may refuse more than {least:,} (413)."
        source = joined(one.payload.source for one in narrow)
        yield Check("too-large-for-some", Severity.WARNING, "size", words, source, ids(narrow))


RULES: tuple[Rule, ...] = (too_large, too_large_for_some)
