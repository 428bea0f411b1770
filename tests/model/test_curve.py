"""The plain arithmetic agrees with `cryptography` on what a point of P-256 is."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from pushdesk.model import base64url, curve
from pushdesk.model.errors import BadInput

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
FIELD = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF


def point(secret: int) -> bytes:
    key = ec.derive_private_key(secret, ec.SECP256R1()).public_key()
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def accepted_by_cryptography(raw: bytes) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        return False
    return True


@given(st.integers(1, ORDER - 1))
def test_every_public_key_is_on_the_curve(secret: int) -> None:
    assert curve.on_p256(point(secret))


@given(st.integers(1, ORDER - 1), st.integers(1, 64), st.integers(1, 255))
def test_a_changed_byte_is_judged_as_cryptography_judges_it(secret: int, place: int, change: int) -> None:
    raw = bytearray(point(secret))
    raw[place] ^= change
    assert curve.on_p256(bytes(raw)) == accepted_by_cryptography(bytes(raw))


@given(st.binary(min_size=64, max_size=64))
def test_any_two_coordinates_are_judged_as_cryptography_judges_them(coordinates: bytes) -> None:
    raw = b"\x04" + coordinates
    assert curve.on_p256(raw) == accepted_by_cryptography(raw)


def test_a_coordinate_beyond_the_field_is_refused_even_where_its_remainder_fits() -> None:
    # x = 5 has points; 5 + FIELD is the same number modulo FIELD, but no encoding of it (SEC 1, 2.3.4).
    y_squared = (5**3 - 3 * 5 + 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B) % FIELD
    y = pow(y_squared, (FIELD + 1) // 4, FIELD)
    assert y * y % FIELD == y_squared
    assert curve.on_p256(b"\x04" + (5).to_bytes(32) + y.to_bytes(32))
    assert not curve.on_p256(b"\x04" + (5 + FIELD).to_bytes(32) + y.to_bytes(32))


def test_the_compressed_and_the_hybrid_form_are_refused() -> None:
    raw = point(7)
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    assert not curve.on_p256(key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))
    assert not curve.on_p256(b"\x06" + raw[1:])


def test_a_padded_key_with_blanks_around_it_is_kept_without_either() -> None:
    text = base64url.encode(point(7))
    assert curve.public_key(f" {text}=\n", "p256dh") == text


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (point(7)[:64], r"^p256dh must be 65 bytes that start with 04; this has 64 bytes\. Copy it whole\.$"),
        (b"\x03" + point(7)[1:], r"^p256dh must be 65 bytes that start with 04"),
        (point(7)[:64] + b"\x00", r"^p256dh is not a point on the P-256 curve"),
        (b"", r"this has 0 bytes"),
    ],
)
def test_what_is_no_public_key_is_a_sentence(raw: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        curve.public_key(base64url.encode(raw), "p256dh")
