"""Errors are types: what a user can act on carries a sentence and a machine word."""

import pytest

from pushdesk.model import errors


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.KnownError, "failed"),
        (errors.BadInput, "bad_input"),
        (errors.NotFound, "not_found"),
        (errors.Conflict, "conflict"),
        (errors.FolderError, "data_folder"),
        (errors.PortTaken, "port_taken"),
        (errors.KeyUnavailable, "key_unavailable"),
    ],
)
def test_a_known_error_has_a_sentence_and_a_code(kind: type[errors.KnownError], code: str) -> None:
    problem = kind("Do this.")
    assert (problem.sentence, str(problem), problem.code) == ("Do this.", "Do this.", code)


def test_a_mistake_of_ours_is_not_shown_as_the_users() -> None:
    assert not issubclass(errors.BugError, errors.KnownError)
