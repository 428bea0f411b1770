"""`pushdesk demo`: where it does its work."""

from contextlib import ExitStack
from pathlib import Path

import pytest
import typer

from pushdesk.cli import app, demo
from pushdesk.cli.invocation import Invocation


def apart(call: Invocation) -> dict[str, int]:
    """The settings that a demo of `call` runs with, once its folder is gone again."""
    context = typer.Context(typer.main.get_command(app.app), obj=call)
    with ExitStack() as stack:
        found = demo._apart(context, stack)
        assert call.data_dir is not None
    return found


def test_the_environments_folder_is_not_the_demos(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("pushdesk_receiver_port", "8799")
    call = Invocation()
    assert apart(call) == {
        "push_service_port": 0,
        "push_service_tls_port": 0,
        "push_service_mcs_port": 0,
    }
    assert call.data_dir != data_dir
    assert call.data_dir is not None
    assert call.data_dir.name.startswith("pushdesk-demo-")


def test_a_folder_named_on_the_command_line_is_the_demos_and_ports_are_free_ones(tmp_path: Path) -> None:
    call = Invocation(tmp_path)
    assert set(apart(call).values()) == {0}
    assert call.data_dir == tmp_path
