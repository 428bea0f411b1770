"""Events that both browsers' protocols have: Firefox's (autopush.py) and Chromium's (gcm/mcs.py)."""

from collections.abc import Sequence
from dataclasses import dataclass

from pushdesk.model.lab import LabMessage


@dataclass(frozen=True)
class Malformed:
    """Event: the browser sent what is no frame of its protocol."""

    words: str


@dataclass(frozen=True)
class Identified:
    """Event: whether the identity asked about is this lab's, and what waits for it (channel id, message)."""

    known: bool
    waiting: Sequence[tuple[str, LabMessage]] = ()


@dataclass(frozen=True)
class Pushed:
    """Event: a message for one of this browser's channels was accepted."""

    channel_id: str
    message: LabMessage
