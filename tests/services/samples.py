"""Subscriptions as browsers make them, with keys that really are points on the curve."""

import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pushdesk.model import base64url


def point() -> str:
    """A new P-256 public key in base64url."""
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    return base64url.encode(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def endpoint(path: str | None = None) -> str:
    """An address at a push service that could exist."""
    return (
        f"https://updates.push.services.mozilla.com/wpush/v2/{secrets.token_hex(8) if path is None else path}"
    )


def push_subscription(path: str | None = None, /, **more: Any) -> dict[str, Any]:
    """What subscription.toJSON() gives."""
    return {
        "endpoint": endpoint(path),
        "expirationTime": None,
        "keys": {"p256dh": point(), "auth": base64url.encode(secrets.token_bytes(16))},
        **more,
    }
