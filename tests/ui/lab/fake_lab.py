"""A small lab in memory, with the interface of ui/lab/lab_seam.py, and rows for its table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from pushdesk.model.errors import NotFound
from pushdesk.model.lab import AgentKind, CaughtState, LabCaught
from pushdesk.model.views import ActiveFault, CaughtRow, Changes, LabDevice, LabOverview
from pushdesk.services.lab import details, fault_reading
from pushdesk.services.lab.details import CaughtDetails
from pushdesk.services.lab.faults import Preset
from tests.ui.rows import MOMENT

PAYLOAD = (
    '{"title": "Your parcel is on its way", "body": "It arrives tomorrow by noon.",'
    ' "actions": [{"action": "track", "title": "Track parcel"}]}'
)


def caught(number: int, state: CaughtState = CaughtState.SHOWN, **given: Any) -> CaughtRow:
    """A line of the table; each a second after the one before."""
    fields: dict[str, Any] = {
        "number": number,
        "at": MOMENT + timedelta(seconds=number),
        "device": "Virtual device 1",
        "agent_id": "v1",
        "title": "Your parcel is on its way",
        "size": 534,
        "ttl": 14400,
        "urgency": "normal",
        "topic": None,
        "status": 201,
        "state": state,
    }
    return CaughtRow(**fields | given)


def device(identifier: str = "v1", kind: str = "virtual", **given: Any) -> LabDevice:
    """A device of the lab that is there."""
    endpoint = f"http://127.0.0.1:8766/push/{identifier}"
    fields: dict[str, Any] = {
        "id": identifier,
        "kind": kind,
        "name": "Virtual device 1",
        "state": "on",
        "subscriptions": 1,
        "aliases": ({"endpoint": endpoint, "keys": {"p256dh": "B", "auth": "a"}},),
    }
    return LabDevice(**fields | given)


@dataclass
class FakeCatch:
    """Rows in a list, newest last; each page that was asked for is noted.

    `deliveries`: by number, the desk's delivery; `campaigns`: by delivery, its campaign; `payloads`: by
    number, where it is not PAYLOAD; `as_written`: what the desk wrote in its deliveries.
    """

    kept: list[CaughtRow] = field(default_factory=list)
    campaigns: dict[str, str] = field(default_factory=dict)
    deliveries: dict[int, str] = field(default_factory=dict)
    as_written: str | None = PAYLOAD
    payloads: dict[int, str | None] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=lambda: {"TTL": "14400", "Urgency": "normal"})
    answer: dict[str, Any] | None = field(
        default_factory=lambda: {"headers": {"TTL": "14400"}, "body": "", "how": "whole"}
    )
    replayed: list[tuple[int, str]] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)
    pages: list[int | None] = field(default_factory=list)
    publish: Callable[[Changes], None] = lambda changes: None

    async def rows(self, limit: int = 1000, before: int | None = None) -> list[CaughtRow]:
        self.pages.append(before)
        older = [row for row in reversed(self.kept) if before is None or row.number < before]
        return older[:limit]

    async def get(self, number: int) -> LabCaught:
        for row in self.kept:
            if row.number == number:
                return LabCaught(
                    number=number, at=row.at, message_id=f"m{number}", token="t", agent_id=row.agent_id,
                    device=row.device, size=row.size, status=row.status, state=row.state, code=row.code,
                    reason=row.reason, fault=row.fault, title=row.title,
                    payload=self.payloads.get(number, PAYLOAD), headers=self.headers, body=b"x" * row.size,
                    delivery=self.deliveries.get(number), answer=self.answer,
                    events=[{"event": "shown", "at": (row.at + timedelta(milliseconds=31)).isoformat()}],
                )  # fmt: skip
        raise NotFound(f"There is no message {number}.")

    async def of_delivery(self, delivery_id: str) -> int | None:
        return max((number for number, of in self.deliveries.items() if of == delivery_id), default=None)

    async def campaign_of(self, message: LabCaught) -> str | None:
        return self.campaigns.get(message.delivery or "")

    async def written(self, message: LabCaught) -> str | None:
        return self.as_written if message.delivery and message.payload is None else None

    def details(self, message: LabCaught, written: str | None = None) -> CaughtDetails:
        return details.details(message, written)

    async def containing(self, text: str) -> Mapping[str, frozenset[int]]:
        self.searched.append(text)
        payloads = {row.number: self.payloads.get(row.number, PAYLOAD) or "" for row in self.kept}
        return {
            word: frozenset(number for number, payload in payloads.items() if word in payload)
            for word in text.split()
        }

    async def export(self) -> list[dict[str, Any]]:
        return [row.document() for row in self.kept]

    async def replay(self, number: int, agent_id: str) -> int:
        self.replayed.append((number, agent_id))
        return number + 1

    async def clear(self) -> None:
        self.kept.clear()
        self.publish(Changes(1, lab=True))


@dataclass
class FakeFaults:
    """Faults in a list."""

    active: list[ActiveFault] = field(default_factory=list)
    publish: Callable[[Changes], None] = lambda changes: None

    def presets(self) -> tuple[Preset, ...]:
        return fault_reading.presets()

    async def set(
        self,
        agent_id: str | None,
        document: object,
        times: int | None = None,
        kind: AgentKind | None = None,
    ) -> ActiveFault:
        made = fault_reading.preset(str(document))
        fault = ActiveFault(f"f{len(self.active)}", agent_id, made.title, made.id, {}, times, MOMENT, kind)
        self.active.append(fault)
        self.publish(Changes(1, lab=True))
        return fault

    async def clear(self, agent_id: str | None = None, fault_id: str | None = None) -> int:
        before = len(self.active)
        self.active = [
            fault
            for fault in self.active
            if agent_id not in (None, fault.agent_id) or fault_id not in (None, fault.id)
        ]
        self.publish(Changes(1, lab=True))
        return before - len(self.active)


class FakeVirtual:
    """The lab's virtual devices; what was asked is noted."""

    def __init__(self, lab: "FakeLab") -> None:
        self._lab = lab
        self.asked: list[tuple[Any, ...]] = []

    async def add(self, count: int) -> None:
        for _ in range(count):
            number = len(self._lab.there) + 1
            self._lab.there.append(device(f"v{number}", name=f"Virtual device {number}"))
        self._lab.publish(Changes(1, lab=True))

    async def invite(self, name: str = "", key: str | None = None, *, announce: bool = False) -> object:
        self._lab.there.append(device("g1", name=name, guest=True))
        self._lab.publish(Changes(1, lab=True))
        return None

    async def set_away(self, away: bool, *device_ids: str) -> None:
        state = "away" if away else "on"
        self._lab.there = [
            replace(found, state=state) if not device_ids or found.id in device_ids else found
            for found in self._lab.there
        ]
        self._lab.publish(Changes(1, lab=True))

    async def click(self, notification_id: str, action: str = "") -> None:
        self.asked.append(("click", notification_id, action))

    async def close(self, notification_id: str) -> None:
        self.asked.append(("close", notification_id))


class FakeLab:
    """One virtual device, nothing caught; tests change `there`, `catch.kept`, `caught_from` first."""

    def __init__(self, publish: Callable[[Changes], None]) -> None:
        self.publish = publish
        self.there = [device()]
        self.caught_from = 1
        self.catch = FakeCatch(publish=publish)
        self.faults = FakeFaults(publish=publish)
        self.devices = FakeVirtual(self)
        self.asked: list[tuple[str, str]] = []

    async def overview(self) -> LabOverview:
        active = tuple(self.faults.active)
        there = [
            replace(found, met=tuple(fault for fault in active if fault.agent_id in (None, found.id)))
            for found in self.there
        ]
        oldest = self.catch.kept[0].number if self.catch.kept else self.caught_from
        return LabOverview(tuple(there), active, len(self.catch.kept), oldest)

    async def rotate(self, agent_id: str) -> None:
        self.asked.append(("rotate", agent_id))

    async def expire(self, agent_id: str) -> None:
        self.asked.append(("expire", agent_id))

    async def withdraw_permission(self, agent_id: str) -> None:
        self.asked.append(("withdraw", agent_id))
