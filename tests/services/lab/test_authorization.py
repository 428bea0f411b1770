"""VAPID tokens are judged as RFC 8292 says: nothing to judge is 401, anything invalid is 403."""

import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pushdesk.model import base64url
from pushdesk.services.lab.authorization import Reason, Verdict, judge, read_token

NOW = 1_800_000_000.0
ORIGIN = "http://127.0.0.1:8766"


def point(key: ec.EllipticCurvePrivateKey) -> str:
    """The public key in base64url."""
    return base64url.encode(
        key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
    )


KEY, OTHER = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())


def header(key: ec.EllipticCurvePrivateKey = KEY, named: str | None = None, **changed: Any) -> str:
    """An Authorization header; None removes a claim."""
    claims = {"aud": ORIGIN, "exp": int(NOW) + 3600, "sub": "mailto:qa@pushdesk.dev"} | changed
    token = jwt.encode({n: v for n, v in claims.items() if v is not None}, key, algorithm="ES256")
    return f"vapid t={token}, k={named or point(key)}"


def verdict(given: str | None, restricted_to: str | None = None, now: float = NOW) -> Verdict:
    """What the lab at ORIGIN says."""
    allowed = frozenset({ORIGIN, "https://localhost:8767"})
    return judge(given, audiences=allowed, restricted_to=restricted_to, now=now)


@pytest.mark.parametrize(
    "given",
    [
        header(),
        header(sub=None),
        header(aud="https://localhost:8767"),
        header(aud=["https://push.example", ORIGIN]),
        header(exp=int(NOW) + 24 * 3600),
        header(exp=NOW + 0.5),
        header().replace("vapid t=", "Vapid  t="),
        header(named=point(KEY) + "="),
        "vapid k={1}, t={0}".format(*header().removeprefix("vapid t=").split(", k=")),
        'vapid t="{}",k="{}"'.format(*header().removeprefix("vapid t=").split(", k=")),
    ],
)
def test_a_good_token_is_allowed(given: str) -> None:
    assert verdict(given, point(KEY)).allowed


@pytest.mark.parametrize(
    ("given", "reason", "status"),
    [
        (None, Reason.MISSING, 401),
        ("Bearer abc", Reason.MISSING, 401),
        ("WebPush abc", Reason.MISSING, 401),
        ("vapid", Reason.MALFORMED, 403),
        ("vapid t=abc", Reason.MALFORMED, 403),
        ("vapid k=" + point(KEY), Reason.MALFORMED, 403),
        ("vapid t=a b, k=c", Reason.MALFORMED, 403),
        ("vapid t=a, t=b, k=c", Reason.MALFORMED, 403),
        (header(named="BAAA"), Reason.MALFORMED, 403),
        (header(named="not base64url!"), Reason.MALFORMED, 403),
        ("vapid t=abc, k=" + point(KEY), Reason.SIGNATURE, 403),
        (header(named=point(OTHER)), Reason.SIGNATURE, 403),
        (header(aud=None), Reason.AUDIENCE, 403),
        (header(aud=5), Reason.AUDIENCE, 403),
        (header(aud=[]), Reason.AUDIENCE, 403),
        (header(aud="https://push.example"), Reason.AUDIENCE, 403),
        (header(aud=ORIGIN + "/"), Reason.AUDIENCE, 403),
        (header(exp=None), Reason.EXPIRED, 403),
        (header(exp=True), Reason.EXPIRED, 403),
        (header(exp="soon"), Reason.EXPIRED, 403),
        (header(exp=int(NOW)), Reason.EXPIRED, 403),
        (header(exp=int(NOW) + 24 * 3600 + 1), Reason.TOO_LONG, 403),
        (header(OTHER), Reason.KEY, 403),
    ],
)
def test_anything_else_is_refused_with_its_reason(given: str | None, reason: Reason, status: int) -> None:
    found = verdict(given, point(KEY))
    assert (found.reason, found.status) == (reason, status)
    assert found.words.endswith((".", "”."))


def test_a_subscription_without_a_key_takes_messages_without_a_token_but_no_bad_token() -> None:
    assert verdict(None).allowed
    assert verdict(header(OTHER)).allowed
    assert verdict(header(aud="https://push.example")).reason is Reason.AUDIENCE


def test_a_token_that_was_allowed_expires_although_it_is_remembered() -> None:
    given = header()
    assert verdict(given).allowed
    before = read_token.cache_info().misses
    assert verdict(given, now=NOW + 3601).reason is Reason.EXPIRED
    assert read_token.cache_info().misses == before


def test_an_unsigned_or_symmetric_token_is_refused() -> None:
    claims = {"aud": ORIGIN, "exp": int(NOW) + 60}
    for head in ({"alg": "none"}, {"alg": "HS256"}):
        parts = [base64url.encode(json.dumps(part).encode()) for part in (head, claims)]
        token = f"{parts[0]}.{parts[1]}.AAAA"
        assert verdict(f"vapid t={token}, k={point(KEY)}").reason is Reason.SIGNATURE
