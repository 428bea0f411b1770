"""What each device's own values and payload shape make of a message, as numbers for the checks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice
from json import dumps
from typing import Any

from pushdesk.model.errors import BadInput
from pushdesk.model.message import parse_message, parse_notification
from pushdesk.model.notification import Notification
from pushdesk.model.payload import PAYLOAD_LIMIT, PayloadShape, Tracking
from pushdesk.model.subscription import Subscription
from pushdesk.services.payload_writer import PayloadWriter, payload_writer
from pushdesk.services.preview.audience import OwnPayloads
from pushdesk.services.variables import MissingValue, Variables

# Devices looked at: each with values of its own takes a fraction of a millisecond.
MOST = 20_000
_Made = tuple[int, str, bool]


def own_payloads(
    document: object,
    devices: Iterable[Subscription],
    receiver: str,
    shape: PayloadShape = PayloadShape.PUSHDESK,
    template: str = "",
) -> OwnPayloads:
    """The payloads that `devices` (MOST at most) would get of a message `document`, where they differ.

    `shape` and `template` are for devices without a shape of their own. A document that is no message has
    checks of its own, and nothing is counted for it.
    """
    try:
        maker = _Maker(document, receiver, shape, template)
    except BadInput:
        return OwnPayloads()
    too_large, largest, silent = 0, 0, 0
    refused: Counter[str] = Counter()
    for row in islice(devices, MOST):
        if row.shape is None and not maker.variables:
            continue  # the message as it stands, which the other checks judge
        size, refusal, confirms = maker.made(row)
        if refusal:
            refused[refusal] += 1
        too_large += size > PAYLOAD_LIMIT
        largest = max(largest, size)
        silent += row.shape is not None and not confirms
    return OwnPayloads(too_large, largest, dict(refused.most_common()), silent)


class _Maker:
    """Makes each different payload once. Raises BadInput for what is no message."""

    def __init__(self, document: object, receiver: str, shape: PayloadShape, template: str) -> None:
        self._notification = parse_message(document).notification
        self.variables = Variables(self._notification.options())
        self._tracking = Tracking.sample(receiver)
        self._shape, self._template = shape, template
        self._known: dict[tuple[Any, ...], _Made] = {}

    def made(self, row: Subscription) -> _Made:
        """(bytes, why there are none, whether the device could confirm it) for one device."""
        values = row.variables if self.variables else {}
        shape, template = (row.shape, row.shape_template) if row.shape else (self._shape, self._template)
        same = (shape, template, dumps(values, sort_keys=True))
        if same not in self._known:
            try:
                writer = payload_writer(shape, template)
                self._known[same] = self._written(writer, self._rendered(values))
            except MissingValue:  # counted by variable, in a check of its own
                self._known[same] = (0, "", True)
            except BadInput as problem:
                self._known[same] = (0, problem.sentence, True)
        return self._known[same]

    def _rendered(self, values: Mapping[str, Any]) -> Notification:
        if not self.variables:
            return self._notification
        return parse_notification(self.variables.render(values))

    def _written(self, writer: PayloadWriter, notification: Notification) -> _Made:
        raw = writer.write_unchecked(notification, self._tracking)
        return len(raw), "", self._tracking.stands_in(raw)
