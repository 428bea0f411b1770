"""From answers as they were really seen (facts: push-services.md) to sentences for people."""

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.services.delivery.diagnosis import catalogue as diagnoses
from pushdesk.services.delivery.diagnosis import explain, own_words
from pushdesk.services.delivery.outcome import Answer
from pushdesk.services.delivery.push_services import catalogue


def explained(service: str, status: int, body: str = "", **headers: str) -> str:
    return explain(Answer(status, headers, body), catalogue()[service])


@pytest.mark.parametrize(
    ("service", "status", "body", "ours", "theirs"),
    [
        (
            "apple",
            403,
            '{"reason":"BadJwtToken"}',
            "contact on a real domain",
            "Apple answered 403: BadJwtToken.",
        ),
        ("apple", 400, '{"reason":"VapidPkHashMismatch"}', "different key", "VapidPkHashMismatch"),
        ("apple", 403, '{"reason":"VapidPkHashMismatch"}', "different key", "VapidPkHashMismatch"),
        ("apple", 400, '{"reason":"BadWebPushTopic"}', "topic", "BadWebPushTopic"),
        ("apple", 413, '{"reason":"PayloadTooLarge"}', "too large", "PayloadTooLarge"),
        ("apple", 410, "", "The subscription is gone", "Apple answered 410."),
        (
            "fcm",
            403,
            "the VAPID credentials in the authorization header do not correspond to the credentials used "
            "to create the subscriptions.\n",
            "different key",
            "FCM answered 403: the VAPID credentials",
        ),
        (
            "fcm",
            400,
            "<HTML><HEAD>\n<TITLE>UnauthorizedRegistration</TITLE>\n</HEAD><BODY>Error 400</BODY>",
            "old-style subscription",
            "FCM answered 400: UnauthorizedRegistration.",
        ),
        ("fcm", 403, "invalid JWT provided", "key pair", "invalid JWT provided"),
        (
            "fcm",
            404,
            "A valid push subscription endpoint should be",
            "for months",
            "A valid push subscription",
        ),
        ("fcm", 401, "invalid push subscription endpoint", "now and then", "FCM answered 401"),
        (
            "mozilla",
            401,
            '{"code":401,"errno":109,"error":"Unauthorized","message":"VAPID public key mismatch"}',
            "different key",
            "Mozilla answered 401: VAPID public key mismatch.",
        ),
        (
            "mozilla",
            401,
            '{"code":401,"errno":109,"error":"Unauthorized","message":"Auth expired"}',
            "clock",
            "Auth expired",
        ),
        (
            "mozilla",
            413,
            '{"message":"This message is intended for a constrained device"}',
            "2,744",
            "constrained",
        ),
        (
            "mozilla",
            410,
            '{"code":410,"errno":103,"error":"Gone","message":""}',
            "subscribe again",
            "answered 410: Gone.",
        ),
        ("wns", 406, "", "slow down", "WNS answered 406."),
        ("other", 429, "", "slow down", "The push service answered 429."),
        ("other", 408, "", "in time", "answered 408."),
        ("other", 503, "Busy", "trouble of its own", "answered 503: Busy."),
        ("other", 521, "", "trouble of its own", "answered 521."),
        ("other", 302, "", "redirect", "answered 302."),
        ("other", 401, "", "VAPID token", "answered 401."),
        ("other", 418, "I'm a teapot.", "The push service refused it.", "answered 418: I'm a teapot."),
        ("other", 406, "", "The push service refused it.", "answered 406."),
        (
            "lab",
            403,
            '{"error":{"code":"x","message":"The token expired."}}',
            "VAPID",
            "Lab answered 403: The token",
        ),
    ],
)
def test_an_answer_is_explained_with_the_services_own_words(
    service: str, status: int, body: str, ours: str, theirs: str
) -> None:
    sentence = explained(service, status, body)
    assert ours.lower() in sentence.lower()
    assert theirs in sentence


def test_wns_gives_its_reason_in_a_header() -> None:
    words = "Ttl value conflicts with X-WNS-Cache-Policy."
    sentence = explain(Answer(400, {"x-wns-error-description": words}), catalogue()["wns"])
    assert "TTL" in sentence
    assert words in sentence


def test_one_services_diagnosis_is_not_given_for_another() -> None:
    assert "Apple" not in explained("fcm", 403, '{"reason":"BadJwtToken"}')
    assert "FCM" not in explained("mozilla", 404)


def test_long_words_are_cut() -> None:
    assert len(own_words(Answer(400, {}, "x" * 2000))) < 250


def test_html_without_a_title_is_read_as_text() -> None:
    assert own_words(Answer(400, {}, "<p>No &amp; <b>never</b></p>")) == "No & never"


@pytest.mark.parametrize(
    "body", ["[" * 2000, '{"reason":' + '{"a":' * 300 + "1" + "}" * 301, '{"reason": 5}', "[1]"]
)
def test_json_that_holds_no_reason_is_quoted_as_it_is(body: str) -> None:
    assert own_words(Answer(400, {}, body)).startswith(body[:50])


def test_half_a_character_never_reaches_the_database() -> None:
    assert own_words(Answer(400, {}, '{"reason": "\\ud83d!"}')).encode() == b"?!"


@given(st.text(max_size=2000))
def test_every_body_can_be_quoted_and_stored(body: str) -> None:
    for service in catalogue().values():
        explain(Answer(400, {}, body.encode("utf-8", "replace").decode()), service).encode()


def test_every_entry_of_the_data_files_names_its_source() -> None:
    folder = files("pushdesk.services.delivery")
    entries = tomllib.loads(folder.joinpath("diagnoses.toml").read_text("utf-8"))["diagnosis"]
    services = tomllib.loads(folder.joinpath("push_services.toml").read_text("utf-8"))
    assert all(entry["source"] for entry in [*entries, *services.values()])
    assert len(entries) == len(diagnoses())
    assert {entry.service for entry in diagnoses()} <= {"", *catalogue()}
