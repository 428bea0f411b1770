"""The same encryption (RFC 8291, aes128gcm) twice: by pywebpush, and in direct calls of cryptography."""

import os
from base64 import urlsafe_b64decode
from collections.abc import Mapping

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pywebpush import WebPusher

_CURVE = ec.SECP256R1()
_SHA = hashes.SHA256()


def by_pywebpush(payload: bytes, keys: Mapping[str, str]) -> bytes:
    """The body for a device with `keys` (p256dh and auth, base64url)."""
    pusher = WebPusher({"endpoint": "", "keys": dict(keys)})
    return bytes(pusher.encode(payload, content_encoding="aes128gcm")["body"])


def by_cryptography(payload: bytes, keys: Mapping[str, str]) -> bytes:
    """The same body without a library between."""
    receiver = urlsafe_b64decode(keys["p256dh"] + "==")
    secret = urlsafe_b64decode(keys["auth"] + "==")
    own = ec.generate_private_key(_CURVE)
    public = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, receiver))
    info = b"WebPush: info\0" + receiver + public
    material = HKDF(algorithm=_SHA, length=32, salt=secret, info=info).derive(shared)
    salt = os.urandom(16)
    key = HKDF(algorithm=_SHA, length=16, salt=salt, info=b"Content-Encoding: aes128gcm\0").derive(material)
    nonce = HKDF(algorithm=_SHA, length=12, salt=salt, info=b"Content-Encoding: nonce\0").derive(material)
    head = salt + (4096).to_bytes(4, "big") + bytes([len(public)]) + public
    return head + AESGCM(key).encrypt(nonce, payload + b"\x02", None)
