"""Is a public key a point on P-256? Plain arithmetic, so that the model needs no crypto library.

Source: NIST SP 800-186 section 3.2.1.3 (the curve's p and b); SEC 1 section 2.3.3 (the
uncompressed form: 0x04, X, Y).
"""

from pushdesk.model import base64url
from pushdesk.model.errors import BadInput

_P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


def on_p256(point: bytes) -> bool:
    """Whether 65 bytes `point` are an uncompressed point on P-256."""
    if len(point) != 65 or point[0] != 4:
        return False
    x, y = int.from_bytes(point[1:33]), int.from_bytes(point[33:])
    return x < _P and y < _P and (y * y - (x * x * x - 3 * x + _B)) % _P == 0


def public_key(text: str, what: str) -> str:
    """`text` as a P-256 public key in base64url without padding.

    Raises BadInput, with `what` as the key's name, where it is not one.
    """
    raw = base64url.decode(text.strip(), what)
    if len(raw) != 65 or raw[0] != 4:
        raise BadInput(
            f"{what} must be 65 bytes that start with 04; this has {len(raw)} bytes. Copy it whole."
        )
    if not on_p256(raw):
        raise BadInput(
            f"{what} is not a point on the P-256 curve: a character was changed. Capture it again."
        )
    return base64url.encode(raw)
