"""What the lab and its built-in browser, a process of its own, say to each other: one JSON line a message.

The first line to the browser is its BuiltinOptions; then come BuiltinRequests, and BuiltinReports go back.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from pushdesk.model import clock
from pushdesk.model.identifiers import new_id

LONGEST_LINE = 16 * 1024 * 1024  # bytes: pictures travel as data URLs


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def line(self) -> bytes:
        """The message as it goes through the pipe, its end included."""
        return self.model_dump_json().encode() + b"\n"


class BuiltinOptions(_Line):
    """How the browser is to start. `folder` is for its profile; `receiver` the page's URL.

    `switches` are Chromium's, without `--no-sandbox`. `theme` as in the settings: system, light, dark.
    `blocked`: notifications are, for every page.
    """

    folder: str
    receiver: str
    url: str
    switches: tuple[str, ...] = ()
    visible: bool = True
    blocked: bool = False
    theme: str = "system"


class Asked(StrEnum):
    """What the browser can be asked for."""

    SHOW = "show"
    OPEN = "open"
    CLICK = "click"
    CLOSE = "close"
    BLOCK = "block"
    ALLOW = "allow"
    EVALUATE = "evaluate"


class BuiltinRequest(_Line):
    """One request; `id` comes back in its answer. `notification` is a BuiltinNotification's id."""

    id: int
    ask: Asked
    url: str = ""
    notification: str = ""
    action: str = ""
    script: str = ""


class BuiltinAction(_Line):
    """A button of a notification."""

    action: str
    title: str


class BuiltinNotification(_Line):
    """A notification as it was presented. Pictures are data URLs, empty where there is none.

    `payload` is the push message's decrypted text, None where no push brought it or that is not known;
    `data` what the worker kept with the notification, as JSON. `open` until somebody closed it.
    """

    id: str = Field(default_factory=new_id)
    title: str
    body: str = ""
    tag: str = ""
    origin: str
    icon: str = ""
    image: str = ""
    actions: tuple[BuiltinAction, ...] = ()
    data: str = ""
    payload: str | None = None
    at: datetime = Field(default_factory=clock.now)
    open: bool = True


class Told(StrEnum):
    """What the browser reports. `failed` is its last word: it cannot start."""

    READY = "ready"
    FAILED = "failed"
    ANSWER = "answer"
    NOTIFICATION = "notification"


class BuiltinReport(_Line):
    """One report. An answer has the request's `id`, and `value` or, in words for people, `problem`.

    A notification is reported when it is shown, and again whenever it changed.
    """

    told: Told
    id: int = 0
    value: Any = None
    problem: str = ""
    notification: BuiltinNotification | None = None
