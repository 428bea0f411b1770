"""Chromium's check-in: a browser without an identity gets one, one with an identity keeps it.

Source: facts/browser-protocols.md (measured); Chromium, google_apis/gcm/engine/checkin_request.cc: the answer
401 makes the browser forget its identity and its registrations, and check in anew.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from firebase_messaging.proto import checkin_pb2
from google.protobuf.message import DecodeError

from pushdesk.services.lab.push_request import Refusal

CONTENT_TYPE = "application/x-protobuf"
# Chromium's is some 200 bytes.
BODY_LIMIT = 64 * 1024
_BITS = 63  # positive in a signed 64-bit number, too


@dataclass(frozen=True)
class Identity:
    """Who a browser is to its push service: android_id and security_token, decimal, as the agent's row has
    them. Neither is ever 0."""

    android_id: str
    security_token: str

    @classmethod
    def new(cls) -> Self:
        """One that nobody can guess."""
        return cls(str(1 + secrets.randbits(_BITS)), str(1 + secrets.randbits(_BITS)))


def read_request(body: bytes) -> Identity | None:
    """The identity that a check-in names, None for a browser without one; raises Refusal (400)."""
    request = checkin_pb2.AndroidCheckinRequest()
    try:
        request.ParseFromString(body)
    except (DecodeError, ValueError):
        raise Refusal(400, "checkin_malformed", "This is no AndroidCheckinRequest.") from None
    if not request.id or not request.security_token:
        return None
    return Identity(str(request.id), str(request.security_token))


def answer(identity: Identity, now: datetime) -> bytes:
    """The AndroidCheckinResponse for a browser that is `identity` from now on."""
    response = checkin_pb2.AndroidCheckinResponse(
        stats_ok=True,
        time_msec=int(now.timestamp() * 1000),
        android_id=int(identity.android_id),
        security_token=int(identity.security_token),
        settings_diff=False,
    )
    return response.SerializeToString()
