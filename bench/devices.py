"""Devices that live at the sink, and what a sender is told of them."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pushdesk.model import base64url

# Real audiences have a key pair each; so many different ones cost as much, and are made in a moment.
_KEYS = 1000
WARM = 300
CONCURRENCY = 50
# As long as PushDesk's own payload for desk_rounds.MESSAGE.
PAYLOAD = '{"title": "Your parcel is on its way", "body": "' + "It arrives tomorrow by noon. " * 11 + '"}'


def subscriptions(number: int, port: int, sizes: tuple[int, ...] = ()) -> list[dict[str, Any]]:
    """`number` PushSubscriptions with endpoints at `port`; the first WARM are tagged `warm`.

    For each of `sizes`, so many of them are tagged `first-SIZE`.
    """
    keys = [_keys() for _ in range(min(number, _KEYS))]
    return [
        {
            "endpoint": f"https://127.0.0.1:{port}/push/v1/{at:07}-gAAAAABlbKjG0ZQhY3uQ7sJ2kqk7n5W1mX",
            "keys": keys[at % len(keys)],
            "tags": ["warm"] * (at < WARM) + [f"first-{size}" for size in sizes if at < size],
        }
        for at in range(number)
    ]


def vapid() -> dict[str, str]:
    """A key pair and contact with web-push's names."""
    key = ec.generate_private_key(ec.SECP256R1())
    return {
        "subject": "mailto:bench@example.com",
        "publicKey": _public(key),
        "privateKey": base64url.encode(key.private_numbers().private_value.to_bytes(32, "big")),
    }


def _keys() -> dict[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    return {
        "p256dh": _public(key),
        "auth": base64url.encode(key.private_numbers().private_value.to_bytes(32, "big")[:16]),
    }


def _public(key: ec.EllipticCurvePrivateKey) -> str:
    return base64url.encode(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
