"""Text of an exchange: whole, readable, and without a token or key that somebody could use."""

import shlex

import jwt
import pytest

from pushdesk.model.campaign import Attempt
from pushdesk.ui.inspector.exchange_text import (
    as_curl,
    request_text,
    response_text,
    token_text,
)
from tests.ui.rows import MOMENT

CLAIMS = {"aud": "https://web.push.apple.com", "exp": 1795615331, "sub": "mailto:admin@example.org"}
TOKEN = jwt.encode(CLAIMS, "k" * 32, algorithm="HS256")
ENDPOINT = "https://wns2.notify.windows.com/w/?token=BQ%2f'x"


@pytest.fixture
def attempt() -> Attempt:
    return Attempt(
        delivery_id="d1",
        number=1,
        started_at=MOMENT,
        latency_ms=45,
        status=403,
        request_headers={
            "TTL": "14400",
            "Authorization": f"vapid t={TOKEN.rpartition('.')[0]}.…, k=BNcX9tk",
        },
        response_headers={"content-type": "application/json"},
        response_body='{"reason":"BadJwtToken"}',
        body_bytes=534,
    )


def test_the_request_reads_like_http_with_the_endpoint_byte_for_byte(attempt: Attempt) -> None:
    lines = request_text(ENDPOINT, attempt).splitlines()
    assert lines[:3] == ["POST /w/?token=BQ%2f'x HTTP/1.1", "Host: wns2.notify.windows.com", "TTL: 14400"]
    assert "Content-Length: 534" in lines


def test_the_answer_reads_as_it_came(attempt: Attempt) -> None:
    assert response_text(attempt).splitlines() == [
        "HTTP 403",
        "content-type: application/json",
        "",
        '{"reason":"BadJwtToken"}',
    ]


def test_no_answer_is_the_sentence_that_says_why(attempt: Attempt) -> None:
    attempt.status, attempt.reason = None, "No answer within 30 seconds."
    assert response_text(attempt) == "No answer within 30 seconds."


def test_the_curl_command_survives_a_shell_and_gives_no_token(attempt: Attempt) -> None:
    command = as_curl(ENDPOINT, attempt)
    words = shlex.split(command.replace("\\\n", ""))
    assert words[:4] == ["curl", "-X", "POST", ENDPOINT]
    assert "Authorization: vapid t=<token>, k=BNcX9tk" in words
    assert words[-2:] == ["--data-binary", "@<body.bin>"]
    assert not any(part in command for part in TOKEN.split("."))


def test_the_tokens_claims_are_readable(attempt: Attempt) -> None:
    assert '"sub": "mailto:admin@example.org"' in token_text(attempt)


def test_something_that_is_no_token_has_no_claims(attempt: Attempt) -> None:
    attempt.request_headers = {"Authorization": "vapid t=@@.@@, k=x"}
    assert token_text(attempt) == ""
    attempt.request_headers = {"Authorization": "vapid t=abcd.abcd.…, k=x"}
    assert token_text(attempt) == ""
