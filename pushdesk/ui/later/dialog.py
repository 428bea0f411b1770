"""TimeDialog: asks when a campaign is to be sent, by this computer's clock."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QDate, QDateTime, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCalendarWidget,
    QDateTimeEdit,
    QDialog,
    QTableView,
    QToolButton,
    QWidget,
)

from pushdesk.model import moments
from pushdesk.model.errors import BadInput
from pushdesk.model.schedule import local, require_future, sentence
from pushdesk.ui.later.times import Preset, presets, until, whole_minute, zone
from pushdesk.ui.widgets.basics import button, column, label, restyle, row
from pushdesk.ui.widgets.flow import FlowLayout

NOTE = (
    "The devices are those of this moment. PushDesk sends while it runs: if it is closed then, "
    "it asks you the next time instead of sending late."
)


class TimeDialog(QDialog):
    """`then(at)` is called once, with an aware moment that is ahead; a past one keeps the dialog open."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        do_text: str,
        then: Callable[[datetime], object],
        at: datetime | None = None,
    ) -> None:
        super().__init__(parent)
        self._then = then
        self.setWindowTitle(self.tr("Choose a time"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        now = moments.now()
        self._presets = presets(now)
        self.edit = _time_edit(self.tr("Date and time"), now)
        self.words = label(wrap=True, selectable=True)
        self.do_button = button(do_text, self.accept, "primary")
        self.do_button.setAutoDefault(True)
        self.do_button.setDefault(True)
        self.edit.dateTimeChanged.connect(lambda _: self._judge())
        self._arrange(title)
        self.put(at if at is not None and at > now else self._presets[0].at(now))
        self.edit.setFocus()

    def _arrange(self, title: str) -> None:
        heading = label(title, "title", wrap=True)
        quick = QWidget()
        flow = FlowLayout(quick, 8)
        for one in self._presets:
            flow.addWidget(button(one.text, partial(self._choose, one)))
        note = label(NOTE, "muted", wrap=True)
        line = label(self.tr("Date and time"), "label")
        line.setBuddy(self.edit)
        keep = button(self.tr("Cancel"), self.reject)
        buttons = row(1, keep, self.do_button)
        box = column(line, self.edit, self.words, gap=6)
        self.setLayout(column(heading, quick, box, note, 1, buttons, gap=14, margins=(20, 18, 20, 18)))
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 86)

    @property
    def at(self) -> datetime:
        """The moment that is chosen now: whole minutes, aware UTC."""
        return datetime.fromtimestamp(self.edit.dateTime().toSecsSinceEpoch(), UTC)

    def put(self, at: datetime) -> None:
        """Choose `at`, to the minute."""
        self.edit.setDateTime(QDateTime.fromSecsSinceEpoch(int(whole_minute(at).timestamp())))
        self.edit.setCurrentSection(QDateTimeEdit.Section.HourSection)
        self._judge()

    def _choose(self, one: Preset) -> None:
        self.put(one.at(moments.now()))
        self.do_button.setFocus()

    def _judge(self) -> bool:
        """Say what the time means; whether it is ahead."""
        now, at = moments.now(), self.at
        try:
            require_future(at, now)
        except BadInput:
            words = self.tr("{} has passed already: choose a later time.").format(sentence(local(at, now)))
            return self._say(words, "problem")
        words = f"{sentence(local(at, now))}, {until(at, now)} · " + self.tr("time zone {}").format(zone(at))
        return self._say(words, "")

    def _say(self, words: str, kind: str) -> bool:
        self.words.setText(words)
        restyle(self.words, "kind", kind or None)
        self.edit.setAccessibleDescription(words)
        restyle(self.edit, "problem", bool(kind))
        return not kind

    def accept(self) -> None:
        """Tell the time, unless it has passed."""
        self.edit.interpretText()
        if self._judge():
            at = self.at
            super().accept()
            self._then(at)
        else:
            self.edit.setFocus()


def _time_edit(name: str, now: datetime) -> QDateTimeEdit:
    made = QDateTimeEdit()
    made.setAccessibleName(name)
    made.setDisplayFormat("ddd d MMM yyyy, HH:mm")
    made.setCalendarPopup(True)
    _settle(made.calendarWidget(), name)
    today = now.astimezone()
    made.setMinimumDate(QDate(today.year, today.month, today.day))
    made.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToNearestValue)
    return made


def _settle(calendar: QCalendarWidget, name: str) -> None:
    """Names, and colours that go with the theme."""
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    # The weekend in the colour of all days: Qt's red means something that went wrong here.
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, calendar.weekdayTextFormat(Qt.DayOfWeek.Monday))
    calendar.setAccessibleName(name)
    for days in calendar.findChildren(QTableView):
        days.setAccessibleName("Days")
    for which, sign, words in (("prev", "‹", "Previous month"), ("next", "›", "Next month")):
        for step in calendar.findChildren(QToolButton, f"qt_calendar_{which}month"):
            # Qt's own arrows are black whatever the theme.
            step.setIcon(QIcon())
            step.setText(sign)
            step.setAccessibleName(words)


def ask_time(
    parent: QWidget,
    title: str,
    do_text: str,
    then: Callable[[datetime], object],
    at: datetime | None = None,
) -> TimeDialog:
    """Ask for a time, beginning with `at` where that is ahead; the window goes on while it is open."""
    made = TimeDialog(parent, title, do_text, then, at)
    made.open()
    return made
