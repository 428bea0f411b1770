"""The Lab's list: verdicts stand whole beside titles with room, and which columns are shown is remembered."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from pushdesk.model.lab import CaughtState
from pushdesk.model.lab_views import SHORT_WORDS
from pushdesk.model.views import CaughtRow
from pushdesk.services.lab import fault_reading
from pushdesk.services.lab.faults import Answering
from pushdesk.ui.actions import Actions
from pushdesk.ui.context import UiContext
from pushdesk.ui.lab.caught_model import COLUMNS
from pushdesk.ui.lab.caught_view import chip_of
from pushdesk.ui.lab.screen import LabScreen
from pushdesk.ui.widgets.chips import chip_font, chip_size
from pushdesk.ui.widgets.text import mono_font
from tests.ui.fakes import FakeDesk, FakeEngine, until
from tests.ui.lab.fake_lab import FakeLab, caught
from tests.ui.lab.opened import choose, start

# What the window's sidebar takes of its width.
SIDEBAR = 196
TITLES = [column.title for column in COLUMNS]
DROPPED = {"away", "expired", "replaced", "withdrawn", "subscription_ended", "unknown"}
UNDECRYPTABLE = {"keys_mismatch", "not_encrypted", "many_records"}
FAILED = {"handler_failed"}


def every_verdict() -> list[CaughtRow]:
    """A message for each way in which the lab's own words can read."""
    states = dict.fromkeys(SHORT_WORDS, CaughtState.REFUSED)
    states |= dict.fromkeys(DROPPED, CaughtState.DROPPED)
    states |= dict.fromkeys(UNDECRYPTABLE, CaughtState.UNDECRYPTABLE)
    states |= dict.fromkeys(FAILED, CaughtState.FAILED)
    late = {Answering.DELAY: CaughtState.SHOWN, Answering.DRIP: CaughtState.SHOWN}
    faulty = [
        caught(1, late.get(preset.fault.answer, CaughtState.REFUSED), fault=preset.title)
        for preset in fault_reading.presets()
    ]
    clicked = caught(1, CaughtState.CLICKED, action="remind-me-later")
    return [*(caught(1, state, status=403, code=code) for code, state in states.items()), *faulty, clicked]


def shown(screen: LabScreen) -> list[str]:
    header = screen.page.table.horizontalHeader()
    columns = screen.page.model.columns
    return [one.title for number, one in enumerate(columns) if not header.isSectionHidden(number)]


async def opened(screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab, width: int) -> None:
    """With so many rows that they are scrolled, in a window of that width."""
    lab.catch.kept = [caught(number) for number in range(1, 100)]
    await start(screen, context, engine)
    screen.widget.resize(width - SIDEBAR, 840)
    assert screen.page.table.verticalScrollBar().isVisible()


@pytest.mark.parametrize(
    ("width", "missing", "title"),
    [
        (1440, {"Topic", "Sender’s key"}, 167),
        (1366, {"Topic", "Sender’s key", "Urgency"}, 167),
        (1280, {"Topic", "Sender’s key", "Urgency", "TTL", "Size"}, 167),
        (1920, set(), 300),
    ],
)
async def test_every_verdict_stands_whole_beside_a_title_with_room(
    screen: LabScreen,
    context: UiContext,
    engine: FakeEngine,
    lab: FakeLab,
    width: int,
    missing: set[str],
    title: int,
) -> None:
    await opened(screen, context, engine, lab, width)
    table = screen.page.table
    assert set(TITLES) - set(shown(screen)) == missing
    assert table.columnWidth(TITLES.index("Title")) >= title
    font = chip_font(table.font(), context.theme.tokens)
    # The delegate leaves 11 before a chip and 4 behind it.
    room = table.columnWidth(TITLES.index("Verdict")) - 15
    cut = [text for row in every_verdict() if chip_size(text := chip_of(row).text, font).width() > room]
    assert cut == []


