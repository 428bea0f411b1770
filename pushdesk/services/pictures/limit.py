"""How heavy a picture may be at all; what is merely unwise is for notes.py."""

from pushdesk.model.errors import BadInput

# Braze, Push message and image formats: 5 MB is the most for any picture in a push message.
LIMIT = 5 * 1024 * 1024


class TooLarge(BadInput):
    """A picture of more bytes or pixels than anything shows."""

    code = "too_large"


def within_limit(raw: bytes) -> bytes:
    """`raw`, where it is not too heavy; raises BadInput."""
    if len(raw) > LIMIT:
        raise TooLarge(f"The picture is over {LIMIT // 1024**2} MB: make it smaller, devices download it.")
    return raw
