"""The shared widgets, one behaviour each."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pushdesk.ui.actions import ActionButton, Actions
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets.cards import EmptyState, StatCard
from pushdesk.ui.widgets.chips import ChipButton, ChipLabel
from pushdesk.ui.widgets.fields import SearchField, SegmentedTabs
from pushdesk.ui.widgets.flow import FlowLayout
from pushdesk.ui.widgets.meter import ByteMeter
from pushdesk.ui.widgets.notices import Banner, Toast
from pushdesk.ui.widgets.picker import Entry, Picker
from pushdesk.ui.widgets.text import ElidedLabel, MonoText


def test_the_byte_meter_turns_amber_near_the_limit_and_red_beyond(qtbot: QtBot) -> None:
    meter = ByteMeter(limit=1000)
    qtbot.addWidget(meter)
    roles = []
    for size in (100, 950, 1001):
        meter.set_bytes(size)
        roles.append(meter.bar.property("role"))
    assert roles == [Role.OK, Role.WARN, Role.BAD]
    assert meter.text == "1\u202f001 of 1\u202f000 bytes"


def test_the_byte_meter_has_no_number_where_there_is_no_message(qtbot: QtBot) -> None:
    meter = ByteMeter()
    qtbot.addWidget(meter)
    meter.set_bytes(None)
    assert meter.text == "– of 3\u202f993 bytes"


def test_a_chip_says_its_word_to_a_screen_reader(theme: Theme, qtbot: QtBot) -> None:
    chip = ChipLabel(theme, "Accepted", Role.INFO)
    qtbot.addWidget(chip)
    narrow = chip.sizeHint().width()
    chip.say("Shown, two minutes ago", Role.OK)
    assert chip.accessibleName() == "Shown, two minutes ago"
    assert chip.sizeHint().width() > narrow


def test_a_chip_is_repainted_in_the_new_themes_colours(theme: Theme, qtbot: QtBot) -> None:
    chip = ChipLabel(theme, "Shown", Role.OK)
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    left = (4, chip.height() // 2)
    assert chip.grab().toImage().pixelColor(*left).name() == theme.tokens.ok.paper
    theme.follow(Qt.ColorScheme.Dark)  # the user chose light: nothing changes
    assert chip.grab().toImage().pixelColor(*left).name() == theme.tokens.ok.paper


def test_a_removable_chip_is_pressed_by_key(theme: Theme, qtbot: QtBot) -> None:
    chip = ChipButton(theme, "tag: qa", Role.INFO, removable=True)
    qtbot.addWidget(chip)
    assert chip.accessibleName() == "Remove tag: qa"
    with qtbot.waitSignal(chip.clicked):
        QTest.keyClick(chip, Qt.Key.Key_Space)


def test_a_stat_card_groups_its_number_and_colours_only_what_is_there(qtbot: QtBot) -> None:
    card = StatCard("Rejected", Role.BAD)
    qtbot.addWidget(card)
    assert card.number.property("role") == ""
    card.set_number(1204)
    assert card.number.text() == "1\u202f204"
    assert card.number.property("role") == Role.BAD
    assert card.toolTip() == "Rejected: 1204"


def test_an_empty_state_offers_its_one_button(qtbot: QtBot) -> None:
    pressed: list[bool] = []
    empty = EmptyState("No devices yet", "Open the page.", "Capture a device", lambda: pressed.append(True))
    qtbot.addWidget(empty)
    assert empty.button is not None
    QTest.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    assert pressed


def test_searching_waits_for_a_pause_and_esc_empties(qtbot: QtBot) -> None:
    field, searched = SearchField("Filter…"), list[str]()
    qtbot.addWidget(field)
    field.searched.connect(searched.append)
    with qtbot.waitSignal(field.searched):
        QTest.keyClicks(field, "qa")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert searched == ["qa", ""]


def test_the_arrow_keys_walk_the_tabs(qtbot: QtBot) -> None:
    tabs, chosen = SegmentedTabs(["Request", "Response", "Payload"]), list[int]()
    qtbot.addWidget(tabs)
    tabs.chosen.connect(chosen.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(tabs, key)
    assert chosen == [1, 2, 1]


def test_a_flow_wraps_and_says_how_high_it_gets(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    flow = FlowLayout(parent, gap=4)
    for _ in range(3):
        box = QWidget()
        box.setFixedSize(40, 20)
        flow.addWidget(box)
    assert flow.heightForWidth(200) == 20
    assert flow.heightForWidth(90) == 44
    flow.setGeometry(QRect(0, 0, 90, 44))
    third = flow.itemAt(2)
    assert third is not None
    assert third.geometry() == QRect(0, 24, 40, 20)


def test_an_elided_label_shows_all_of_its_text_on_hover(qtbot: QtBot) -> None:
    shown = ElidedLabel("A long sentence that has no room")
    qtbot.addWidget(shown)
    shown.resize(60, 20)
    shown.grab()
    assert shown.toolTip() == shown.text()
    shown.resize(600, 20)
    shown.grab()
    assert shown.toolTip() == ""


def test_mono_text_is_as_high_as_its_lines_up_to_a_limit(qtbot: QtBot) -> None:
    text = MonoText("one", name="Request", lines=3)
    qtbot.addWidget(text)
    text.resize(300, 20)
    one = text.height()
    text.say("one\ntwo\nthree")
    three = text.height()
    text.say("one\ntwo\nthree\nfour\nfive")
    assert one < three == text.height()


def test_a_banner_stays_until_it_is_dismissed(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.say("The port 8765 is taken.")
    assert banner.sentence == "The port 8765 is taken."
    with qtbot.waitSignal(banner.dismissed):
        banner.dismiss()
    assert banner.sentence == ""


def test_a_toast_keeps_its_place_over_the_bottom(qtbot: QtBot) -> None:
    room = QWidget()
    qtbot.addWidget(room)
    room.resize(600, 400)
    room.show()
    toast = Toast(room)
    toast.say("Copied.")
    room.resize(800, 500)
    assert abs(toast.geometry().center().x() - 400) <= 1
    assert toast.geometry().bottom() < 500
    toast.dismiss()
    assert toast.sentence == ""


@pytest.fixture
def picker(theme: Theme, qtbot: QtBot) -> Picker:
    """A picker of three over an open window."""
    room = QWidget()
    qtbot.addWidget(room)
    QVBoxLayout(room)
    room.resize(800, 600)
    room.show()
    made = Picker(theme, "Fruit", "Which?", room)
    made.ask([Entry("Apple", "", 1), Entry("Pear", "green", 2), Entry("Pineapple", "", 3)])
    return made


def test_a_picker_narrows_with_the_letters_and_enter_chooses(picker: Picker, qtbot: QtBot) -> None:
    QTest.keyClicks(picker.field, "pap")
    assert picker.texts == ["Pineapple"]
    with qtbot.waitSignal(picker.chosen) as signal:
        QTest.keyClick(picker.field, Qt.Key.Key_Return)
    assert signal.args == [3]
    assert not picker.isVisible()


def test_a_pickers_arrows_move_in_the_list_while_typing(picker: Picker, qtbot: QtBot) -> None:
    QTest.keyClick(picker.field, Qt.Key.Key_Down)
    with qtbot.waitSignal(picker.chosen) as signal:
        QTest.keyClick(picker.field, Qt.Key.Key_Return)
    assert signal.args == [2]


def test_esc_closes_a_picker_without_a_choice(picker: Picker, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(picker.chosen):
        QTest.keyClick(picker.field, Qt.Key.Key_Escape)
    assert not picker.isVisible()


def test_a_long_line_of_a_picker_is_cut_where_its_note_begins(theme: Theme, qtbot: QtBot) -> None:
    room = QWidget()
    qtbot.addWidget(room)
    room.resize(800, 600)
    room.show()
    picker = Picker(theme, "Fruit", "Which?", room)
    picker.ask([Entry("Apple", "green", 1), Entry("x" * 120, "n" * 200, 2)])
    delegate = picker.list.itemDelegate()
    assert isinstance(delegate, QStyledItemDelegate)
    texts = []
    for row in (0, 1):
        option = QStyleOptionViewItem()
        option.rect = QRect(0, 0, 500, 30)
        delegate.initStyleOption(option, picker.list.model().index(row, 0))
        texts.append(option.text)
    assert texts[0] == "Apple"
    assert texts[1].endswith("x…")
    assert option.fontMetrics.horizontalAdvance(texts[1]) < 500 * 2 / 3


def test_an_action_button_follows_its_action(qtbot: QtBot) -> None:
    actions, ran = Actions(), list[bool]()
    actions.ready = True
    action = actions.add("x.send", "Send…", lambda: ran.append(True), primary=True)
    pressed = ActionButton(action)
    qtbot.addWidget(pressed)
    QTest.mouseClick(pressed, Qt.MouseButton.LeftButton)
    action.setText("Send to 42 devices…")
    action.setEnabled(False)
    assert ran == [True]
    assert (pressed.text(), pressed.isEnabled()) == ("Send to 42 devices…", False)
    assert pressed.property("kind") == "primary"


def test_an_action_button_with_a_menu_opens_it(qtbot: QtBot) -> None:
    menu = QMenu()
    action = QAction("Export")
    action.setMenu(menu)
    pressed = ActionButton(action)
    qtbot.addWidget(pressed)
    assert pressed.menu() is menu


def test_keys_are_said_beside_the_command(qtbot: QtBot) -> None:
    action = Actions().add("x.send_test", "Send test to me", lambda: None, keys="Ctrl+Return")
    assert action.shortcut() == QKeySequence("Ctrl+Return")
    assert action.toolTip() == "Send test to me (Ctrl+Return)"
