"""A data folder that is deleted under a command that sends: it stops, and says so in one sentence."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.cli.conftest import PushServiceStub, Run, RunningLab, RunningSend

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nobody can delete an open file there")


@pytest.mark.allow_log("no keyring answers")
def test_a_campaign_whose_folder_is_deleted_ends_with_one_sentence(
    pushdesk: Run,
    push_service: PushServiceStub,
    start_send: Callable[..., RunningSend],
    data_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PUSHDESK_MESSAGES_PER_SECOND", "5")
    pushdesk("subscriptions", "import", "-", stdin=push_service.subscriptions(300))
    sending = start_send("--title", "T", "--to", "all", "--json")
    children = psutil.Process(sending.process.pid).children()
    shutil.rmtree(data_dir)
    answer = sending.end()
    assert answer.status == 1
    (sentence,) = answer.err.splitlines()
    assert sentence.startswith("The data folder was moved, replaced or deleted while PushDesk used it")
    assert json.loads(answer.out)["error"] == {"code": "data_folder", "message": sentence}
    assert len(push_service.paths) < 300
    assert not data_dir.exists()
    psutil.wait_procs(children, 5)
    assert not any(child.is_running() for child in children)


def test_a_lab_whose_folder_is_deleted_can_still_be_ended(
    start_lab: Callable[..., RunningLab], data_dir: Path
) -> None:
    lab = start_lab("--devices", "1")
    shutil.rmtree(data_dir)
    status, out, err = lab.stop()
    assert (status, out) == (0, "")
    assert "Traceback" not in err
