"""Chromium's registration: a form asks for a push token, or gives one up; answers are one line of text.

Source: facts/browser-protocols.md (measured); Chromium, google_apis/gcm/engine/registration_request.cc,
unregistration_request.cc, instance_id_get_token_request_handler.cc.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from pushdesk.services.lab.gcm.checkin import Identity

BODY_LIMIT = 16 * 1024
# Web push subscribes as “wp:<origin>/#<uuid>-V2”; whatever else registers is the browser's own business.
_WEB_PUSH = "wp:"
_EVERY_SENDER = "*"
_AID = re.compile(r"AidLogin ([0-9]{1,20}):([0-9]{1,20})")
_WORD = re.compile(r"[!-~]{1,2048}")


class Problem(StrEnum):
    """Chromium's own words for a refusal: it tries again later for the first, and gives up for the second."""

    IDENTITY = "AUTHENTICATION_FAILED"
    PARAMETERS = "INVALID_PARAMETERS"


class RegistrationRefused(Exception):
    """A form that cannot be granted; `problem` goes to the browser."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class WebApp:
    """What a token is for: the browser's `category`, the `subtype` it gave one subscription, the `sender`
    (the applicationServerKey). Together they are a channel's id."""

    category: str
    subtype: str
    sender: str

    @property
    def channel_id(self) -> str:
        """As the channel's row has it."""
        return f"{self.category} {self.subtype} {self.sender}"

    @classmethod
    def of_channel(cls, channel_id: str) -> Self:
        """The one that made `channel_id`."""
        category, subtype, sender = channel_id.split(" ")
        return cls(category, subtype, sender)

    @property
    def is_web_push(self) -> bool:
        """Whether a page subscribed, and not the browser for itself."""
        return self.subtype.startswith(_WEB_PUSH)

    @property
    def page(self) -> str:
        """The origin of the page that subscribed; empty where the browser did for itself."""
        return self.subtype.removeprefix(_WEB_PUSH).partition("/#")[0] if self.is_web_push else ""

    def covers(self, other: "WebApp") -> bool:
        """Whether giving this up gives `other` up; a subscription's end names every sender at once."""
        same = (self.category, self.subtype) == (other.category, other.subtype)
        return same and self.sender in {other.sender, _EVERY_SENDER}


@dataclass(frozen=True)
class Registration:
    """One request. `delete`: the token is given up."""

    identity: Identity
    app: WebApp
    delete: bool


def read_form(authorization: str | None, form: Mapping[str, str]) -> Registration:
    """The request in a form and its Authorization header; raises RegistrationRefused."""
    match = _AID.fullmatch(authorization or "")
    if match is None:
        raise RegistrationRefused(Problem.IDENTITY)
    delete = form.get("delete") == "true"
    category, subtype = form.get("app", ""), form.get("X-subtype", "-")
    sender = form.get("sender", _EVERY_SENDER if delete else "")
    if not all(_WORD.fullmatch(word) for word in (category, subtype, sender)):
        raise RegistrationRefused(Problem.PARAMETERS)
    return Registration(Identity(match[1], match[2]), WebApp(category, subtype, sender), delete)


def granted(token: str) -> str:
    """The answer to a registration."""
    return f"token={token}"


def deleted(app: WebApp) -> str:
    """The answer to the end of one."""
    return f"deleted={app.category}"


def refused(problem: Problem) -> str:
    """The answer to a form that cannot be granted."""
    return f"Error={problem}"
