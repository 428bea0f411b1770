"""What the checks refuse, as lines for people and as JSON."""

from pushdesk.cli.verdict import MOST_SENTENCES, Refused
from pushdesk.services.preview.checks import Check, Severity


def test_of_very_many_errors_the_first_are_said_and_all_are_in_the_json() -> None:
    errors = [
        Check("wrong-type", Severity.ERROR, "own", f"Wrong {number}.", "a specification")
        for number in range(MOST_SENTENCES + 2)
    ]
    lines = Refused(errors).sentence.splitlines()
    assert (lines[0], len(lines)) == ("Wrong 0.", MOST_SENTENCES + 1)
    assert lines[-1] == "And 2 more: `pushdesk check` names them all."
    assert len(Refused(errors).checks) == MOST_SENTENCES + 2
    assert Refused(errors[:MOST_SENTENCES]).sentence.count("\n") == MOST_SENTENCES - 1
