"""What a fault is: how the lab answers a push that it would have taken. fault_reading.py reads them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from typing import Any

AS_DATE = re.compile(r"date:([0-9]{1,9})")


class Answering(StrEnum):
    """silent: 201, never delivered. delay: taken, answered late. drop: no answer. reset: half of one.

    drip: the body byte by byte. status: exactly this answer.
    """

    SILENT = "silent"
    STATUS = "status"
    DROP = "drop"
    DRIP = "drip"
    RESET = "reset"
    DELAY = "delay"


@dataclass(frozen=True)
class Fault:
    """One way to answer. `delay_seconds`: before a late answer, or for the whole of a drip.

    `retry_after`: seconds, or `date:SECONDS` for a moment that far ahead. `preset` is empty for a user's own.
    """

    answer: Answering
    title: str
    status: int = 201
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    delay_seconds: float = 0.0
    retry_after: str = ""
    preset: str = ""

    @property
    def takes(self) -> bool:
        """Whether the device gets the message all the same."""
        return self.answer is Answering.DELAY or (self.answer is Answering.DRIP and self.status < 300)

    @property
    def answered(self) -> int:
        """The status that the sender sees, 0 where it sees none."""
        return 0 if self.answer is Answering.DROP else self.status

    def head(self, now: datetime) -> dict[str, str]:
        """The headers of the answer, those of HTTP's framing left out."""
        if not self.retry_after:
            return dict(self.headers)
        moment = AS_DATE.fullmatch(self.retry_after)
        after = self.retry_after
        if moment:
            after = format_datetime(now + timedelta(seconds=int(moment[1])), usegmt=True)
        return {**self.headers, "Retry-After": after}


@dataclass(frozen=True)
class Preset:
    """A fault by name. `service`: fcm, mozilla, apple, wns or lab. `source` says where it was seen."""

    id: str
    title: str
    service: str
    description: str
    source: str
    fault: Fault
    document: Mapping[str, Any]

    def as_document(self) -> dict[str, Any]:
        """The JSON shape, camelCase."""
        return {
            "id": self.id,
            "title": self.title,
            "service": self.service,
            "description": self.description,
            "source": self.source,
            "fault": dict(self.document),
        }
