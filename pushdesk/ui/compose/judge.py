"""Judge: reads a draft under what is known of the desk and of the devices it goes to."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from pushdesk.model.audience import Choice
from pushdesk.model.errors import BadInput
from pushdesk.model.payload import PayloadShape
from pushdesk.model.subscription import Subscription
from pushdesk.services import variables
from pushdesk.services.preview.checks import DEFAULT_RECEIVER, Audience, Check, audience_facts
from pushdesk.services.preview.own_payloads import own_payloads
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.reading import Reading, Terms, errors, read, size
from pushdesk.ui.compose.recipients import Recipients


@dataclass(frozen=True)
class _Draft:
    """`document` in `shape` (with its `template` where it is custom), confirmed at `receiver`."""

    document: Mapping[str, Any]
    shape: PayloadShape = PayloadShape.PUSHDESK
    template: str = ""
    receiver: str = DEFAULT_RECEIVER


# The choices, the recipients' version, and what of the draft and the desk the numbers depend on.
_Wanted = tuple[Sequence[Choice], int, _Draft]


class Judge(QObject):
    """`read` answers at once, with the audience's facts as they were counted last; counting ten thousand

    devices takes a while and is done beside the window, and then `changed` asks for another read.
    """

    changed = Signal()

    def __init__(self, bridge: Bridge, recipients: Recipients, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._recipients = recipients
        self._terms = Terms()
        self._counted: _Wanted | None = None
        self._wanted: _Wanted | None = None
        self._known: tuple[_Wanted, Audience] | None = None
        self._busy = False

    def set_desk(self, receiver: str, contact: str) -> None:
        """The receiver's origin and who answers for the messages."""
        terms = replace(self._terms, receiver=receiver, contact=contact)
        if terms != self._terms:
            self._terms = terms
            self.changed.emit()

    def read(self, value: DraftValue, choices: Sequence[Choice]) -> Reading:
        """The draft as it stands."""
        if self._recipients.version:
            self._want(self._asked(value, choices))
        return read(value, self._terms)

    def read_exactly(self, value: DraftValue, choices: Sequence[Choice]) -> Reading:
        """The draft as it stands, the audience counted this moment: before a send."""
        return read(value, replace(self._terms, audience=self._facts(value, choices)))

    def errors(self, value: DraftValue, choices: Sequence[Choice]) -> tuple[Check, ...]:
        """What keeps the draft from being sent to `choices`, counted this moment."""
        return errors(value, replace(self._terms, audience=self._facts(value, choices)))

    def size(self, value: DraftValue) -> int | None:
        """The payload's bytes of another value, such as the draft with one device's values."""
        return size(value, self._terms)

    def _want(self, wanted: _Wanted) -> None:
        if wanted == self._counted:
            return
        self._counted = self._wanted = wanted
        if not self._busy:
            self._busy = True
            self._bridge.spawn(self._count(), "count the audience")

    async def _count(self) -> None:
        try:
            while (wanted := self._wanted) is not None:
                self._wanted = None
                choices, _, draft = wanted
                rows = self._recipients.rows(choices)
                key, held = self._recipients.key, self._recipients.held_keys
                audience = await asyncio.to_thread(_facts, draft, rows, key, held)
                self._known = wanted, audience
                if audience != self._terms.audience:
                    self._terms = replace(self._terms, audience=audience)
                    self.changed.emit()
        finally:
            self._busy = False

    def _facts(self, value: DraftValue, choices: Sequence[Choice]) -> Audience:
        """What was counted for the same question, or else now: ten thousand renders hold the window."""
        asked = self._asked(value, choices)
        if self._known is None or self._known[0] != asked:
            recipients = self._recipients
            rows = recipients.rows(choices)
            self._known = asked, _facts(asked[2], rows, recipients.key, recipients.held_keys)
        return self._known[1]

    def _asked(self, value: DraftValue, choices: Sequence[Choice]) -> _Wanted:
        return tuple(choices), self._recipients.version, self._counting(value)

    def _counting(self, value: DraftValue) -> _Draft:
        """The draft where its numbers depend on it: it may hold variables, or a device has its own shape."""
        if variables.MARK in json.dumps(value.document) or self._recipients.shaped:
            return _Draft(value.document, value.shape, value.template, self._terms.receiver)
        return _Draft({})


def _facts(draft: _Draft, rows: Sequence[Subscription], key: str, held: frozenset[str]) -> Audience:
    """The numbers that the checks want of the devices in `rows`."""
    try:
        missing = variables.missing(draft.document, rows)
    except BadInput:  # a text that cannot be read as a template: a check says so
        missing = {}
    own = own_payloads(draft.document, rows, draft.receiver, draft.shape, draft.template)
    return audience_facts(rows, key, held_keys=held, missing=missing, payloads=own)
