"""A message's body for one device: encrypted by pywebpush (RFC 8291), each with a key and salt of its own."""

from pywebpush import WebPusher


def encrypt(payload: bytes, p256dh: str, auth: str) -> bytes:
    """The request's body for `payload` and a device's keys (base64url). The caller kept to PAYLOAD_LIMIT."""
    device = {"endpoint": "", "keys": {"p256dh": p256dh, "auth": auth}}
    return bytes(WebPusher(device).encode(payload, content_encoding="aes128gcm")["body"])
