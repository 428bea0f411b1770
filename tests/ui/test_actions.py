"""The registry: each command once, and none before there is something it can work on."""

import pytest

from pushdesk.model.errors import BugError
from pushdesk.ui.actions import Actions


def test_a_name_is_taken_once(qapp: object) -> None:
    actions = Actions()
    actions.add("x.send", "Send", lambda: None)
    with pytest.raises(BugError, match=r"x\.send"):
        actions.add("x.send", "Send again", lambda: None)
    with pytest.raises(BugError, match=r"x\.other"):
        actions.get("x.other")


def test_before_the_desk_is_ready_only_anytime_commands_run(qapp: object) -> None:
    actions, ran = Actions(), list[str]()
    actions.add("x.send", "Send", lambda: ran.append("send"))
    actions.add("x.quit", "Quit", lambda: ran.append("quit"), anytime=True)
    for action in actions.every():
        action.trigger()
    assert [action.text() for action in actions.available()] == ["Quit"]
    actions.ready = True
    actions.get("x.send").trigger()
    assert ran == ["quit", "send"]


def test_a_disabled_command_is_not_available(qapp: object) -> None:
    actions = Actions()
    actions.ready = True
    actions.add("x.send", "Send", lambda: None).setEnabled(False)
    assert actions.available() == []
