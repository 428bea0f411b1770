"""Judge: reads a draft under what is known of the desk and of the devices it goes to."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from pushdesk.model.audience import Choice
from pushdesk.model.endpoint import LAB_PUSH_SERVICE, EndpointPolicy
from pushdesk.model.errors import BadInput
from pushdesk.model.payload import PayloadShape
from pushdesk.services import variables
from pushdesk.services.preview.checks import DEFAULT_RECEIVER, Audience, Check, audience_facts
from pushdesk.services.preview.own_payloads import own_payloads
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.reading import Reading, Terms, errors, read, size
from pushdesk.ui.compose.recipients import Recipients

if TYPE_CHECKING:
    # With the database’s library, which comes once the window is on the screen.
    from pushdesk.model.subscription import Subscription


@dataclass(frozen=True)
class _Draft:
    """`document` in `shape` (with its `template` where it is custom), confirmed at `receiver`; `policy`

    says which hosts are no strangers.
    """

    policy: EndpointPolicy
    document: Mapping[str, Any] = field(default_factory=dict)
    shape: PayloadShape = PayloadShape.PUSHDESK
    template: str = ""
    receiver: str = DEFAULT_RECEIVER


# The choices, the recipients' version, and what of the draft and the desk the numbers depend on.
_Wanted = tuple[Sequence[Choice], int, _Draft]
# The audience in numbers, and why it is not sent to without a contact.
_Facts = tuple[Audience, str]


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
        self._known: tuple[_Wanted, _Facts] | None = None
        self._policy = EndpointPolicy()
        self._busy = False

    def set_desk(self, receiver: str, contact: str, policy: EndpointPolicy) -> None:
        """The receiver's origin, who answers for the messages, and which push services are the user's own."""
        terms = replace(self._terms, receiver=receiver, contact=contact)
        if (terms, policy) != (self._terms, self._policy):
            self._terms, self._policy = terms, policy
            self.changed.emit()

    def read(self, value: DraftValue, choices: Sequence[Choice]) -> Reading:
        """The draft as it stands."""
        if self._recipients.version:
            self._want(self._asked(value, choices))
        return read(value, self._terms)

    def read_exactly(self, value: DraftValue, choices: Sequence[Choice]) -> Reading:
        """The draft as it stands, the audience counted this moment: before a send."""
        return read(value, self._exact(value, choices))

    def errors(self, value: DraftValue, choices: Sequence[Choice]) -> tuple[Check, ...]:
        """What keeps the draft from being sent to `choices`, counted this moment."""
        return errors(value, self._exact(value, choices))

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
                facts = await asyncio.to_thread(_facts, draft, rows, key, held)
                self._known = wanted, facts
                terms = self._under(facts)
                if terms != self._terms:
                    self._terms = terms
                    self.changed.emit()
        finally:
            self._busy = False

    def _under(self, facts: _Facts) -> Terms:
        return replace(self._terms, audience=facts[0], strangers=facts[1])

    def _exact(self, value: DraftValue, choices: Sequence[Choice]) -> Terms:
        """What was counted for the same question, or else now: ten thousand renders hold the window."""
        asked = self._asked(value, choices)
        if self._known is None or self._known[0] != asked:
            recipients = self._recipients
            rows = recipients.rows(choices)
            self._known = asked, _facts(asked[2], rows, recipients.key, recipients.held_keys)
        return self._under(self._known[1])

    def _asked(self, value: DraftValue, choices: Sequence[Choice]) -> _Wanted:
        return tuple(choices), self._recipients.version, self._counting(value)

    def _counting(self, value: DraftValue) -> _Draft:
        """The draft where its numbers depend on it: it may hold variables, or a device has its own shape."""
        if value.has_variables or self._recipients.shaped:
            return _Draft(self._policy, value.document, value.shape, value.template, self._terms.receiver)
        return _Draft(self._policy)


def _facts(draft: _Draft, rows: Sequence["Subscription"], key: str, held: frozenset[str]) -> _Facts:
    """What the checks want to know of the devices in `rows`."""
    # With the database’s library: asked only once the desk is there.
    from pushdesk.services.delivery.contact import refusal

    try:
        missing = variables.missing(draft.document, rows)
    except BadInput:  # a text that cannot be read as a template: a check says so
        missing = {}
    own = own_payloads(draft.document, rows, draft.receiver, draft.shape, draft.template)
    outside = (row.endpoint for row in rows if row.push_service != LAB_PUSH_SERVICE)
    audience = audience_facts(rows, key, held_keys=held, missing=missing, payloads=own)
    return audience, refusal(outside, draft.policy)
