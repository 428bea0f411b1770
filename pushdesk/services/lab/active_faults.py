"""The faults in force: kept in the database, and in memory because every push asks for them.

The process that runs the lab is the only one that changes them.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, delete, select, update

from pushdesk.model.errors import BadInput, NotFound
from pushdesk.model.identifiers import new_id
from pushdesk.model.lab import AgentKind, LabAgent, LabFault
from pushdesk.model.views import ActiveFault
from pushdesk.services.lab import fault_reading
from pushdesk.services.lab.faults import Fault, Preset
from pushdesk.services.store.database import Database

MOST_TIMES = 1_000_000
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _InForce:
    active: ActiveFault
    fault: Fault


class Faults:
    """Sets, counts and clears faults. `changed()` is called whenever one comes, counts down or goes.

    A device's own faults come before those of its kind, these before those of all devices, and of several
    the newest. Devices of one kind (virtual, Firefox, Chromium) share a push service.
    """

    def __init__(self, database: Database, now: Callable[[], datetime], changed: Callable[[], None]) -> None:
        self._database = database
        self._now = now
        self._changed = changed
        self._in_force: list[_InForce] = []

    async def load(self) -> None:
        """Read what earlier runs left in force; one that this version does not know is left out."""
        for row in await self._database.read(_rows):
            try:
                self._in_force.append(_in_force(row))
            except BadInput as problem:
                log.warning("a fault of an earlier run is not in force: %s", problem.sentence)

    @staticmethod
    def presets() -> tuple[Preset, ...]:
        """The faults by name."""
        return fault_reading.presets()

    async def every(self) -> list[ActiveFault]:
        """All in force, oldest first."""
        return list(self.in_force)

    @property
    def in_force(self) -> tuple[ActiveFault, ...]:
        """All in force, oldest first."""
        return tuple(item.active for item in self._in_force)

    async def set(
        self,
        agent_id: str | None,
        document: object,
        times: int | None = None,
        kind: AgentKind | None = None,
    ) -> ActiveFault:
        """Put a fault in force, for one device or all (None): a preset's id, or an object (parse_fault).

        With `kind` it is for all devices of that kind. It applies to the next `times` messages, or until it
        is cleared. Raises BadInput, and NotFound for a device that is not here.
        """
        whole_number = isinstance(times, int) and not isinstance(times, bool)
        if times is not None and not (whole_number and 1 <= times <= MOST_TIMES):
            raise BadInput(f"“times” must be a number from 1 to {MOST_TIMES}.")
        if agent_id is not None and kind is not None:
            raise BadInput("A fault is for one device or for all of one kind, not for both.")
        whole, preset = fault_reading.whole(document)
        fault_reading.parse_fault(whole)
        stored = whole | ({"preset": preset} if preset else {})
        row = LabFault(
            id=new_id(),
            agent_id=agent_id,
            kind=kind,
            document=stored,
            remaining=times,
            created_at=self._now(),
        )
        item = _in_force(row)
        await self._database.write(_add, row)
        self._in_force.append(item)
        self._changed()
        return item.active

    async def clear(self, agent_id: str | None = None, fault_id: str | None = None) -> int:
        """End one fault, those of one device, or all where neither is named; returns how many ended."""
        gone = [
            item.active.id
            for item in self._in_force
            if fault_id in (None, item.active.id) and agent_id in (None, item.active.agent_id)
        ]
        await self._database.write(_remove, gone)
        self._in_force = [item for item in self._in_force if item.active.id not in gone]
        self._changed()
        return len(gone)

    def take(self, agent_id: str, kind: AgentKind) -> tuple[ActiveFault, Fault] | None:
        """The fault for this device's next message, counted; store the count with `count_down`."""
        fits = [item for item in self._in_force if meets(item.active, agent_id, kind)]
        if not fits:
            return None
        item = max(enumerate(fits), key=lambda found: (_closeness(found[1].active), found[0]))[1]
        if item.active.remaining is not None:
            self._count(item, item.active.remaining - 1)
            self._changed()
        return item.active, item.fault

    def _count(self, item: _InForce, left: int) -> None:
        at = self._in_force.index(item)
        if left:
            self._in_force[at] = replace(item, active=replace(item.active, remaining=left))
        else:
            del self._in_force[at]


def meets(fault: ActiveFault, agent_id: str, kind: AgentKind) -> bool:
    """Whether a fault is for this device: its own, its kind's, everybody's."""
    return fault.agent_id in (None, agent_id) and fault.kind in (None, kind)


def _closeness(fault: ActiveFault) -> int:
    """A device's own, its kind's, everybody's."""
    return 2 if fault.agent_id is not None else 1 if fault.kind is not None else 0


def count_down(session: Session, fault_ids: Sequence[str]) -> None:
    """One message more has met each of these faults; one that has met all of its own is gone."""
    for fault_id in fault_ids:
        session.connection().execute(
            update(LabFault)
            .where(col(LabFault.id) == fault_id, col(LabFault.remaining).is_not(None))
            .values(remaining=col(LabFault.remaining) - 1)
        )
    if fault_ids:
        session.connection().execute(delete(LabFault).where(col(LabFault.remaining) <= 0))


def _in_force(row: LabFault) -> _InForce:
    fault = fault_reading.parse_fault(row.document)
    active = ActiveFault(
        row.id,
        row.agent_id,
        fault.title,
        fault.preset,
        row.document,
        row.remaining,
        row.created_at,
        row.kind,
    )
    return _InForce(active, fault)


def _rows(session: Session) -> list[LabFault]:
    return list(session.exec(select(LabFault).order_by(col(LabFault.created_at))))


def _add(session: Session, row: LabFault) -> None:
    if row.agent_id is not None and session.get(LabAgent, row.agent_id) is None:
        raise NotFound(f"There is no device “{row.agent_id}” in the lab.")
    session.add(row)


def _remove(session: Session, fault_ids: Sequence[str]) -> None:
    session.connection().execute(delete(LabFault).where(col(LabFault.id).in_(fault_ids)))
