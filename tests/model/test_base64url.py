"""base64url: what the Push API writes, padded or not, and nothing else."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.model import base64url
from pushdesk.model.errors import BadInput


@given(st.binary(max_size=100))
def test_what_is_encoded_is_decoded_with_and_without_padding(raw: bytes) -> None:
    text = base64url.encode(raw)
    assert "=" not in text
    padded = base64.urlsafe_b64encode(raw).decode()
    assert base64url.decode(text, "It") == base64url.decode(padded, "It") == raw


@pytest.mark.parametrize("text", ["ab+d", "ab/d", "a b", "ab\n", "é", "a=b", "ab==="])
def test_other_characters_are_refused_with_the_values_name(text: str) -> None:
    with pytest.raises(BadInput, match=r"^auth is not base64url: use only"):
        base64url.decode(text, "auth")


def test_a_length_that_no_bytes_have_is_refused() -> None:
    with pytest.raises(BadInput, match=r"^auth is not base64url: its length cannot be right\.$"):
        base64url.decode("abcde", "auth")
