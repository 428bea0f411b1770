"""The Lab's screen on a lab in memory: what arrived, live; cards, one message in full."""

import json
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QMessageBox, QPushButton

from pushdesk.model.lab import CaughtState
from pushdesk.model.views import Changes
from pushdesk.ui.context import UiContext
from pushdesk.ui.lab.caught_reader import PAGE
from pushdesk.ui.lab.screen import LabScreen
from pushdesk.ui.widgets.text import ElidedLabel
from tests.ui.fakes import FakeEngine, Told, until
from tests.ui.lab.fake_lab import FakeLab, caught, device
from tests.ui.lab.opened import cells, choose, start


def copying(dialog: QDialog) -> list[QPushButton]:
    """The button that copies the new device's subscription, once it is there."""
    name = "Copy Device for any backend"
    return [made for made in dialog.findChildren(QPushButton) if made.accessibleName() == name]


async def test_what_arrives_stands_on_top_and_changes_in_its_place(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    lab.catch.kept = [caught(1), caught(2, CaughtState.REFUSED, status=401, code="authorization_missing")]
    await start(screen, context, engine)
    assert cells(screen, "Verdict") == ["Refused 401: no VAPID token", "Shown"]
    engine.desk.feed.publish(Changes(1, caught=(caught(3, CaughtState.WAITING),)))
    await until(lambda: len(cells(screen, "Verdict")) == 3)
    engine.desk.feed.publish(Changes(2, caught=(caught(3, CaughtState.CLICKED, action="track"),)))
    await until(lambda: cells(screen, "Verdict")[0] == "Clicked · track")
    assert screen.page.model.view.counts == {"shown": 2, "refused": 1, "waiting": 0}
    assert screen.header.badge == "on"


async def test_nothing_is_asked_any_more_once_the_engine_is_about_to_stop(
    screen: LabScreen, context: UiContext, engine: FakeEngine
) -> None:
    def waiting() -> bool:
        timers = screen.page.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return any(timer.isActive() for timer in timers)

    await start(screen, context, engine)
    screen.apply(Changes(1, lab=True))
    assert waiting()
    await screen.detach()
    assert not waiting()
    screen.apply(Changes(2, lab=True))
    assert not waiting()


async def test_older_pages_are_read_once_somebody_looks(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    lab.catch.kept = [caught(number) for number in range(1, PAGE * 2 + 11)]
    await context.bridge.follow(engine, engine.desk)
    screen.attach(engine, engine.desk)
    await context.bridge.idle()
    assert lab.catch.pages == [None]
    screen.widget.show()
    await context.bridge.idle()
    assert lab.catch.pages == [None, PAGE + 11, 11]
    assert len(screen.page.model.view) == PAGE * 2 + 10
    assert screen.page.model.id_at(0) == str(PAGE * 2 + 10)


async def test_a_page_that_comes_late_does_not_undo_what_came_meanwhile(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    await start(screen, context, engine)
    screen.page.model.apply([caught(1, CaughtState.CLICKED)])
    screen.page.model.take_older([caught(1, CaughtState.WAITING)])
    assert cells(screen, "Verdict") == ["Clicked"]


async def test_a_chosen_message_is_shown_in_full_and_its_button_reaches_the_device(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    lab.catch.kept = [caught(1, title="Your parcel is on its way")]
    await start(screen, context, engine)
    screen.page.table.look_at("1")
    await context.bridge.idle()
    assert screen.detail.notification.title.text() == "Your parcel is on its way"
    assert '"body": "It arrives tomorrow by noon."' in screen.detail.text.toPlainText()
    assert any("VAPID" in line for line in screen.detail.checks.lines)
    assert screen.detail.timeline.lines[-1] == "+ 31 ms Shown"
    for tab, words in enumerate(("title", "TTL: 14400", "No VAPID token.", "aes128gcm", "Shown")):
        screen.detail.tabs.choose(tab)
        assert words in screen.detail.text.toPlainText()
    buttons = {made.text(): made for made in screen.detail.notification.findChildren(QPushButton)}
    assert buttons["✕"].isVisible()
    buttons["Track parcel"].click()
    buttons["✕"].click()
    await context.bridge.idle()
    assert lab.devices.asked == [("click", "m1", "track"), ("close", "m1")]


async def test_a_real_browsers_notification_has_no_buttons_to_press(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    lab.there = [device("f1", "firefox", name="Firefox 153")]
    lab.catch.kept = [caught(1, agent_id="f1", device="Firefox 153")]
    await start(screen, context, engine)
    screen.page.table.look_at("1")
    await context.bridge.idle()
    shown = screen.detail.notification
    buttons = [made for made in shown.findChildren(QPushButton) if made.isVisible()]
    assert [(made.text(), made.isEnabled()) for made in buttons] == [("Track parcel", False)]
    assert shown.note.text() == "Click it in the browser itself."


async def test_a_thousand_virtual_devices_are_one_card_and_each_browser_has_its_own(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    lab.there = [device(f"v{number}") for number in range(1000)]
    lab.there.append(device("f1", "firefox", name="Firefox 153", profile="p1", last_push_ms=10))
    await start(screen, context, engine)
    assert [card.accessibleName() for card in screen.page.cards.cards] == [
        "Firefox 153, On: throw-away profile · 1 subscription. last push 10 ms",
        "Virtual devices, 1\u202f000: all connected. no push yet",
    ]


async def test_the_words_of_four_cards_are_whole_on_a_usual_screen(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    lab.there = [
        device("v1"),
        device("b1", "builtin", name="Built-in browser", profile="p0"),
        device("f1", "firefox", name="Firefox ESR 153.7", profile="p1", kept=True),
        device("c1", "chromium", name="Chromium 156.0", profile="p2", state="starting"),
    ]
    await start(screen, context, engine)
    labels = [label for card in screen.page.cards.cards for label in card.findChildren(ElidedLabel)]
    assert [label.text() for label in labels if label.width() < label.sizeHint().width()] == []


async def test_two_cards_fill_the_row_and_a_sentence_has_two_lines(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    words = "It ended unexpectedly. It crashed or was killed (SIGTERM); what it said last is in a file."
    lab.there = [device("v1"), device("b1", "builtin", profile="p0", state="ended", words=words)]
    await start(screen, context, engine)
    strip = screen.page.cards
    builtin, virtual = strip.cards
    assert virtual.geometry().right() > strip.width() - 20
    assert builtin.geometry().top() == virtual.geometry().top()
    assert builtin.height() == virtual.height()
    assert builtin.height() > builtin.minimumSizeHint().height() - 1
    with_sentence = strip.height()
    lab.there[1] = device("b1", "builtin", profile="p0", last_push_ms=12)
    engine.desk.feed.publish(Changes(1, lab=True))
    await until(lambda: strip.height() < with_sentence)


async def test_the_cards_menu_adds_devices_and_sends_them_away(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab, told: Told
) -> None:
    await start(screen, context, engine)
    (card,) = screen.page.cards.cards
    choose(card.menu, "10 virtual devices")
    await until(lambda: card.data.chip.text == "11")
    assert told.notified == ["10 virtual devices added."]
    choose(card.menu, "All go away")
    await until(lambda: card.data.facts == "11 away")


async def test_a_message_is_copied_as_curl(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    lab.catch.kept = [caught(1)]
    await start(screen, context, engine)
    screen.copy_as_curl(1)
    await context.bridge.idle()
    assert "/push/" in QGuiApplication.clipboard().text()


async def test_replay_goes_to_the_device_that_is_named(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab, told: Told
) -> None:
    lab.catch.kept = [caught(1)]
    lab.there.append(device("v2", name="Virtual device 2"))
    await start(screen, context, engine)
    screen.page.table.look_at("1")
    await context.bridge.idle()
    choose(screen.detail.replay_menu, "Virtual device 2")
    await context.bridge.idle()
    assert lab.catch.replayed == [(1, "v2")]
    assert told.notified == ["Sent again, to Virtual device 2."]


async def test_clearing_asks_first_and_leaves_the_empty_page(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    lab.catch.kept = [caught(1), caught(2)]
    await start(screen, context, engine)
    lab.caught_from = 3
    screen.commands.clear.trigger()
    box = screen.page.findChild(QMessageBox)
    assert box is not None
    next(made for made in box.buttons() if made.text() == "Clear").click()
    await until(lambda: screen.page.empty.isVisible())
    assert not screen.commands.export.isEnabled()


async def test_everything_that_arrived_is_exported_as_json(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab, told: Told, tmp_path: Path
) -> None:
    lab.catch.kept = [caught(1), caught(2)]
    await start(screen, context, engine)
    screen._deeds.export(tmp_path / "caught.json")
    await context.bridge.idle()
    assert [row["number"] for row in json.loads((tmp_path / "caught.json").read_text())] == [1, 2]
    assert told.notified == ["2 messages exported to caught.json."]


async def test_the_dialog_for_a_backend_makes_a_device_and_copies_its_subscription(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab, told: Told
) -> None:
    await start(screen, context, engine)
    assert screen.page.empty.button is not None
    screen.page.empty.button.click()
    dialog = screen._dialog
    assert dialog is not None
    buttons = {made.accessibleName(): made for made in dialog.findChildren(QPushButton)}
    buttons["Make a device for any backend"].click()
    await until(lambda: copying(dialog))
    copying(dialog)[0].click()
    copied = json.loads(QGuiApplication.clipboard().text())
    assert copied["endpoint"] == "http://127.0.0.1:8766/push/g1"
    dialog.close()


async def test_without_a_lab_the_page_says_so(
    screen: LabScreen, context: UiContext, engine: FakeEngine
) -> None:
    engine.desk.lab = None
    await start(screen, context, engine)
    assert screen.page.off.isVisible()
    assert screen.header.badge == ""
