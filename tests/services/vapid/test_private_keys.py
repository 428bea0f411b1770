"""A private key is read in every form people have it in, and never shown in any."""

import base64
import json
import pickle
import traceback
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from py_vapid import Vapid02

from pushdesk.model import base64url
from pushdesk.model.errors import BadInput
from pushdesk.services.vapid import private_keys
from pushdesk.services.vapid.private_keys import PrivateKey

KEY = ec.derive_private_key(0xC0FFEE << 200, ec.SECP256R1())
OURS = PrivateKey(KEY)
SECRET = (0xC0FFEE << 200).to_bytes(32)
PEM, DER = Encoding.PEM, Encoding.DER
PKCS8, SEC1 = PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL
EC_PARAMETERS = b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"


def form(encoding: Encoding, shape: PrivateFormat, key: Any = KEY) -> bytes:
    return bytes(key.private_bytes(encoding, shape, NoEncryption()))


def jwk(**changed: object) -> bytes:
    numbers = KEY.public_key().public_numbers()
    document = {
        "kty": "EC",
        "crv": "P-256",
        "x": base64url.encode(numbers.x.to_bytes(32)),
        "y": base64url.encode(numbers.y.to_bytes(32)),
        "d": base64url.encode(SECRET),
    }
    return json.dumps({**document, **changed}).encode()


@pytest.mark.parametrize(
    "raw",
    [
        form(PEM, PKCS8),
        form(PEM, SEC1),
        b"\r\n" + form(PEM, PKCS8).replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + form(PEM, PKCS8),
        b"Bag Attributes\n    friendlyName: key\n" + form(PEM, PKCS8),
        EC_PARAMETERS + form(PEM, SEC1),
        form(DER, PKCS8),
        form(DER, SEC1),
        base64.urlsafe_b64encode(form(DER, PKCS8)),
        base64url.encode(form(DER, SEC1)).encode(),
        base64url.encode(SECRET).encode(),
        base64.urlsafe_b64encode(SECRET) + b"\n",
        b"\xef\xbb\xbf" + base64url.encode(SECRET).encode(),
        jwk(),
        jwk(use="sig", kid="1"),
        b" \n" + jwk() + b"\n",
        b"\xef\xbb\xbf" + jwk(),
    ],
)
def test_every_form_gives_the_same_key(raw: bytes) -> None:
    assert private_keys.parse(raw).secret() == OURS.secret() == base64url.encode(SECRET)
    assert private_keys.parse(raw).public_key == OURS.public_key


def test_the_public_key_is_the_uncompressed_point() -> None:
    point = KEY.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    assert OURS.public_key == base64url.encode(point)
    assert len(OURS.public_key) == 87


def test_what_py_vapid_writes_is_read() -> None:
    theirs = Vapid02()
    theirs.generate_keys()
    for raw in (theirs.private_pem(), base64.urlsafe_b64encode(form(DER, PKCS8, theirs.private_key))):
        assert private_keys.parse(raw).key.private_numbers() == theirs.private_key.private_numbers()


def test_a_new_key_is_another_each_time() -> None:
    assert private_keys.generate().secret() != private_keys.generate().secret()


P384, K256 = ec.generate_private_key(ec.SECP384R1()), ec.generate_private_key(ec.SECP256K1())
WRONG = {
    "nothing": b"",
    "blanks": b" \n",
    "words": b"my private key",
    "P-384 in PEM": form(PEM, PKCS8, P384),
    "P-384 in DER": form(DER, PKCS8, P384),
    "secp256k1": form(PEM, PKCS8, K256),
    "RSA": form(PEM, PKCS8, rsa.generate_private_key(65537, 2048)),
    "Ed25519": form(PEM, PKCS8, ed25519.Ed25519PrivateKey.generate()),
    "a pass phrase": KEY.private_bytes(PEM, PKCS8, BestAvailableEncryption(b"x")),
    "a public key in PEM": KEY.public_key().public_bytes(PEM, PublicFormat.SubjectPublicKeyInfo),
    "a public key in base64url": OURS.public_key.encode(),
    "a public JWK": json.dumps({k: v for k, v in json.loads(jwk()).items() if k != "d"}).encode(),
    "a JWK of another curve": jwk(crv="P-384"),
    "a JWK of another kind": jwk(kty="oct"),
    "a JWK whose parts do not fit": jwk(d=base64url.encode(b"\x01" * 32)),
    "a JWK with a short d": jwk(d="AAAA"),
    "a JWK with numbers": jwk(x=1, y=2, d=3),
    "a JWK with nothing": jwk(d=None),
    "an empty object": b"{}",
    "half an object": b'{"kty": "EC"',
    "31 bytes": base64url.encode(SECRET[:31]).encode(),
    "33 bytes": base64url.encode(SECRET + b"\x00").encode(),
    "nought": base64url.encode(b"\x00" * 32).encode(),
    "more than the order": base64url.encode(b"\xff" * 32).encode(),
    "half a PEM": form(PEM, PKCS8)[:100],
    "PEM with rubbish inside": b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    "half a DER": form(DER, PKCS8)[:60],
    "text in another encoding": "schlüssel".encode("utf-16"),
}


@pytest.mark.parametrize("raw", list(WRONG.values()), ids=list(WRONG))
def test_anything_else_is_one_sentence_that_does_not_quote_it(raw: bytes) -> None:
    with pytest.raises(BadInput) as problem:
        private_keys.parse(raw)
    assert problem.value.sentence.startswith(
        "This is not a private P-256 key: give PEM (without a pass phrase)"
    )
    report = "".join(traceback.format_exception(problem.value))
    assert problem.value.__cause__ is None
    assert problem.value.__suppress_context__ or problem.value.__context__ is None
    text = raw.decode("latin-1").strip()
    assert not text or text not in report


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{!r}".format, "{!s:>10}".format])
def test_a_key_never_shows_its_secret(show: Any) -> None:
    for value in (OURS, [OURS], {"key": OURS}):
        text = show(value)
        assert OURS.secret() not in text
        assert str(0xC0FFEE << 200) not in text
    assert OURS.public_key in repr(OURS)


def test_a_key_cannot_be_written_down_by_mistake() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(OURS)
    with pytest.raises(TypeError):
        json.dumps(OURS)
