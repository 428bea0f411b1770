"""Faults from the Lab's menus: for all devices, for one push service, for one device; and their end."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from pushdesk.model.lab import AgentKind
from pushdesk.services.lab import fault_reading
from pushdesk.ui.context import UiContext
from pushdesk.ui.lab.menus import SERVICES
from pushdesk.ui.lab.screen import LabScreen
from pushdesk.ui.widgets.picker import Picker
from tests.ui.fakes import FakeEngine, Told, until
from tests.ui.lab.fake_lab import FakeLab, caught, device
from tests.ui.lab.opened import choose, start, submenu


async def test_a_fault_for_all_is_named_in_the_header_and_cleared_there(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab, told: Told
) -> None:
    await start(screen, context, engine)
    action = screen.commands.faults
    menu = action.menu()
    assert isinstance(menu, QMenu)
    assert action.text() == "Faults: none"
    menu.aboutToShow.emit()
    apple = next(inner for inner in menu.findChildren(QMenu) if inner.title() == "Apple (Safari)")
    next(item for item in apple.actions() if item.text() == "Apple refuses the contact").trigger()
    await until(lambda: action.text() == "Faults: Apple refuses the contact")
    assert told.notified == ["In force: Apple refuses the contact."]
    choose(menu, "Clear: Apple refuses the contact (all devices)")
    await until(lambda: action.text() == "Faults: none")


async def test_a_fault_of_one_device_is_set_from_the_messages_panel(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    lab.catch.kept = [caught(1)]
    await start(screen, context, engine)
    screen.page.table.look_at("1")
    await context.bridge.idle()
    menu = screen.detail.device_menu
    choose(menu, "Expire its subscription")
    choose(menu, "Rotate its subscription")
    choose(menu, "Withdraw permission")
    await context.bridge.idle()
    assert lab.asked == [("expire", "v1"), ("rotate", "v1"), ("withdraw", "v1")]
    await lab.faults.set("v1", "429")
    await until(lambda: screen.page.cards.cards[0].data.note == fault_reading.preset("429").title)


async def test_what_a_browser_cannot_do_is_greyed_and_says_why(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    lab.there = [
        device("b1", "builtin", name="Built-in browser", profile="p0"),
        device("f1", "firefox", name="Firefox 153", profile="p1"),
        device("f2", "firefox", name="My Firefox"),
        device("f3", "firefox", name="Crashed", profile="p3", state="ended"),
        device("c1", "chromium", name="Chromium 156", profile="p2"),
    ]
    await start(screen, context, engine)
    greyed = {}
    for card in screen.page.cards.cards[:5]:
        card.menu.aboutToShow.emit()
        rotate, withdraw = (
            next(action for action in card.menu.actions() if action.text() == text)
            for text in ("Rotate its subscription", "Withdraw permission")
        )
        greyed[card.data.name] = [not rotate.isEnabled(), not withdraw.isEnabled()]
        assert any(word in rotate.toolTip() for word in ("expire it", "start it")) is not rotate.isEnabled()
        assert ("in the browser itself" in withdraw.toolTip()) is not withdraw.isEnabled()
    assert greyed == {
        "Built-in browser": [True, False],
        "Firefox 153": [False, False],
        "My Firefox": [False, True],
        "Crashed": [True, False],
        "Chromium 156": [True, False],
    }


async def test_a_fault_can_be_set_for_one_push_service(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    await start(screen, context, engine)
    menu = submenu(screen.commands.faults)
    menu.aboutToShow.emit()
    only = next(action for action in menu.actions() if action.text() == "Only Firefox’s push service")
    inner = next(action for action in submenu(only).actions() if action.text() == "Any push service")
    choose(submenu(inner), fault_reading.preset("429").title)
    await context.bridge.idle()
    assert [(fault.kind, fault.agent_id) for fault in lab.faults.active] == [(AgentKind.FIREFOX, None)]
    await until(lambda: screen.commands.faults.text() == "Faults: 1")
    menu.aboutToShow.emit()
    assert any("(Firefox’s push service)" in action.text() for action in menu.actions())


async def test_a_devices_own_menu_sets_its_faults_by_push_service_and_clears_only_its_own(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    lab.catch.kept = [caught(1)]
    await lab.faults.set(None, "503")
    await start(screen, context, engine)
    screen.page.table.look_at("1")
    await context.bridge.idle()

    def faults_of_it() -> QMenu:
        screen.detail.device_menu.aboutToShow.emit()
        return submenu(next(a for a in screen.detail.device_menu.actions() if a.text() == "Fault"))

    shared, line, *services = faults_of_it().actions()
    assert (shared.text(), line.isSeparator()) == ("Clear: 503, Retry-After 5 (all devices)", True)
    listed = [submenu(action) for action in services]
    assert [menu.title() for menu in listed] == list(SERVICES.values())
    for service, menu in zip(SERVICES, listed, strict=True):
        fitting = [preset for preset in fault_reading.presets() if preset.service == service]
        shown = [(action.text(), action.toolTip()) for action in menu.actions()]
        assert shown == [(preset.title.replace("&", "&&"), preset.description) for preset in fitting]
    choose(listed[0], fault_reading.preset("429").title)
    await until(lambda: len(screen.overview.devices[0].faults) == 2)
    assert [(fault.agent_id, fault.preset) for fault in lab.faults.active] == [(None, "503"), ("v1", "429")]
    choose(faults_of_it(), "Clear its own faults")
    await until(lambda: len(screen.overview.devices[0].faults) == 1)
    assert [fault.preset for fault in lab.faults.active] == ["503"]
    assert "Clear its own faults" not in [action.text() for action in faults_of_it().actions()]
    choose(faults_of_it(), "Clear: 503, Retry-After 5 (all devices)")
    await until(lambda: not screen.overview.devices[0].faults)
    assert lab.faults.active == []
    assert all(action.menu() for action in faults_of_it().actions())


async def test_of_several_faults_the_header_clears_one_or_all(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    await start(screen, context, engine)
    assert not screen.commands.clear_faults.isEnabled()
    for preset in ("503", "429", "410"):
        await lab.faults.set(None, preset)
    await until(lambda: screen.commands.faults.text() == "Faults: 3")
    choose(submenu(screen.commands.faults), f"Clear: {fault_reading.preset('429').title} (all devices)")
    await until(lambda: screen.commands.faults.text() == "Faults: 2")
    assert [fault.preset for fault in lab.faults.active] == ["503", "410"]
    choose(submenu(screen.commands.faults), "Clear all faults")
    await until(lambda: screen.commands.faults.text() == "Faults: none")
    assert not screen.commands.clear_faults.isEnabled()


async def test_a_fault_for_all_devices_is_chosen_by_a_few_letters_of_its_name(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    await start(screen, context, engine)
    screen.commands.fault.trigger()
    picker = screen.page.findChild(Picker)
    assert picker is not None
    picker.field.setText("apple contact")
    assert picker.texts[0] == "Apple refuses the contact"
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    await until(lambda: screen.commands.faults.text() == "Faults: Apple refuses the contact")
    assert [(fault.agent_id, fault.kind) for fault in lab.faults.active] == [(None, None)]


async def test_one_that_uses_another_push_service_is_offered_nothing_of_the_labs(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    lab.there = [device("b1", "builtin", name="Built-in browser", profile="p0", elsewhere=True)]
    await start(screen, context, engine)
    menu = screen.page.cards.cards[0].menu
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["Stop", "Open a page…"]
