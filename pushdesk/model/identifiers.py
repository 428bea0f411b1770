"""Identifiers: short, typeable, and safe in a URL, a file name and a shell."""

import secrets

# Crockford's base 32 without i, l, o, u: nothing to mistake when read aloud.
_ALPHABET = b"0123456789abcdefghjkmnpqrstvwxyz"
_LETTERS = bytes(_ALPHABET[byte % 32] for byte in range(256))

DELIVERY_ID_LENGTH = 16
RECEIPT_TOKEN_LENGTH = 16


def new_id(length: int = 12) -> str:
    """A random identifier of `length` characters, five bits each."""
    # One read of the system's randomness, not one a character: a campaign makes thousands of these.
    return secrets.token_bytes(length).translate(_LETTERS).decode()
