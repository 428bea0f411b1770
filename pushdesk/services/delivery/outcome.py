"""From a push service's answer to an outcome: accepted, gone, rejected, or to be tried again.

Source: RFC 8030 section 5 and 8.4, RFC 8292 section 4; facts: push-services.md, "Never retry".
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from pushdesk.model.states import DeliveryState
from pushdesk.services.delivery.push_services import PushService

# RFC 8030 knows 201 and 202; which 2xx WNS gives is not written anywhere (facts: push-services.md, Success).
ACCEPTED = range(200, 300)
GONE = frozenset({404, 410})
TRY_AGAIN = frozenset({408, 425, 429})
# FCM answers 401 with these words now and then, for subscriptions that are fine (zaru/webpush #89).
_PASSING_401 = "invalid push subscription endpoint"
LONGEST_RETRY_AFTER = 366 * 24 * 60 * 60.0


class Answer(NamedTuple):
    """What came back: `headers` with lower-case names, `body` its first 2,000 characters."""

    status: int
    headers: Mapping[str, str] = {}
    body: str = ""


class Outcome(NamedTuple):
    """`state` is the delivery's next one; RETRYING with `wait` seconds where the push service named them."""

    state: DeliveryState
    wait: float | None = None


def judge(answer: Answer, service: PushService, now: datetime) -> Outcome:
    """What an answer means for the delivery."""
    status = answer.status
    if status in ACCEPTED:
        return Outcome(DeliveryState.ACCEPTED)
    if status in GONE:
        return Outcome(DeliveryState.GONE)
    passing = status == 401 and service.name == "fcm" and _PASSING_401 in answer.body
    if status in TRY_AGAIN or status >= 500 or status in service.throttle_statuses or passing:
        return Outcome(DeliveryState.RETRYING, retry_after(answer.headers.get("retry-after"), now))
    return Outcome(DeliveryState.REJECTED)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header in either form (RFC 9110 section 10.2.3); None if unusable.

    At most LONGEST_RETRY_AFTER: whatever a push service writes can be added to a moment.
    """
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), LONGEST_RETRY_AFTER)
