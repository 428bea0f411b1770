"""base64url without padding (RFC 4648 section 5), as the Push API writes keys."""

import base64
import binascii
import re

from pushdesk.model.errors import BadInput

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*={0,2}")


def encode(raw: bytes) -> str:
    """The text form of `raw`, without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def decode(text: str, what: str) -> bytes:
    """The bytes behind `text`, padded or not; `what` names the value in the sentence.

    Raises BadInput where `text` holds anything but base64url.
    """
    if not _ALPHABET.fullmatch(text):
        raise BadInput(f"{what} is not base64url: use only A–Z, a–z, 0–9, “-” and “_”.")
    bare = text.rstrip("=")
    try:
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except binascii.Error as problem:
        raise BadInput(f"{what} is not base64url: its length cannot be right.") from problem
