"""What is to be said of a message's JSON text before it is a value: the document shows nothing of it."""

from collections.abc import Sequence

from pushdesk.model.json_text import Repeated
from pushdesk.services.preview.verdict import Check, Fix, Severity
from pushdesk.services.preview.words import few, listed, short

REPEATED_NAME = "repeated-name"
_SOURCE = "RFC 8259, section 4: the names within an object should be unique; JSON.parse takes the last one"
_FEW = 3


def repeated_names(found: Sequence[Repeated], field: str) -> tuple[Check, ...]:
    """One warning for all the names that stand more than once in the text of `field`; none without them.

    The fix changes no document: it writes the text anew, as whoever holds the text can.
    """
    if not found:
        return ()
    named = few([f"“{short(one.name)}” ({_lines(one)})" for one in found], _FEW)
    stands, last = ("stands", "the last one") if len(found) == 1 else ("stand", "the last of each")
    words = f"{named} {stands} more than once: only {last} counts, so take the others away."
    fix = Fix(f"Keep {last}", dict)
    return (Check(REPEATED_NAME, Severity.WARNING, field, words, _SOURCE, fix=fix),)


def _lines(one: Repeated) -> str:
    lines = list(dict.fromkeys(one.lines))
    if len(lines) == 1:
        return f"line {lines[0]}"
    return (
        f"lines {listed(map(str, lines))}" if len(lines) <= _FEW + 1 else f"lines {lines[0]} to {lines[-1]}"
    )
