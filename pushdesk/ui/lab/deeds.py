"""What the Lab's screen asks of the lab: each deed once, started from cards, menus, panel and palette."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from pushdesk.model.errors import NotFound
from pushdesk.model.lab import AgentKind, LabCaught
from pushdesk.model.views import LabDevice
from pushdesk.services.lab.details import CaughtDetails
from pushdesk.services.lab.faults import Preset
from pushdesk.ui.context import UiContext
from pushdesk.ui.devices.outlet import write_text
from pushdesk.ui.lab.card_data import has_address
from pushdesk.ui.lab.curl_text import curl
from pushdesk.ui.lab.lab_seam import BuiltinLike, LabLike, builtin_of
from pushdesk.ui.seam import DevicesLike, EngineLike
from pushdesk.ui.widgets import humane


class LabDeeds(QObject):
    """Before `attach` nothing is done. What cannot be done comes as a sentence in the window's banner."""

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.engine: EngineLike | None = None
        self.lab: LabLike | None = None
        self.devices: DevicesLike | None = None
        self.push_service_tls: str | None = None

    def attach(
        self, engine: EngineLike, lab: LabLike, devices: DevicesLike, push_service_tls: str | None
    ) -> None:
        """Where things are done from now on; `push_service_tls` is the lab's origin for https."""
        self.engine, self.lab, self.devices = engine, lab, devices
        self.push_service_tls = push_service_tls

    def presets(self) -> tuple[Preset, ...]:
        """The faults by name."""
        return self.lab.faults.presets() if self.lab is not None else ()

    def do(self, work: Callable[[], Awaitable[object]], name: str, said: str = "") -> None:
        """Run `work` on the engine's loop; `said` is told once it is done."""
        if self.engine is not None:
            self._spawn(self._do(self.engine, work, said), name)

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._context.bridge.do(work, name)

    async def _do(self, engine: EngineLike, work: Callable[[], Awaitable[object]], said: str) -> None:
        await engine.call(work)
        if said:
            self._context.notify(said)

    # -- virtual devices

    def add_virtual(self, number: int) -> None:
        """More virtual devices."""
        if self.lab is not None:
            more = humane.counted(number, self.tr("virtual device"), self.tr("virtual devices"))
            said = self.tr("{} added.").format(more)
            self.do(partial(self.lab.devices.add, number), "add devices", said)

    def invite(self) -> None:
        """A virtual device that takes messages from any backend, whatever its key."""
        if self.lab is not None:
            said = self.tr("Made: a device that takes messages from any backend.")
            self.do(partial(self.lab.devices.invite, "Device for any backend"), "make a device", said)

    def set_away(self, away: bool, *device_ids: str) -> None:
        """Virtual devices go, or come back; all of them where none is named."""
        if self.lab is not None:
            self.do(partial(self.lab.devices.set_away, away, *device_ids), "away or back")

    # -- devices of any kind

    def set_fault(self, agent_id: str | None, preset: Preset, kind: AgentKind | None = None) -> None:
        """Put a fault in force, for all devices (of `kind`) where none is named."""
        if self.lab is not None:
            said = self.tr("In force: {}.").format(preset.title)
            self.do(partial(self.lab.faults.set, agent_id, preset.id, kind=kind), "set a fault", said)

    def clear_faults(self, agent_id: str | None = None, fault_id: str | None = None) -> None:
        """End one fault, a device's, or all."""
        if self.lab is not None:
            self.do(partial(self.lab.faults.clear, agent_id, fault_id), "clear faults")

    def rotate(self, agent_id: str) -> None:
        """Another address for a device."""
        if self.lab is not None:
            self.do(partial(self.lab.rotate, agent_id), "rotate", self.tr("It got another endpoint."))

    def expire(self, agent_id: str) -> None:
        """The push service forgets a device."""
        if self.lab is not None:
            said = self.tr("Forgotten: its endpoint answers 410 from now on.")
            self.do(partial(self.lab.expire, agent_id), "expire", said)

    def withdraw(self, agent_id: str) -> None:
        """A device's user blocks notifications."""
        if self.lab is not None:
            said = self.tr("Notifications are blocked there now.")
            self.do(partial(self.lab.withdraw_permission, agent_id), "withdraw permission", said)

    def show_device(self, device: LabDevice) -> None:
        """Choose a card's device in Devices."""
        if self.engine is not None and self.devices is not None:
            work = self._show_device(self.engine, self.devices, device)
            self._spawn(work, "show a device")

    async def _show_device(self, engine: EngineLike, devices: DevicesLike, device: LabDevice) -> None:
        for row in await engine.call(devices.every):
            if has_address(device, row.endpoint):
                self._context.navigate("devices", row.id)
                return
        raise NotFound(self.tr("{} is not among the devices: capture it first.").format(device.name))

    # -- messages

    async def read(self, number: int) -> tuple[LabCaught, CaughtDetails, str | None]:
        """One message in full, and the desk's campaign that it is of; raises NotFound."""
        lab, engine = self.lab, self.engine
        if lab is None or engine is None:
            raise NotFound("The lab does not run.")

        async def work() -> tuple[LabCaught, CaughtDetails, str | None]:
            message = await lab.catch.get(number)
            details = lab.catch.details(message, await lab.catch.written(message))
            return message, details, await lab.catch.campaign_of(message)

        return await engine.call(work)

    def copy_as_curl(self, number: int, push_service: str) -> None:
        """Have the request in the clipboard, for a terminal; the lab listens at `push_service`."""
        self._context.bridge.do(self._copy_as_curl(number, push_service), "copy as curl")

    async def _copy_as_curl(self, number: int, push_service: str) -> None:
        message, *_ = await self.read(number)
        QGuiApplication.clipboard().setText(curl(message, push_service))
        self._context.notify(self.tr("Copied. Set VAPID_TOKEN first: the lab keeps no signature."))

    def replay(self, number: int, agent_id: str, name: str) -> None:
        """The same payload once more, to another device."""
        if self.lab is not None:
            said = self.tr("Sent again, to {}.").format(name)
            self.do(partial(self.lab.catch.replay, number, agent_id), "replay", said)

    def clear(self) -> None:
        """Forget what arrived."""
        if self.lab is not None:
            self.do(self.lab.catch.clear, "clear", self.tr("Cleared."))

    def export(self, path: Path) -> None:
        """Write everything that arrived to a file."""
        if self.lab is not None and self.engine is not None:
            self._spawn(self._export(self.engine, self.lab, path), "export what arrived")

    async def _export(self, engine: EngineLike, lab: LabLike, path: Path) -> None:
        documents = await engine.call(lab.catch.export)
        await asyncio.to_thread(_write, documents, path)
        number = humane.counted(len(documents), self.tr("message"), self.tr("messages"))
        self._context.notify(self.tr("{} exported to {}.").format(number, path.name))

    # -- notifications

    def press_virtual(self, notification_id: str, action: str | None) -> None:
        """Click a virtual device's notification (an action's name, empty for itself), or close it (None)."""
        if self.lab is not None:
            devices = self.lab.devices
            if action is None:
                self.do(partial(devices.close, notification_id), "close a notification")
            else:
                self.do(partial(devices.click, notification_id, action), "click a notification")

    def press_builtin(self, message: LabCaught, action: str | None) -> None:
        """The same for the newest open notification that the built-in browser shows of a message."""
        if (builtin := builtin_of(self.lab)) is not None:
            self.do(partial(_press, builtin, message, action), "press a notification")


async def _press(builtin: BuiltinLike, message: LabCaught, action: str | None) -> None:
    presented = await builtin.notifications()
    fitting = [shown for shown in presented if shown.open and _is_of(message, shown.payload)]
    if not fitting:
        raise NotFound("The built-in browser does not show this notification any more.")
    if action is None:
        await builtin.close(fitting[-1].id)
    else:
        await builtin.click(fitting[-1].id, action)


def _is_of(message: LabCaught, payload: str | None) -> bool:
    """Whether `payload` is a message's; one of the desk's own is known by the delivery that it names."""
    if message.payload is None and message.delivery:
        return payload is not None and message.delivery in payload
    return payload == message.payload


def _write(documents: list[dict[str, Any]], path: Path) -> None:
    write_text(path, json.dumps(documents, ensure_ascii=False, indent=2))
