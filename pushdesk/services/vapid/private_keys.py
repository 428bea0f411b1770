"""Private keys in every form people have them in; read once, held as a value that never prints itself."""

import codecs
import json
from dataclasses import dataclass

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from pushdesk.model import base64url
from pushdesk.model.errors import BadInput

_WRONG = (
    "This is not a private P-256 key: give PEM (without a pass phrase), DER, a JWK with “d”, "
    "or the 32 raw bytes in base64url."
)


@dataclass(frozen=True)
class PrivateKey:
    """A P-256 private key. Its text forms never hold the secret, so no log or traceback can."""

    key: ec.EllipticCurvePrivateKey

    def __repr__(self) -> str:
        return f"PrivateKey(public={self.public_key!r})"

    @property
    def public_key(self) -> str:
        """The uncompressed point in base64url (W3C Push API): an application server key, or a `p256dh`."""
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return base64url.encode(point)

    def secret(self) -> str:
        """The 32 bytes in base64url, for where secrets are kept and nowhere else."""
        return base64url.encode(self.key.private_numbers().private_value.to_bytes(32))


def generate() -> PrivateKey:
    """A new key."""
    return PrivateKey(ec.generate_private_key(ec.SECP256R1()))


def parse(raw: bytes) -> PrivateKey:
    """The key in `raw`: PEM, DER, JWK, or raw base64url. Raises BadInput, which never quotes the input."""
    try:
        key = _read(raw)
    except (ValueError, TypeError, KeyError, jwt.exceptions.PyJWTError, UnsupportedAlgorithm, BadInput):
        raise BadInput(_WRONG) from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise BadInput(_WRONG)
    return PrivateKey(key)


def _read(raw: bytes) -> object:
    text = raw.removeprefix(codecs.BOM_UTF8).strip()
    if b"-----BEGIN" in text:
        return serialization.load_pem_private_key(text, password=None)
    if text.startswith(b"{"):
        return ECAlgorithm.from_jwk(json.loads(text))
    try:
        secret = base64url.decode(text.decode("ascii"), "The key")
    except (UnicodeDecodeError, BadInput):
        return serialization.load_der_private_key(raw, password=None)
    if len(secret) != 32:
        # pywebpush and py_vapid also write DER in base64url.
        return serialization.load_der_private_key(secret, password=None)
    return ec.derive_private_key(int.from_bytes(secret), ec.SECP256R1())
