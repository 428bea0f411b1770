"""One attempt at a sink that decrypts, verifies and answers."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from pushdesk.model import clock
from pushdesk.model.campaign import DeliveryState
from pushdesk.model.payload import PAYLOAD_LIMIT, Tracking, payload_unchecked
from pushdesk.model.vapid import PLACEHOLDER_CONTACT
from pushdesk.services.delivery.errand import Errand
from pushdesk.services.store import campaign_rows, campaigns, claiming
from pushdesk.services.store.claims import AttemptRecord, Claim, Result
from tests.services.delivery.delivery_desk import RECEIVER, RUNNER, DeliveryDesk, message
from tests.services.delivery.push_sink import Browser, PushSink, Reply, browser_at, verified

pytestmark = pytest.mark.allow_log("no keyring answers")
DAY = 24 * 60 * 60


def errand(patience: float = 3600, **options: Any) -> Errand:
    return Errand(message(**options), RECEIVER, clock.now() + timedelta(seconds=patience))


async def claim(desk: DeliveryDesk, browser: Browser, **more: Any) -> Claim:
    keys = browser.subscription["keys"]
    values: dict[str, Any] = {
        "delivery_id": "d" * 16,
        "token": "t" * 16,
        "attempt": 1,
        "subscription_id": "s" * 12,
        "endpoint": browser.endpoint,
        "p256dh": keys["p256dh"],
        "auth": keys["auth"],
        "vapid_public_key": (await desk.keys.current()).public_key,
        "push_service": "other",
        "lab_owned": False,
    }
    return Claim(**values | more)


async def delivered(
    desk: DeliveryDesk, browser: Browser, work: Errand | None = None, **more: Any
) -> tuple[Result, AttemptRecord]:
    result = await desk.attempted(await claim(desk, browser, **more), work or errand(), None)
    assert result.attempt is not None
    return result, result.attempt


async def test_the_device_decrypts_the_message_and_who_to_tell(desk: DeliveryDesk, sink: PushSink) -> None:
    browser = sink.browser()
    result, _ = await delivered(desk, browser, errand(title="Grüße ✓", body="…", data={"a": [1]}))
    assert result.state is DeliveryState.ACCEPTED
    (arrival,) = sink.to(browser)
    assert json.loads(browser.decrypt(arrival.body)) == {
        "title": "Grüße ✓",
        "body": "…",
        "data": {"a": [1]},
        "pushdesk": {"delivery": "d" * 16, "token": "t" * 16, "receiver": RECEIVER},
    }


async def test_the_request_is_a_push_message_by_rfc_8030(desk: DeliveryDesk, sink: PushSink) -> None:
    await delivered(desk, sink.browser(), errand(delivery={"ttl": 60, "urgency": "high", "topic": "news"}))
    (arrival,) = sink.arrivals
    assert arrival.method == "POST"
    assert arrival.headers["Content-Encoding"] == "aes128gcm"
    assert arrival.headers["Content-Type"] == "application/octet-stream"
    assert arrival.headers["Content-Length"] == str(len(arrival.body))
    assert (arrival.headers["TTL"], arrival.headers["Urgency"], arrival.headers["Topic"]) == (
        "60",
        "high",
        "news",
    )


async def test_a_message_lives_four_hours_unless_it_says_otherwise(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    await delivered(desk, sink.browser())
    (arrival,) = sink.arrivals
    assert (arrival.headers["TTL"], arrival.headers["Urgency"]) == ("14400", "normal")
    assert "Topic" not in arrival.headers


async def test_the_token_is_signed_for_the_endpoints_origin_by_the_subscriptions_key(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    browser, old = sink.browser(), await desk.keys.current()
    await desk.keys.create()
    made = await claim(desk, browser, vapid_public_key=old.public_key)
    await desk.attempted(made, errand(), None, contact="mailto:me@my-domain.org")
    token = verified(sink.arrivals[0], audience=sink.origin)
    assert token.public_key == old.public_key
    assert token.claims["sub"] == "mailto:me@my-domain.org"
    assert time.time() < token.claims["exp"] <= time.time() + DAY


async def test_without_a_contact_the_token_carries_a_placeholder(desk: DeliveryDesk, sink: PushSink) -> None:
    await delivered(desk, sink.browser())
    assert verified(sink.arrivals[0], sink.origin).claims["sub"] == PLACEHOLDER_CONTACT


async def test_a_lab_endpoint_is_reached_where_the_lab_listens_now_and_signed_for_where_it_was(
    desk: DeliveryDesk, sink: PushSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    browser = browser_at("https://localhost:8767/push/abc?x=%2f")
    lab = await claim(desk, browser, push_service="lab", lab_owned=True)
    result = await desk.attempted(lab, errand(), f"{sink.origin}/")
    assert result.state is DeliveryState.ACCEPTED
    (arrival,) = sink.arrivals
    assert arrival.path == "/push/abc?x=%2f"
    assert verified(arrival, audience="https://localhost:8767")


async def test_an_endpoint_that_a_browser_made_from_a_lab_token_goes_to_the_lab_signed_for_its_own_origin(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    browser = browser_at("https://jmt17.google.com/fcm/send/abc_-1")
    made = await claim(desk, browser, push_service="lab", lab_owned=True)
    result = await desk.attempted(made, errand(), f"{sink.origin}/")
    assert result.state is DeliveryState.ACCEPTED
    assert result.endpoint == browser.endpoint
    (arrival,) = sink.arrivals
    assert arrival.path == "/push/abc_-1"
    assert verified(arrival, audience="https://jmt17.google.com")


async def test_a_lab_that_is_away_is_tried_again(desk: DeliveryDesk, sink: PushSink) -> None:
    result, attempt = await delivered(desk, sink.browser(), push_service="lab", lab_owned=True)
    assert result.state is DeliveryState.RETRYING
    assert "lab is not running" in (result.reason or "")
    assert attempt.status is None
    assert sink.arrivals == []


async def test_the_attempt_records_the_exchange_and_no_signature(desk: DeliveryDesk, sink: PushSink) -> None:
    sink.answer = lambda _arrival: Reply(400, {"X-Info": "yes"}, b'{"reason": "BadTtl"}')
    before = clock.now()
    result, attempt = await delivered(desk, sink.browser(), attempt=2, push_service="apple")
    (arrival,) = sink.arrivals
    assert result.state is DeliveryState.REJECTED
    assert "BadTtl" in (result.reason or "")
    assert (attempt.number, attempt.status, attempt.reason) == (2, 400, result.reason)
    assert attempt.response_headers["x-info"] == "yes"
    assert attempt.response_body == '{"reason": "BadTtl"}'
    assert attempt.body_bytes == len(arrival.body)
    assert before <= attempt.started_at <= clock.now()
    assert 0 <= attempt.latency_ms < 5000
    assert attempt.request_headers["TTL"] == "14400"
    sent, kept = arrival.headers["Authorization"], attempt.request_headers["Authorization"]
    signature = sent.split(",")[0].rsplit(".", 1)[1]
    assert signature not in kept
    assert kept == sent.replace(signature, "…")


async def test_an_accepted_attempt_has_no_reason(desk: DeliveryDesk, sink: PushSink) -> None:
    result, attempt = await delivered(desk, sink.browser())
    assert (result.reason, attempt.reason, attempt.status) == (None, None, 201)


async def test_a_retry_is_due_after_what_the_service_says(desk: DeliveryDesk, sink: PushSink) -> None:
    sink.answer = lambda _arrival: Reply(429, {"Retry-After": "120"})
    result, _ = await delivered(desk, sink.browser())
    assert result.state is DeliveryState.RETRYING
    assert result.next_attempt_at is not None
    assert 118 < (result.next_attempt_at - clock.now()).total_seconds() <= 120


async def test_the_last_attempt_fails_and_says_how_many_there_were(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    sink.answer = lambda _arrival: Reply(503)
    result, _ = await delivered(desk, sink.browser(), attempt=3)
    assert (result.state, result.next_attempt_at) == (DeliveryState.FAILED, None)
    assert (result.reason or "").endswith("Given up after 3 attempts.")


async def test_a_retry_beyond_the_messages_life_is_not_made_and_says_why(
    desk: DeliveryDesk, sink: PushSink
) -> None:
    sink.answer = lambda _arrival: Reply(503, {"Retry-After": "3600"})
    result, _ = await delivered(desk, sink.browser(), errand(patience=60))
    assert result.state is DeliveryState.FAILED
    assert "after 1 attempt: the next one would come after the message's time to live" in (
        result.reason or ""
    )


async def test_no_answer_is_tried_again_with_its_reason(desk: DeliveryDesk) -> None:
    result, attempt = await delivered(desk, browser_at("http://127.0.0.1:1/push/a"))
    assert result.state is DeliveryState.RETRYING
    assert "Nobody listens" in (result.reason or "")
    assert (attempt.status, attempt.response_headers) == (None, {})


async def test_the_limit_is_kept_to_the_byte(desk: DeliveryDesk, sink: PushSink) -> None:
    browser = sink.browser()
    tracking = Tracking("d" * 16, "t" * 16, RECEIVER)
    room = PAYLOAD_LIMIT - len(payload_unchecked(message(body="").notification, tracking))
    result, attempt = await delivered(desk, browser, errand(body="x" * room))
    assert (result.state, attempt.body_bytes) == (DeliveryState.ACCEPTED, 4096)
    result = await desk.attempted(await claim(desk, browser), errand(body="x" * (room + 1)), None)
    assert (result.state, result.attempt) == (DeliveryState.FAILED, None)
    assert "3,994 bytes" in (result.reason or "")
    assert len(sink.arrivals) == 1


async def test_a_result_can_be_stored(desk: DeliveryDesk, sink: PushSink) -> None:
    head = b"HTTP/1.1 400 Bad\r\nX-WNS-Error-Description: \xff\r\nContent-Length: 9\r\n\r\n"
    sink.answer = lambda _arrival: Reply(raw=(head, b"\xed\xa0\x80 \x00\xffabc"))
    (browser,) = await desk.browsers(1)
    (row,) = await desk.rows(await desk.created())
    result, attempt = await delivered(desk, browser, delivery_id=row.id)
    (campaign,) = await desk.database.read(campaign_rows.every)

    def write(session: Session) -> None:
        claiming.claim(session, campaign.id, 1, clock.now())
        campaigns.record(session, campaign.id, RUNNER, [result])

    await desk.database.write(write)
    (stored,) = await desk.database.read(campaign_rows.attempts, row.id)
    assert stored.response_body == attempt.response_body
    assert set(stored.timings or ()) == {"name", "connected", "secured", "firstByte"}