async def test_name_and_verdict_stand_whole_in_the_panel_too_in_one_line_or_two(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    lab.catch.kept = [
        caught(1, CaughtState.REFUSED, fault="Mozilla: subscription gone", device="Virtual device 12"),
        caught(2, device="Virtual device 12"),
    ]
    await start(screen, context, engine)
    screen.widget.resize(1440 - SIDEBAR, 840)
    name, chip = screen.detail.name, screen.detail.chip
    lines = []
    for number in ("1", "2"):
        screen.page.table.look_at(number)
        await context.bridge.idle()
        await until(lambda: name.width() >= name.sizeHint().width())
        assert chip.width() >= chip.sizeHint().width()
        lines.append(chip.y() > name.geometry().bottom())
    assert lines == [True, False]


# What a column is to show whole: the longest that it usually has.
USUAL = {
    "Time": caught(1),
    "Device": caught(1, device="Virtual device 12"),
    "Size": caught(1, size=99_900),
    "TTL": caught(1, ttl=28 * 24 * 60 * 60),
    "Urgency": caught(1, urgency="very-low"),
    "Topic": caught(1, topic="order-4821"),
    "Sender’s key": caught(1, sender_key="BMWM" + "W" * 80 + "9tk"),
}


@pytest.mark.parametrize("title", USUAL)
async def test_what_is_usual_is_not_cut_in_any_column(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab, title: str
) -> None:
    await opened(screen, context, engine, lab, 1920)
    column = COLUMNS[TITLES.index(title)]
    font = mono_font(screen.page.table.font()) if column.mono else QFont(screen.page.table.font())
    if column.strong:
        font.setWeight(QFont.Weight.DemiBold)
    # The delegate leaves 11 at either side of a text.
    room = screen.page.table.columnWidth(TITLES.index(title)) - 22
    assert QFontMetricsF(font).horizontalAdvance(column.text(USUAL[title])) <= room


@pytest.mark.parametrize("width", range(960, 1600, 80))
async def test_no_width_needs_scrolling_sideways(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab, width: int
) -> None:
    await opened(screen, context, engine, lab, width)
    assert screen.page.table.horizontalScrollBar().maximum() == 0
    assert {"Time", "Device", "Title", "Verdict"} <= set(shown(screen))


async def test_chosen_columns_are_remembered(
    screen: LabScreen,
    context: UiContext,
    engine: FakeEngine,
    desk: FakeDesk,
    lab: FakeLab,
    qtbot: QtBot,
) -> None:
    await opened(screen, context, engine, lab, 1440)
    choose(screen.columns.menu, "Topic")
    await until(lambda: desk.settings.lab_columns == (("Topic", True),))
    assert "Topic" in shown(screen)
    later = LabScreen(replace(context, settings=desk.settings, actions=Actions()))
    qtbot.addWidget(later.widget)
    later.widget.resize(1440 - SIDEBAR, 840)
    later.widget.show()
    assert "Topic" in shown(later)
    choose(screen.columns.menu, "As there is room")
    await until(lambda: desk.settings.lab_columns == ())
    assert "Topic" not in shown(screen)


async def test_columns_chosen_before_there_is_a_desk_are_remembered_then(
    screen: LabScreen, context: UiContext, engine: FakeEngine, desk: FakeDesk
) -> None:
    choose(screen.columns.menu, "Sender’s key")
    assert desk.settings.lab_columns == ()
    await start(screen, context, engine)
    await until(lambda: desk.settings.lab_columns == (("Sender’s key", True),))


async def test_the_columns_are_in_the_menus_and_a_command(
    screen: LabScreen, context: UiContext, engine: FakeEngine, lab: FakeLab
) -> None:
    await opened(screen, context, engine, lab, 1440)
    assert screen.columns.menu in [action.menu() for action in screen.page.menu.actions()]
    QTest.keyClick(screen.page.table, Qt.Key.Key_Down)
    screen.page.table.customContextMenuRequested.emit(QPoint(5, 5))
    asked = [menu for menu in screen.page.table.findChildren(QMenu) if menu.isVisible()]
    assert screen.columns.menu in [action.menu() for menu in asked for action in menu.actions()]
    for menu in asked:
        menu.close()
    context.actions.get("lab.columns").trigger()
    assert screen.columns.menu.isVisible()
    assert screen.columns.menu.actions()[0].text() == "Size"
    screen.columns.menu.close()
