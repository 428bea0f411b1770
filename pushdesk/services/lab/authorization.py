"""Does a request's `Authorization: vapid t=…, k=…` allow it to push here? (RFC 8292 sections 2 to 4.2)

A sender uses one token for thousands of messages, and checking a signature is slow: what a token says
is remembered by its text; whom it allows, and until when, is judged anew each time.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.types import Options

from pushdesk.model import base64url, curve
from pushdesk.model.errors import BadInput

LONGEST_LIFE = 24 * 60 * 60
_REMEMBERED = 4096
_SIGNATURE_ONLY: Options = {
    "verify_signature": True,
    "verify_aud": False,
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_sub": False,
    "verify_jti": False,
}
_PARAMETER = re.compile(r'\s*([A-Za-z]+)\s*=\s*(?:"([^"]*)"|([^\s",]*))\s*')


class Reason(StrEnum):
    """The machine word of a verdict."""

    ALLOWED = "allowed"
    MISSING = "authorization_missing"
    MALFORMED = "authorization_malformed"
    SIGNATURE = "vapid_signature"
    EXPIRED = "vapid_expired"
    TOO_LONG = "vapid_expiry_too_far"
    AUDIENCE = "vapid_audience"
    KEY = "vapid_key_mismatch"


@dataclass(frozen=True)
class Verdict:
    """`status` 201 where the push is allowed, else 401 (nothing to judge) or 403 (invalid, section 4.2)."""

    reason: Reason
    status: int
    words: str = ""

    @property
    def allowed(self) -> bool:
        """Whether the message may be taken."""
        return self.reason is Reason.ALLOWED


@dataclass(frozen=True)
class Claims:
    """What a token whose signature holds says. `expires` in seconds since 1970; `key` base64url."""

    audiences: tuple[str, ...]
    expires: float
    key: str


ALLOWED = Verdict(Reason.ALLOWED, 201)
_MISSING = Verdict(
    Reason.MISSING,
    401,
    "This subscription is restricted to a VAPID key: send “Authorization: vapid t=<token>, k=<public key>”.",
)
_MALFORMED = Verdict(
    Reason.MALFORMED, 403, "The Authorization header needs both a token (t=…) and a public key (k=…)."
)


def judge(header: str | None, *, audiences: frozenset[str], restricted_to: str | None, now: float) -> Verdict:
    """The verdict on one request.

    `audiences` are the origins this push service answers for; `restricted_to` is the subscription's
    applicationServerKey (base64url without padding) or None; `now` in seconds since 1970.
    """
    if header is None:
        return ALLOWED if restricted_to is None else _MISSING
    scheme, _, rest = header.strip().partition(" ")
    if scheme.lower() != "vapid":
        return _MISSING
    given = _parameters(rest)
    if given is None or not given.get("t") or not given.get("k"):
        return _MALFORMED
    claims = read_token(given["t"], given["k"])
    if isinstance(claims, Verdict):
        return claims
    return _judge_claims(claims, audiences, restricted_to, now)


def _judge_claims(
    claims: Claims, audiences: frozenset[str], restricted_to: str | None, now: float
) -> Verdict:
    if claims.expires <= now:
        return Verdict(Reason.EXPIRED, 403, "The token has expired: sign a new one.")
    if claims.expires > now + LONGEST_LIFE:
        return Verdict(Reason.TOO_LONG, 403, "The token's “exp” is more than 24 hours ahead.")
    if audiences.isdisjoint(claims.audiences):
        return Verdict(
            Reason.AUDIENCE,
            403,
            f"The token's “aud” is {', '.join(claims.audiences)}; "
            f"this push service is {' or '.join(sorted(audiences))}.",
        )
    if restricted_to is not None and claims.key != restricted_to:
        return Verdict(
            Reason.KEY,
            403,
            "The key in the Authorization header is not the one this subscription was made with.",
        )
    return ALLOWED


def _parameters(text: str) -> dict[str, str] | None:
    """`t=…, k=…` in any order, quoted or not (RFC 9110 section 11.4); None where it is something else."""
    found: dict[str, str] = {}
    for part in text.split(","):
        match = _PARAMETER.fullmatch(part)
        if match is None or match[1].lower() in found:
            return None
        found[match[1].lower()] = match[2] if match[2] is not None else match[3]
    return found


@lru_cache(_REMEMBERED)
def read_token(token: str, key: str) -> Claims | Verdict:
    """What `token` says, if it was signed (ES256) with the private part of `key`; otherwise why not."""
    try:
        public_key = curve.public_key(key, "k")
        point = base64url.decode(public_key, "k")
    except BadInput as problem:
        return Verdict(Reason.MALFORMED, 403, problem.sentence)
    verifier = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    try:
        claims = jwt.decode(token, verifier, algorithms=["ES256"], options=_SIGNATURE_ONLY)
    except jwt.InvalidSignatureError:
        return Verdict(Reason.SIGNATURE, 403, "The token's signature does not fit the key k.")
    except jwt.PyJWTError as problem:
        return Verdict(Reason.SIGNATURE, 403, f"The token is not an ES256 JSON Web Token: {problem}.")
    return _claims(claims, public_key)


def _claims(claims: dict[str, object], key: str) -> Claims | Verdict:
    audience, expires = claims.get("aud"), claims.get("exp")
    audiences = audience if isinstance(audience, list) else [audience]
    if not audiences or not all(isinstance(item, str) for item in audiences):
        return Verdict(Reason.AUDIENCE, 403, "The token has no “aud”: name the push service's origin.")
    if isinstance(expires, bool) or not isinstance(expires, int | float):
        return Verdict(Reason.EXPIRED, 403, "The token has no “exp”: name the second it ends, as a number.")
    return Claims(tuple(map(str, audiences)), expires, key)
