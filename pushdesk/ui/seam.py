"""What the window needs of the engine and the desk, as protocols: the seam where tests put a small fake.

Every `async` method of a desk's part runs on the engine's loop; the window reaches it through
`await engine.call(method, …)` only. Attributes may be read from the window's thread.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

from pushdesk.model.payload import PayloadShape

if TYPE_CHECKING:
    # Nothing here is needed for the first paint, and the database’s library comes with it.
    from datetime import datetime
    from pathlib import Path

    from pushdesk.model.audience import Choice
    from pushdesk.model.campaign import Attempt
    from pushdesk.model.draft import Draft
    from pushdesk.model.message import Message
    from pushdesk.model.message_template import MessageTemplate
    from pushdesk.model.subscription import Subscription
    from pushdesk.model.vapid import VapidKey
    from pushdesk.model.views import CampaignRow, Changes, DeliveryRow
    from pushdesk.services.early_draft import LeftBehind
    from pushdesk.services.importing import Report, Wishes
    from pushdesk.services.templates import Imported
    from pushdesk.settings import Settings
    from pushdesk.ui.lab.lab_seam import LabLike

P = ParamSpec("P")
T = TypeVar("T")


class AddressesLike(Protocol):
    """Where the desk listens; None for a part that is not there."""

    @property
    def receiver(self) -> str | None: ...
    @property
    def push_service(self) -> str | None: ...
    @property
    def push_service_tls(self) -> str | None: ...
    @property
    def ca_file(self) -> Path | None: ...


class KeysLike(Protocol):
    """The application server keys."""

    async def current(self) -> VapidKey: ...
    async def every(self) -> list[VapidKey]: ...
    async def create(self) -> VapidKey: ...
    async def adopt(self, raw: bytes) -> VapidKey: ...


class DevicesLike(Protocol):
    """The subscriptions."""

    async def every(self) -> list[Subscription]: ...
    async def get(self, identifier: str) -> Subscription: ...
    async def retire(self, identifier: str) -> Subscription: ...
    async def describe(
        self,
        identifier: str,
        name: str | None = None,
        tags: Sequence[str] | None = None,
        mine: bool | None = None,
        attributes: Mapping[str, Any] | None = None,
    ) -> Subscription: ...
    async def set_shape(
        self, identifier: str, shape: PayloadShape | None, template: str = ""
    ) -> Subscription: ...
    async def tag(
        self, identifiers: Sequence[str], *, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> list[Subscription]: ...


class ImporterLike(Protocol):
    """What brings files of subscriptions in."""

    async def run(self, text: str, wishes: Wishes) -> Report: ...


class SenderLike(Protocol):
    """The campaigns and their runs."""

    async def warm(self) -> None: ...
    async def send(
        self,
        message: Message,
        choices: Sequence[Choice],
        shape: PayloadShape = PayloadShape.PUSHDESK,
        template: str = "",
    ) -> str: ...
    async def schedule(
        self,
        message: Message,
        choices: Sequence[Choice],
        at: datetime,
        shape: PayloadShape = PayloadShape.PUSHDESK,
        template: str = "",
    ) -> str: ...
    async def reschedule(self, campaign_id: str, at: datetime) -> None: ...
    async def scheduled(self) -> list[CampaignRow]: ...
    async def resume(self, campaign_id: str) -> None: ...
    async def retry_failed(self, campaign_id: str) -> None: ...
    async def pause(self, campaign_id: str) -> None: ...
    async def cancel(self, campaign_id: str) -> None: ...
    async def every(self) -> list[CampaignRow]: ...
    async def get(self, campaign_id: str) -> CampaignRow: ...
    async def deliveries(
        self, campaign_id: str, after: int = -1, limit: int | None = None
    ) -> list[DeliveryRow]: ...
    async def attempts(self, delivery_id: str) -> list[Attempt]: ...


class DraftsLike(Protocol):
    """The messages being written."""

    async def recent(self, most: int) -> list[Draft]: ...
    async def save(self, draft_id: str | None, form: dict[str, Any], audience: list[str]) -> str: ...
    async def add(self, found: Sequence[LeftBehind]) -> int: ...


class TemplatesLike(Protocol):
    """The messages kept for later."""

    async def every(self) -> list[MessageTemplate]: ...
    async def get(self, identifier: str) -> MessageTemplate: ...
    async def save(
        self,
        name: str,
        message: dict[str, Any],
        folder: str = "",
        shape: PayloadShape = PayloadShape.PUSHDESK,
        shape_template: str = "",
        *,
        replace: bool = False,
    ) -> MessageTemplate: ...
    async def duplicate(self, identifier: str) -> MessageTemplate: ...
    async def move(
        self, identifier: str, name: str | None = None, folder: str | None = None
    ) -> MessageTemplate: ...
    async def delete(self, identifier: str) -> None: ...
    async def export_files(self, target: Path, identifiers: Sequence[str] | None = None) -> list[Path]: ...
    async def import_files(self, source: Path) -> Imported: ...
    async def export_json(self, identifiers: Sequence[str] | None = None) -> str: ...


class PicturesLike(Protocol):
    """Local pictures, and a look at others."""

    async def keep(self, path: Path) -> str: ...
    async def keep_bytes(self, raw: bytes) -> str: ...
    async def fetch(self, url: str) -> bytes: ...


class LocalNotificationsLike(Protocol):
    """The operating system's own notifications."""

    async def show(self, document: Mapping[str, Any], icon: str | None = None) -> str: ...


class FeedLike(Protocol):
    """The stream of changes. Listeners are added, called and taken away on the engine's loop."""

    def listen(self, listener: Callable[[Changes], None]) -> Callable[[], None]: ...


class DeskLike(Protocol):
    """Every service, built."""

    @property
    def settings(self) -> Settings: ...
    @property
    def addresses(self) -> AddressesLike: ...
    @property
    def feed(self) -> FeedLike: ...
    @property
    def keys(self) -> KeysLike: ...
    @property
    def devices(self) -> DevicesLike: ...
    @property
    def importer(self) -> ImporterLike: ...
    @property
    def sender(self) -> SenderLike: ...
    @property
    def drafts(self) -> DraftsLike: ...
    @property
    def templates(self) -> TemplatesLike: ...
    @property
    def pictures(self) -> PicturesLike: ...
    @property
    def local_notifications(self) -> LocalNotificationsLike: ...
    @property
    def lab(self) -> LabLike | None: ...
    async def apply(self, **changed: Any) -> Settings: ...


class EngineLike(Protocol):
    """The thread that the desk lives in."""

    def start(self) -> None: ...
    async def ready(self) -> DeskLike: ...
    async def call(self, work: Callable[P, Awaitable[T]], *args: P.args, **named: P.kwargs) -> T: ...
    async def stop(self) -> None: ...
