"""The one question before a send: many real devices, or checks that warn of some that are chosen. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from pushdesk.model.audience import Choice
from pushdesk.services.preview.checks import Check
from pushdesk.ui.compose import json_text
from pushdesk.ui.compose.audience import MANY, Reach
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.widgets.humane import count, counted

MOST_WARNINGS = 4
_REVOCABLE = "The campaign can be paused or cancelled at any moment, but what is sent cannot be taken back."


@dataclass(frozen=True)
class Question:
    """What to ask. `many`: asked each time; otherwise once for each `key` (message, audience, warnings)."""

    title: str
    sentence: str
    do_text: str
    many: bool
    key: tuple[str, ...]


def question_of(
    draft: DraftValue, choices: Sequence[Choice], reach: Reach, warnings: Sequence[Check], when: str = ""
) -> Question | None:
    """The question before `draft` goes to `choices`, `when` it is not at once; None: there is none."""
    many = reach.real > MANY
    if not many and not warnings:
        return None
    # A device that joins a tag can make another warning: that one nobody has seen yet.
    told = (one.message for one in warnings)
    key = (json_text.write(draft.document), draft.shape.value, draft.template, *map(str, choices), *told)
    concerns = "".join(f"• {one.message}\n" for one in warnings[:MOST_WARNINGS])
    if len(warnings) > MOST_WARNINGS:
        concerns += f"• and {count(len(warnings) - MOST_WARNINGS)} more: see Checks.\n"
    if many:
        sentence = "\n\n".join(part for part in (_whom(draft, reach), concerns.strip()) if part)
        title = f"Send to {count(reach.real)} real devices{_at(when)}?"
        do_text = f"{'Schedule for' if when else 'Send to'} {count(reach.chosen)} devices"
        return Question(title, sentence, do_text, many, key)
    number = counted(len(warnings), "check warns", "checks warn")
    do_text = "Schedule anyway" if when else "Send anyway"
    return Question(f"{number} of devices that are chosen. {do_text}?", concerns.strip(), do_text, many, key)


def _at(when: str) -> str:
    return f", {when}" if when else ""


def _whom(draft: DraftValue, reach: Reach) -> str:
    lab = reach.chosen - reach.real
    whom = f"{count(reach.real)} real devices" + (f" and {count(lab)} of the lab" if lab else "")
    return f"“{draft.document.get('title')}” goes to {whom}. {_REVOCABLE}"
