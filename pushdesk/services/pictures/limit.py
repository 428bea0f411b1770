"""How heavy a picture may be at all; what is merely unwise is for notes.py."""

from pushdesk.model.errors import BadInput

# Braze, Push message and image formats: 5 MB is the most for any picture in a push message.
LIMIT = 5 * 1024 * 1024


def within_limit(raw: bytes) -> bytes:
    """`raw`, where it is not too heavy; raises BadInput."""
    if len(raw) > LIMIT:
        raise BadInput(f"The picture is over {LIMIT // 1024**2} MB: make it smaller, devices download it.")
    return raw
