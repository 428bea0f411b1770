"""What the Lab's screen needs of the desk's lab, as protocols beside those of ui/seam.py."""

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from pushdesk.model.lab import AgentKind, LabCaught
from pushdesk.model.views import ActiveFault, CaughtRow, LabOverview
from pushdesk.services.lab.details import CaughtDetails
from pushdesk.services.lab.faults import Preset


class CatchLike(Protocol):
    """What arrived."""

    async def rows(self, limit: int = 1000, before: int | None = None) -> list[CaughtRow]: ...
    async def get(self, number: int) -> LabCaught: ...
    def details(self, message: LabCaught) -> CaughtDetails: ...
    async def export(self) -> list[dict[str, Any]]: ...
    async def replay(self, number: int, agent_id: str) -> int: ...
    async def clear(self) -> None: ...


class FaultsLike(Protocol):
    """How the lab misbehaves."""

    def presets(self) -> tuple[Preset, ...]: ...
    async def set(
        self,
        agent_id: str | None,
        document: object,
        times: int | None = None,
        kind: AgentKind | None = None,
    ) -> ActiveFault: ...
    async def clear(self, agent_id: str | None = None, fault_id: str | None = None) -> int: ...


class VirtualLike(Protocol):
    """The virtual devices."""

    async def add(self, count: int) -> None: ...
    async def invite(self, name: str = "", key: str | None = None, *, announce: bool = False) -> object: ...
    async def set_away(self, away: bool, *device_ids: str) -> None: ...
    async def click(self, notification_id: str, action: str = "") -> None: ...
    async def close(self, notification_id: str) -> None: ...


class LabLike(Protocol):
    """The lab itself."""

    @property
    def catch(self) -> CatchLike: ...
    @property
    def faults(self) -> FaultsLike: ...
    @property
    def devices(self) -> VirtualLike: ...
    async def overview(self) -> LabOverview: ...
    async def rotate(self, agent_id: str) -> None: ...
    async def expire(self, agent_id: str) -> None: ...
    async def withdraw_permission(self, agent_id: str) -> None: ...


class FoundLike(Protocol):
    """A browser on this computer."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def engine(self) -> str: ...


class LaunchedLike(Protocol):
    """A browser that the lab started."""

    @property
    def profile(self) -> str: ...
    @property
    def browser_id(self) -> str: ...


class BrowsersLike(Protocol):
    """The real browsers."""

    async def found(self) -> Sequence[FoundLike]: ...
    async def open(
        self, browser_id: str, *, profile: str | None = None, keep: bool = False, url: str | None = None
    ) -> LaunchedLike: ...
    async def stop(self, profile_id: str) -> None: ...
    async def forget(self, profile_id: str) -> None: ...
    def every(self) -> Sequence[LaunchedLike]: ...


class PresentedLike(Protocol):
    """A notification that the built-in browser presents."""

    @property
    def id(self) -> str: ...
    @property
    def payload(self) -> str | None: ...
    @property
    def open(self) -> bool: ...


class BuiltinLike(Protocol):
    """The built-in browser."""

    async def start(
        self, *, url: str | None = None, visible: bool = True, real_push: bool = False
    ) -> None: ...
    async def stop(self) -> None: ...
    async def open(self, url: str) -> None: ...
    async def notifications(self) -> Sequence[PresentedLike]: ...
    async def click(self, notification_id: str, action: str = "") -> None: ...
    async def close(self, notification_id: str) -> None: ...


@runtime_checkable
class HasBrowsers(Protocol):
    """A lab that starts real browsers."""

    @property
    def browsers(self) -> BrowsersLike: ...


@runtime_checkable
class HasBuiltin(Protocol):
    """A lab with a browser of its own."""

    @property
    def builtin(self) -> BuiltinLike: ...


def builtin_of(lab: object) -> BuiltinLike | None:
    """The lab's own browser, where it has one."""
    return lab.builtin if isinstance(lab, HasBuiltin) else None


def browsers_of(lab: object) -> BrowsersLike | None:
    """The real browsers, where the lab starts any."""
    return lab.browsers if isinstance(lab, HasBrowsers) else None
