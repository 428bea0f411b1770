"""The question before a send: many real devices, or warnings that touch chosen ones."""

from pushdesk.services.preview.checks import Check, Severity
from pushdesk.ui.compose.audience import EVERYONE, MANY, MINE, Reach
from pushdesk.ui.compose.draft import EXAMPLE, DraftValue
from pushdesk.ui.compose.question import MOST_WARNINGS, question_of

FEW = Reach(chosen=3, active=9, real=3, older=0)
CROWD = Reach(chosen=130, active=130, real=MANY + 5, older=0)


def warnings(number: int) -> list[Check]:
    """So many warnings."""
    return [Check("w", Severity.WARNING, "tag", f"Warning {place}.", "") for place in range(number)]


def test_few_devices_and_no_warning_ask_nothing() -> None:
    assert question_of(EXAMPLE, [MINE], FEW, []) is None


def test_a_warning_is_asked_about_in_its_words() -> None:
    question = question_of(EXAMPLE, [MINE], FEW, warnings(1))
    assert question is not None
    assert (question.do_text, question.many) == ("Send anyway", False)
    assert question.sentence == "• Warning 0."
    assert question.title.startswith("1 check warns")


def test_many_warnings_are_counted() -> None:
    question = question_of(EXAMPLE, [MINE], FEW, warnings(MOST_WARNINGS + 2))
    assert question is not None
    assert question.sentence.endswith("• and 2 more: see Checks.")


def test_a_crowd_is_named_with_its_number_and_with_the_warnings() -> None:
    question = question_of(EXAMPLE, [EVERYONE], CROWD, warnings(1))
    assert question is not None
    assert question.many
    assert question.title == "Send to 30 real devices?"
    assert "30 real devices and 100 of the lab" in question.sentence
    assert question.sentence.endswith("• Warning 0.")


def test_another_message_or_audience_is_another_question() -> None:
    keys = {
        question.key
        for draft, choices in ((EXAMPLE, [MINE]), (EXAMPLE, [EVERYONE]), (DraftValue(), [MINE]))
        if (question := question_of(draft, choices, FEW, warnings(1))) is not None
    }
    assert len(keys) == 3


def test_a_warning_that_came_with_another_device_is_another_question() -> None:
    first, second = (question_of(EXAMPLE, [MINE], FEW, warnings(number)) for number in (1, 2))
    assert first is not None
    assert second is not None
    assert first.key != second.key
    assert first == question_of(EXAMPLE, [MINE], FEW, warnings(1))
