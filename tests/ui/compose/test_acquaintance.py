"""What Compose learns of the desk stands in its checks: whose key a device has, who answers for messages."""

from collections.abc import AsyncIterator

import pytest_asyncio

from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.context import UiContext
from tests.ui.composing import composing
from tests.ui.fakes import FakeDesk, FakeEngine
from tests.ui.rows import device


@pytest_asyncio.fixture
async def screen(context: UiContext, engine: FakeEngine, desk: FakeDesk) -> AsyncIterator[ComposeScreen]:
    """The screen with a Mac among the devices that subscribed with a key of another desk."""
    mac = device("mac", "Support MacBook", push_service="apple", vapid_public_key="BOther")
    mac.device = {}
    desk.devices.rows.append(mac)
    async with composing(context) as made:
        made.widget.show()
        made.attach(engine, desk)
        await context.bridge.idle()
        made.open_item("device:mac")
        await context.bridge.idle()
        yield made


def said(screen: ComposeScreen) -> dict[str, str]:
    """The cards that can be seen, by their rule."""
    cards = zip(screen.checks.shown, screen.checks.cards, strict=False)
    return {one.rule: card.accessibleName() for one, card in cards if not card.isHidden()}


async def test_a_device_with_another_desks_key_is_a_warning_in_the_window(screen: ComposeScreen) -> None:
    assert said(screen)["other-key"].startswith("Warning: 1 device is subscribed with a key")


async def test_without_a_contact_the_window_says_so_and_does_not_send(
    screen: ComposeScreen, context: UiContext, desk: FakeDesk
) -> None:
    assert desk.settings.contact == ""
    assert said(screen)["no-contact"].startswith("Error: Set a contact first")
    assert not context.actions.get("compose.send").isEnabled()


async def test_a_contact_that_is_set_while_another_place_is_in_front_counts_when_compose_is_seen_again(
    screen: ComposeScreen, context: UiContext, desk: FakeDesk
) -> None:
    screen.widget.hide()
    desk.settings = desk.settings.model_copy(update={"contact": "mailto:me@pushdesk.org"})
    screen.widget.show()
    await context.bridge.idle()
    assert "no-contact" not in said(screen)
    assert context.actions.get("compose.send").isEnabled()
