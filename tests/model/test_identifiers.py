"""Identifiers: typeable, safe everywhere, never twice."""

import re

from pushdesk.model.identifiers import DELIVERY_ID_LENGTH, RECEIPT_TOKEN_LENGTH, new_id


def test_an_identifier_has_its_length_and_no_character_to_mistake() -> None:
    for length in (1, 12, DELIVERY_ID_LENGTH, RECEIPT_TOKEN_LENGTH, 40):
        assert re.fullmatch(r"[0-9a-hjkmnp-tv-z]*", new_id(length))
        assert len(new_id(length)) == length


def test_identifiers_do_not_repeat_and_use_the_whole_alphabet() -> None:
    made = {new_id() for _ in range(5000)}
    assert len(made) == 5000
    assert len(set("".join(made))) == 32


def test_a_receipt_token_cannot_be_guessed() -> None:
    assert RECEIPT_TOKEN_LENGTH * 5 >= 80  # bits
