"""What the checks say before a command sends: errors refuse it, warnings of chosen devices are printed."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pushdesk.cli import output
from pushdesk.model.audience import Choice
from pushdesk.model.errors import BadInput
from pushdesk.model.message import Message, parse_message

if TYPE_CHECKING:
    from pushdesk.services.parts import Desk
    from pushdesk.services.preview.checks import Check
    from pushdesk.services.preview.judging import Form

MOST_SENTENCES = 10


class Refused(BadInput):
    """Checks that are errors: a line for each, and all of them as `checks`."""

    def __init__(self, errors: "Sequence[Check]") -> None:
        self.checks = [one.document() for one in errors]
        lines = [one.message for one in errors[:MOST_SENTENCES]]
        if rest := len(errors) - MOST_SENTENCES:
            lines += [f"And {rest:,} more: `pushdesk check` names them all."] if rest > 0 else []
        super().__init__("\n".join(lines))


async def sendable(
    desk: "Desk", document: Mapping[str, Any], choices: Sequence[Choice], form: "Form"
) -> Message:
    """The message that `document` is; warnings that touch a chosen device go to standard error.

    Raises Refused with what `pushdesk check --to …` calls an error, NotFound and Conflict (a named device).
    """
    from pushdesk.services.preview.reading import judge_for

    judgement = await judge_for(desk, choices, document, form)
    if judgement.errors:
        raise Refused(judgement.errors)
    for one in judgement.touching:
        output.note(f"{one.severity.value}: {one.message}")
    return parse_message(dict(document))
