"""Judge: reads a draft under what is known of the desk and of the devices it goes to."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from pushdesk.model.audience import Choice
from pushdesk.model.errors import BadInput
from pushdesk.model.subscription import Subscription
from pushdesk.services import variables
from pushdesk.services.preview.checks import Audience, Check, audience_facts
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.reading import Reading, Terms, errors, read, size
from pushdesk.ui.compose.recipients import Recipients

_Wanted = tuple[Sequence[Choice], int, Mapping[str, Any]]


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
            self._want((tuple(choices), self._recipients.version, _marked(value.document)))
        return read(value, self._terms)

    def read_exactly(self, value: DraftValue, choices: Sequence[Choice]) -> Reading:
        """The draft as it stands, the audience counted this moment: before a send."""
        return read(value, replace(self._terms, audience=self._facts(value.document, choices)))

    def errors(self, value: DraftValue, choices: Sequence[Choice]) -> tuple[Check, ...]:
        """What keeps the draft from being sent to `choices`, counted this moment."""
        return errors(value, replace(self._terms, audience=self._facts(value.document, choices)))

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
                choices, _, document = wanted
                rows = self._recipients.rows(choices)
                key, held = self._recipients.key, self._recipients.held_keys
                audience = await asyncio.to_thread(facts, document, rows, key, held)
                if audience != self._terms.audience:
                    self._terms = replace(self._terms, audience=audience)
                    self.changed.emit()
        finally:
            self._busy = False

    def _facts(self, document: Mapping[str, Any], choices: Sequence[Choice]) -> Audience:
        recipients = self._recipients
        return facts(document, recipients.rows(choices), recipients.key, recipients.held_keys)


def facts(
    document: Mapping[str, Any], rows: Sequence[Subscription], key: str, held: frozenset[str]
) -> Audience:
    """The numbers that the checks want of the devices in `rows`."""
    try:
        missing = variables.missing(document, rows)
    except BadInput:  # a text that cannot be read as a template: a check says so
        missing = {}
    return audience_facts(rows, key, held_keys=held, missing=missing)


def _marked(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document where it may hold variables; without any it makes no difference to whom it goes."""
    return document if variables.MARK in json.dumps(document) else {}
