"""The form, for whoever hears it."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pushdesk.ui.compose import boxes, json_text
from pushdesk.ui.compose.boxes import LABELS
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.form import MessageForm
from pushdesk.ui.theme.theme import Theme


@pytest.fixture
def form(theme: Theme, qtbot: QtBot) -> MessageForm:
    """An empty form."""
    made = MessageForm(theme)
    qtbot.addWidget(made)
    return made


def test_what_is_seen_of_the_behaviour_is_heard_too(form: MessageForm) -> None:
    assert form.pattern.accessibleName() == "Vibrate: off"
    form.show_value(DraftValue({"vibrate": [200, 100, 200], "silent": True}))
    assert form.pattern.accessibleName() == form.pattern.text() == "Vibrate: 200·100·200"
    assert [name for name, switch in form.switches.items() if switch.isChecked()] == ["silent"]
    for name, switch in form.switches.items():
        assert switch.accessibleName() == switch.text() == LABELS[name]


def test_what_is_set_behind_a_closed_door_is_heard(form: MessageForm) -> None:
    toggle = form.more.toggle
    assert toggle.accessibleDescription() == "closed"
    action = {"action": "a", "title": "A", "icon": "https://example.com/a.png"}
    form.show_value(DraftValue({"vibrate": [200], "lang": "de", "actions": [action, {"action": "b"}]}))
    assert toggle.accessibleDescription() == "closed, set: Vibrate, Language"
    toggle.click()
    assert toggle.accessibleDescription() == "open, set: Vibrate, Language"
    described = [row.more.accessibleDescription() for row in form.action_rows.rows]
    assert described == ["set", "not set"]


def inked(widget: QWidget) -> int:
    """How many pixels of its picture are not the background's."""
    image = widget.grab().toImage()
    paper = image.pixel(0, 0)
    return sum(image.pixel(x, y) != paper for x in range(image.width()) for y in range(image.height()))


def test_what_is_set_behind_an_actions_dots_is_a_dot_to_be_seen(form: MessageForm) -> None:
    form.resize(380, 800)
    form.show()
    icon = {"icon": "https://example.com/a.png"}
    form.show_value(DraftValue({"actions": [{"action": "a"} | icon, {"action": "b"}]}))
    dotted, plain = (inked(row.more) for row in form.action_rows.rows)
    assert dotted > 2 * plain > 0


def test_data_is_written_once_while_somebody_types_elsewhere(
    form: MessageForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[object] = []

    def write(value: object) -> str:
        written.append(value)
        return json_text.written(value)

    monkeypatch.setitem(boxes._WRITE, "data", write)
    value = DraftValue({"data": {"a": 1}})
    for title in ("H", "He"):
        form.show_value(value := value.with_option("title", title))
    assert (form.data.text(), written) == (json_text.written({"a": 1}), [{"a": 1}])
    for data in ({"a": 2}, None):
        form.show_value(DraftValue({"data": data}))
        assert form.data.text() == json_text.written(data)
    form.show_value(DraftValue())
    assert form.data.text() == ""
