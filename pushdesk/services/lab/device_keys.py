"""A virtual device's own keys: a P-256 pair and a secret, and what they decrypt (RFC 8291)."""

import secrets
from dataclasses import dataclass
from functools import lru_cache

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec

from pushdesk.model import base64url
from pushdesk.services.vapid import private_keys
from pushdesk.services.vapid.private_keys import PrivateKey

# Salt, record size, length of the key id, key id (RFC 8188 section 2.1; RFC 8291 section 4).
_HEADER = 16 + 4 + 1 + 65
_REMEMBERED = 4096


class CannotDecrypt(Exception):
    """The message was not made for this device, or it was changed; its text says how far it came.

    `code` is the same as a machine word.
    """

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True)
class DeviceKeys:
    """`auth` is 16 bytes. The text form never holds the secrets."""

    private: PrivateKey
    auth: bytes

    def __repr__(self) -> str:
        return f"DeviceKeys(p256dh={self.p256dh!r})"

    @property
    def p256dh(self) -> str:
        """The public key as a PushSubscription has it."""
        return self.private.public_key

    def subscription_keys(self) -> dict[str, str]:
        """`keys` of a PushSubscription's JSON."""
        return {"p256dh": self.p256dh, "auth": base64url.encode(self.auth)}

    def stored(self) -> dict[str, str]:
        """What LabAgent.keys holds; from_stored() reads it."""
        return {"private": self.private.secret(), "auth": base64url.encode(self.auth)}

    def decrypt(self, body: bytes) -> bytes:
        """The payload in `body` (aes128gcm, one record). Raises CannotDecrypt."""
        if len(body) <= _HEADER or body[20] != 65:
            raise CannotDecrypt("not_encrypted", "the body is no aes128gcm message with a sender's key")
        if int.from_bytes(body[16:20]) < len(body) - _HEADER:
            raise CannotDecrypt("many_records", "the body has more than one record; RFC 8291 allows one")
        key = self.private.key
        try:
            return bytes(http_ece.decrypt(body, private_key=key, auth_secret=self.auth, version="aes128gcm"))
        except (http_ece.ECEException, ValueError):
            raise CannotDecrypt("keys_mismatch", "the keys do not fit or the body was changed") from None


def generate() -> DeviceKeys:
    """New keys."""
    return DeviceKeys(private_keys.generate(), secrets.token_bytes(16))


def from_stored(stored: dict[str, str]) -> DeviceKeys:
    """The keys that LabAgent.keys holds."""
    return _load(stored["private"], stored["auth"])


@lru_cache(_REMEMBERED)
def _load(private: str, auth: str) -> DeviceKeys:
    secret = int.from_bytes(base64url.decode(private, "The device's key"))
    key = PrivateKey(ec.derive_private_key(secret, ec.SECP256R1()))
    return DeviceKeys(key, base64url.decode(auth, "The device's secret"))
