"""What each device's own values and payload shape make of a message, as numbers for the checks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from json import dumps
from typing import TYPE_CHECKING, Any

from pushdesk.model.errors import BadInput
from pushdesk.model.message import parse_message, parse_notification
from pushdesk.model.payload import PAYLOAD_LIMIT, PayloadShape, Tracking
from pushdesk.services.payload_writer import payload_writer
from pushdesk.services.preview import characters
from pushdesk.services.preview.audience import OwnPayloads, OwnText, platform_of
from pushdesk.services.preview.case import used
from pushdesk.services.preview.lengths import TEXTS
from pushdesk.services.preview.profile import platform, platforms
from pushdesk.services.variables import MARK, MissingValue, Variables

if TYPE_CHECKING:
    # With the database’s library, which comes once the window is on the screen.
    from pushdesk.model.notification import Notification
    from pushdesk.model.subscription import Subscription
    from pushdesk.services.payload_writer import PayloadWriter

# Devices looked at: each with values of its own takes a fraction of a millisecond.
MOST = 20_000


def own_payloads(
    document: object,
    devices: Iterable["Subscription"],
    receiver: str,
    shape: PayloadShape = PayloadShape.PUSHDESK,
    template: str = "",
) -> OwnPayloads:
    """The payloads that `devices` (MOST at most) would get of a message `document`, where they differ.

    `shape` and `template` are for devices without a shape of their own. A document that is no message has
    checks of its own, and nothing is counted for it.
    """
    measuring = Measuring(document, receiver, shape, template)
    measuring.add(devices)
    return measuring.result()


class Measuring:
    """The same of devices that come in pages, MOST in all."""

    def __init__(
        self,
        document: object,
        receiver: str,
        shape: PayloadShape = PayloadShape.PUSHDESK,
        template: str = "",
    ) -> None:
        self._left = MOST
        self._tally = _Tally()
        self._maker: _Maker | None
        try:
            self._maker = _Maker(document, receiver, shape, template)
        except BadInput:
            self._maker = None

    def add(self, devices: Iterable["Subscription"]) -> None:
        """More devices."""
        if (maker := self._maker) is None:
            return
        for row in islice(devices, self._left):
            self._left -= 1
            # Others get the message as it stands, which the other checks judge.
            if row.shape is not None or maker.variables:
                self._tally.add(row, maker.made(row))

    def result(self) -> OwnPayloads:
        """What was found."""
        if self._maker is None:
            return OwnPayloads()
        return self._tally.result(varied=bool(self._maker.variables))


@dataclass(frozen=True)
class _Made:
    """A payload's bytes or why there is none, whether the device could confirm it, the options it has no
    place for, its texts' characters."""

    size: int = 0
    refusal: str = ""
    confirms: bool = True
    left_out: tuple[str, ...] = ()
    lengths: Mapping[str, int] = field(default_factory=dict)


class _Tally:
    """Counts devices."""

    def __init__(self) -> None:
        self._too_large = self._largest = self._silent = 0
        self._refused: Counter[str] = Counter()
        self._tight: Counter[str] = Counter()
        self._left_out: Counter[tuple[str, ...]] = Counter()
        self._texts: dict[str, Counter[int]] = {}
        self._longest: dict[str, tuple[int, str]] = {}

    def add(self, row: "Subscription", made: _Made) -> None:
        """One device."""
        self._largest = max(self._largest, made.size)
        self._silent += row.shape is not None and not made.confirms
        if row.shape is not None and made.left_out:
            self._left_out[made.left_out] += 1
        if made.refusal:
            self._refused[made.refusal] += 1
        if made.size > PAYLOAD_LIMIT:
            self._too_large += 1
        elif made.size > _narrowest():
            place = platform_of(row)
            if place and made.size > platform(place).payload.value:
                self._tight[place] += 1
        for name, length in made.lengths.items():
            self._texts.setdefault(name, Counter())[length] += 1
            if length > self._longest.get(name, (-1, ""))[0]:
                self._longest[name] = length, row.name or row.id

    def result(self, *, varied: bool) -> OwnPayloads:
        """All of them; `varied`: by their values."""
        return OwnPayloads(
            varied=varied and self._largest > 0,
            too_large=self._too_large,
            largest=self._largest,
            tight=dict(self._tight),
            refused=dict(self._refused.most_common()),
            unconfirmed=self._silent,
            left_out=dict(self._left_out.most_common()),
            texts={name: OwnText(found, self._longest[name][1]) for name, found in self._texts.items()},
        )


class _Maker:
    """Makes each different payload once. Raises BadInput for what is no message."""

    def __init__(self, document: object, receiver: str, shape: PayloadShape, template: str) -> None:
        self._notification = parse_message(document).notification
        options = self._notification.typed()
        self.variables = Variables(options)
        self._names = self.variables.names
        # Only these differ from device to device.
        self._texts = [name for name in TEXTS if MARK in str(options.get(name, ""))]
        self._tracking = Tracking.sample(receiver)
        self._shape, self._template = shape, template
        self._known: dict[tuple[Any, ...], _Made] = {}

    def made(self, row: "Subscription") -> _Made:
        """What one device gets."""
        # Devices differ in many values, and a message reads few.
        values = {name: value for name, value in row.variables.items() if name in self._names}
        shape, template = (row.shape, row.shape_template) if row.shape else (self._shape, self._template)
        same = (shape, template, dumps(values, sort_keys=True))
        if same not in self._known:
            try:
                writer = payload_writer(shape, template)
                self._known[same] = self._written(writer, self._rendered(values))
            except MissingValue:  # counted by variable, in a check of its own
                self._known[same] = _Made()
            except BadInput as problem:
                self._known[same] = _Made(refusal=problem.sentence)
        return self._known[same]

    def _rendered(self, values: Mapping[str, Any]) -> "Notification":
        if not self.variables:
            return self._notification
        return parse_notification(self.variables.render(values))

    def _written(self, writer: "PayloadWriter", notification: "Notification") -> _Made:
        raw = writer.write_unchecked(notification, self._tracking)
        texts = notification.options()
        found = {name: characters.count(str(texts.get(name, ""))) for name in self._texts}
        lost = writer.left_out(used(texts))
        return _Made(len(raw), "", self._tracking.stands_in(raw), lost, found)


@cache
def _narrowest() -> int:
    """The bytes that every platform takes."""
    return min(one.payload.value for one in platforms())
