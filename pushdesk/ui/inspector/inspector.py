"""DeliveryInspector: one delivery, live: what happened, its timeline, its exchanges."""

import asyncio

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedLayout, QWidget

from pushdesk.model.campaign import Attempt
from pushdesk.model.errors import KnownError
from pushdesk.model.subscription import Subscription
from pushdesk.model.views import CampaignRow, Changes, DeliveryRow
from pushdesk.ui.context import UiContext
from pushdesk.ui.inspector.exchange import ExchangeView
from pushdesk.ui.inspector.explanation import Remedy, explain
from pushdesk.ui.inspector.parts import ExplanationBox, TimelineView
from pushdesk.ui.inspector.rebuilt_payload import RebuiltPayload, rebuilt
from pushdesk.ui.inspector.timeline import timeline
from pushdesk.ui.seam import DeskLike, EngineLike
from pushdesk.ui.theme.chips import chip_for
from pushdesk.ui.widgets.basics import SectionLabel, button, column, label, row, surface
from pushdesk.ui.widgets.cards import EmptyState
from pushdesk.ui.widgets.chips import ChipLabel
from pushdesk.ui.widgets.text import ElidedLabel


class DeliveryInspector(QFrame):
    """Follows one delivery of one campaign. `asked(Remedy)` is what the user wants done about it."""

    asked = Signal(Remedy)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setProperty("rule", "left")
        self.setAccessibleName(self.tr("Delivery inspector"))
        self._context = context
        self._engine: EngineLike | None = None
        self._desk: DeskLike | None = None
        self._campaign: CampaignRow | None = None
        self._attempts: list[Attempt] = []
        self._device: Subscription | None = None
        self._payload: RebuiltPayload | None = None
        self._caught: int | None = None
        self.row: DeliveryRow | None = None
        self.name = ElidedLabel("", "title")
        self.chip = ChipLabel(context.theme)
        self.explanation = ExplanationBox()
        self.explanation.asked.connect(self.asked)
        self.in_lab = button(self.tr("Show in the Lab"), self._show_in_lab, "link")
        self.in_lab.setToolTip(self.tr("Show what the lab caught of this delivery"))
        self.timeline = TimelineView(context.theme)
        self.exchange = ExchangeView()
        self._identifier = label("", "small", selectable=True)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(
            EmptyState(
                self.tr("Nothing chosen"),
                self.tr("Choose a device in the table to see what happened to its message, and why."),
            )
        )
        self._stack.addWidget(self._pane())
        context.bridge.changed.connect(self._follow_device)

    def _pane(self) -> QScrollArea:
        inner = surface("panel")
        title = row(self.name, self.chip, gap=10)
        title.setStretch(0, 1)
        inner.setLayout(
            column(
                title,
                self.explanation,
                row(self.in_lab, 1),
                SectionLabel(self.tr("Timeline")),
                self.timeline,
                self.exchange,
                self._identifier,
                gap=10,
                margins=(16, 14, 16, 14),
            )
        )
        inner.layout().setStretch(5, 1)  # type: ignore[union-attr]
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Where attempts and devices are read from."""
        self._engine, self._desk = engine, desk

    def show_delivery(self, campaign: CampaignRow, delivery: DeliveryRow) -> None:
        """Show `delivery`, or its newer state: attempts are read again where there may be new ones.

        The device is read once; what changes in it later comes with the bridge's changes.
        """
        before, self.row, self._campaign = self.row, delivery, campaign
        same = before is not None and before.id == delivery.id
        if not same:
            self._attempts, self._caught = [], None
        if not same or before is None or before.subscription_id != delivery.subscription_id:
            self._device = self._payload = None
            self._context.bridge.spawn(self._load_device(delivery), "load the delivery's device")
        self._say()
        if (
            not same
            or before is None
            or (before.state, before.attempts) != (delivery.state, delivery.attempts)
        ):
            self._context.bridge.spawn(self._load(delivery.id), "load attempts")

    def clear(self) -> None:
        """Show nothing."""
        self.row = None
        self._stack.setCurrentIndex(0)

    async def _load(self, delivery_id: str) -> None:
        if self._engine is None or self._desk is None:
            return
        attempts = await self._engine.call(self._desk.sender.attempts, delivery_id)
        lab = self._desk.lab
        caught = await self._engine.call(lab.catch.of_delivery, delivery_id) if lab is not None else None
        if self.row is not None and self.row.id == delivery_id:
            self._attempts, self._caught = attempts, caught
            self._say()

    async def _load_device(self, delivery: DeliveryRow) -> None:
        if self._engine is None or self._desk is None:
            return
        try:
            device = await self._engine.call(self._desk.devices.get, delivery.subscription_id)
        except KnownError as problem:
            if self._shows(delivery):
                self._payload = RebuiltPayload(problem.sentence)
                self._say()
            return
        # Where a change came first, that is the newer one.
        if self._shows(delivery) and self._device is None:
            await self._rebuild(device)

    def _follow_device(self, changes: Changes) -> None:
        for device in changes.subscriptions:
            if self.row is not None and device.id == self.row.subscription_id:
                self._context.bridge.spawn(self._rebuild(device), "rebuild the payload")

    async def _rebuild(self, device: Subscription) -> None:
        """In a thread: a template of the user's may take its tenths of a second."""
        delivery, campaign = self.row, self._campaign
        if delivery is None or campaign is None:
            return
        self._device = device
        payload = await asyncio.to_thread(rebuilt, campaign, device, delivery.id)
        if self._shows(delivery) and self._device is device:
            self._payload = payload
            self._say()

    def _shows(self, delivery: DeliveryRow) -> bool:
        shown = self.row
        return shown is not None and (shown.id, shown.subscription_id) == (
            delivery.id,
            delivery.subscription_id,
        )

    def _show_in_lab(self) -> None:
        if self._caught is not None:
            self._context.navigate("lab", str(self._caught))

    def _say(self) -> None:
        if self.row is None or self._campaign is None:
            return
        chip = chip_for(self.row.said)
        code = f" {self.row.status}" if self.row.status and self.row.status >= 300 else ""
        self.name.setText(self.row.device)
        self.chip.say(chip.text + code, chip.role)
        self.explanation.say(explain(self.row, self._attempts))
        self.in_lab.setVisible(self._caught is not None)
        self.timeline.say(timeline(self._campaign.created_at, self.row, self._attempts))
        self.exchange.say(self.row, self._payload, self._attempts)
        self._identifier.setText(self.tr("Delivery {}").format(self.row.id))
        self._stack.setCurrentIndex(1)
