"""A message's body for one device: encrypted as RFC 8291 says, each with a key and salt of its own.

By `cryptography` at once: pywebpush, whose bytes the tests compare with, takes a third more time, and
encrypting is most of what a message costs (measured by bench/encoders.py).
"""

import hmac
import os
from base64 import urlsafe_b64decode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_CURVE = ec.SECP256R1()
_ECDH = ec.ECDH()
# RFC 8188 section 2.1: salt, record size, length of the key id; the key id is the sender's public key.
_RECORD_SIZE = (4096).to_bytes(4, "big")
_KEY_LENGTH = bytes([65])
# RFC 8188 section 2: the last record ends in this octet.
_LAST = b"\x02"


def encrypt(payload: bytes, p256dh: str, auth: str) -> bytes:
    """The request's body for `payload` and a device's keys (base64url). The caller kept to PAYLOAD_LIMIT.

    The keys were checked when the subscription was taken in (model.parse_push_subscription).
    """
    public, secret = urlsafe_b64decode(p256dh + "=="), urlsafe_b64decode(auth + "==")
    private = ec.generate_private_key(_CURVE)
    own = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = private.exchange(_ECDH, ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, public))
    # RFC 8291 section 3.4; of one block, HKDF is two HMACs (RFC 5869).
    ikm = _hkdf(secret, shared, b"WebPush: info\0" + public + own)
    salt = os.urandom(16)
    prk = hmac.digest(salt, ikm, "sha256")
    key = hmac.digest(prk, b"Content-Encoding: aes128gcm\0\x01", "sha256")[:16]
    nonce = hmac.digest(prk, b"Content-Encoding: nonce\0\x01", "sha256")[:12]
    sealed = AESGCM(key).encrypt(nonce, payload + _LAST, None)
    return b"".join((salt, _RECORD_SIZE, _KEY_LENGTH, own, sealed))


def _hkdf(salt: bytes, ikm: bytes, info: bytes) -> bytes:
    return hmac.digest(hmac.digest(salt, ikm, "sha256"), info + b"\x01", "sha256")
