"""Acquaintance: what Compose knows of the desk: devices, keys, its receiver and who answers for it."""

from pushdesk.ui.bridge import Bridge
from pushdesk.ui.compose.judge import Judge
from pushdesk.ui.compose.recipients import Recipients
from pushdesk.ui.seam import DeskLike, EngineLike

# Until the receiver says where it listens; as long as the usual address.
USUAL_RECEIVER = "http://localhost:8765"


class Acquaintance:
    """Tells `recipients` and `judge` what it learns: at the start, and whenever somebody looks again."""

    def __init__(self, bridge: Bridge, recipients: Recipients, judge: Judge) -> None:
        self._bridge = bridge
        self._recipients = recipients
        self._judge = judge
        self._services: tuple[EngineLike, DeskLike] | None = None
        self.receiver = USUAL_RECEIVER

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Another desk: nothing of the one before holds."""
        self._services = engine, desk
        self.receiver = desk.addresses.receiver or USUAL_RECEIVER
        self._recipients.forget()

    async def load(self, engine: EngineLike, desk: DeskLike) -> None:
        """The keys, then all devices."""
        await self._learn(engine, desk)
        self._recipients.load(await engine.call(desk.devices.every))

    def look_again(self) -> None:
        """Keys and contact may be others since the screen was last seen."""
        if self._services is not None:
            self._bridge.spawn(self._learn(*self._services), "read the current key")

    async def _learn(self, engine: EngineLike, desk: DeskLike) -> None:
        held = [key.public_key for key in await engine.call(desk.keys.every)]
        self._recipients.set_keys((await engine.call(desk.keys.current)).public_key, held)
        settings = desk.settings
        self._judge.set_desk(self.receiver, settings.contact, settings.endpoint_policy)
