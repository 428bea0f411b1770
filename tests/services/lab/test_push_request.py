"""The headers of a push are read once, strictly (RFC 8030 section 5)."""

import pytest

from pushdesk.model.message import Urgency
from pushdesk.services.lab.push_request import LONGEST_TTL, PushRequest, Refusal, parse_push_request


def test_urgency_and_topic_have_defaults() -> None:
    assert parse_push_request({"TTL": "60"}) == PushRequest(60, Urgency.NORMAL, None, None)


def test_every_header_is_taken() -> None:
    headers = {"TTL": "0", "Urgency": "very-low", "Topic": "a-B_9", "Content-Encoding": "aes128gcm"}
    assert parse_push_request(headers) == PushRequest(0, Urgency.VERY_LOW, "a-B_9", "aes128gcm")


@pytest.mark.parametrize("text", ["2592001", "9" * 5000, "00000000000000000000002592001"])
def test_a_ttl_over_thirty_days_is_cut(text: str) -> None:
    assert parse_push_request({"TTL": text}).ttl == LONGEST_TTL


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 400, "ttl_missing"),
        *(({"TTL": text}, 400, "ttl_invalid") for text in ("", "-1", "+1", "1.5", "1e3", "soon", "١")),
        *(({"TTL": "1", "Urgency": text}, 400, "urgency_invalid") for text in ("", "urgent", "low,high")),
        *(({"TTL": "1", "Topic": text}, 400, "topic_invalid") for text in ("", "a b", "a" * 33, "é", "a/b")),
        *(
            ({"TTL": "1", "Content-Encoding": text}, 415, "encoding_unsupported")
            for text in ("aesgcm", "gzip", "aes128gcm, gzip", "")
        ),
    ],
)
def test_what_cannot_be_taken_is_refused(headers: dict[str, str], status: int, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        parse_push_request(headers)
    assert (caught.value.status, caught.value.code) == (status, code)
    assert caught.value.sentence.endswith(".")
