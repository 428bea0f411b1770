"""VAPID tokens: signed once for each key, origin and contact, and never older than eleven hours."""

import asyncio
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from pushdesk.model import base64url
from pushdesk.model.errors import KeyUnavailable
from pushdesk.services.vapid import private_keys
from pushdesk.services.vapid.keys import Keys
from pushdesk.services.vapid.tokens import Tokens

FCM, MOZILLA = "https://fcm.googleapis.com", "https://updates.push.services.mozilla.com"
CONTACT = "mailto:me@company.com"
HOUR = 60 * 60


class Clock:
    """Seconds since 1970, as the test says."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.75

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(keys: Keys, clock: Clock) -> Tokens:
    return Tokens(keys, clock)


@pytest.fixture
async def public_key(keys: Keys) -> str:
    return (await keys.ensure()).public_key


def verified(authorization: str, audience: str) -> dict[str, Any]:
    """The claims, after PyJWT checked signature and audience with the key that the header names."""
    scheme, _, rest = authorization.partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert set(parts) == {"t", "k"}
    point = base64url.decode(parts["k"], "k")
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    claims: dict[str, Any] = jwt.decode(
        parts["t"], key, algorithms=["ES256"], audience=audience, options={"verify_exp": False}
    )
    return claims | {"k": parts["k"]}


async def test_a_token_says_to_whom_until_when_and_whom_to_ask(
    tokens: Tokens, public_key: str, clock: Clock
) -> None:
    claims = verified(await tokens.authorization(public_key, FCM, CONTACT), FCM)
    assert claims == {
        "aud": FCM,
        "exp": int(clock.now) + 12 * HOUR,
        "sub": CONTACT,
        "k": public_key,
    }
    assert claims["exp"] - clock.now <= 24 * HOUR  # RFC 8292 section 2


async def test_it_is_signed_with_the_key_the_subscription_was_made_with(
    tokens: Tokens, keys: Keys, public_key: str
) -> None:
    newer = (await keys.create()).public_key
    assert verified(await tokens.authorization(public_key, FCM, CONTACT), FCM)["k"] == public_key
    assert verified(await tokens.authorization(newer, FCM, CONTACT), FCM)["k"] == newer


async def test_a_key_we_do_not_have_is_a_sentence(tokens: Tokens) -> None:
    with pytest.raises(KeyUnavailable):
        await tokens.authorization(private_keys.generate().public_key, FCM, CONTACT)


async def test_a_token_is_used_again_for_eleven_hours(tokens: Tokens, public_key: str, clock: Clock) -> None:
    first = await tokens.authorization(public_key, FCM, CONTACT)
    clock.now += 11 * HOUR - 2
    assert await tokens.authorization(public_key, FCM, CONTACT) == first
    clock.now += 3
    second = await tokens.authorization(public_key, FCM, CONTACT)
    assert verified(second, FCM)["exp"] == int(clock.now) + 12 * HOUR
    assert second != first


async def test_a_clock_set_back_makes_a_new_token(tokens: Tokens, public_key: str, clock: Clock) -> None:
    first = await tokens.authorization(public_key, FCM, CONTACT)
    clock.now -= 24 * HOUR
    second = await tokens.authorization(public_key, FCM, CONTACT)
    assert second != first
    assert verified(second, FCM)["exp"] - clock.now <= 24 * HOUR


async def test_each_origin_and_each_contact_has_its_own(tokens: Tokens, public_key: str) -> None:
    first = await tokens.authorization(public_key, FCM, CONTACT)
    other_origin = await tokens.authorization(public_key, MOZILLA, CONTACT)
    other_contact = await tokens.authorization(public_key, FCM, "https://company.com")
    assert verified(other_origin, MOZILLA)["aud"] == MOZILLA
    assert verified(other_contact, FCM)["sub"] == "https://company.com"
    assert await tokens.authorization(public_key, FCM, CONTACT) == first


async def test_a_hundred_requests_at_once_are_one_signature(
    tokens: Tokens, public_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed: list[dict[str, Any]] = []
    sign = Vapid02.sign

    def counted(self: Vapid02, claims: dict[str, Any], *more: Any) -> Any:
        signed.append(claims)
        return sign(self, claims, *more)

    monkeypatch.setattr(Vapid02, "sign", counted)
    asked = (tokens.authorization(public_key, FCM, CONTACT) for _ in range(100))
    assert len(set(await asyncio.gather(*asked))) == 1
    assert len(signed) == 1


async def test_a_signature_never_gets_the_claims_of_another(
    tokens: Tokens, public_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []
    sign = Vapid02.sign

    def remembered(self: Vapid02, claims: dict[str, Any], *more: Any) -> Any:
        given.append(id(claims))
        kept.append(claims)
        return sign(self, claims, *more)

    kept: list[dict[str, Any]] = []
    monkeypatch.setattr(Vapid02, "sign", remembered)
    for origin in (FCM, MOZILLA):
        await tokens.authorization(public_key, origin, CONTACT)
    assert len(set(given)) == 2
