"""The outermost door: exit statuses, one sentence, never a traceback."""

import asyncio
import json
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pushdesk.cli import door, journal
from pushdesk.cli.invocation import Invocation
from pushdesk.cli.json_stream import Unfinished
from pushdesk.model.errors import BadInput, BugError, FolderError
from pushdesk.services.exchange import Refusal
from pushdesk.services.importing import ImportRefused
from tests.cli.conftest import COMMAND, PATIENCE_S, Run

HEAVY = (
    "PySide6",
    "sqlalchemy",
    "sqlmodel",
    "aiohttp",
    "cryptography",
    "alembic",
    "keyring",
    "pycurl",
    "rich",
)


def raising(problem: BaseException, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The status of a command that ends with `problem`."""

    def invoke(*_: object) -> int:
        raise problem

    monkeypatch.setattr(door, "_invoke", invoke)
    return door.run(arguments)


def test_help_and_version_load_nothing_heavy() -> None:
    code = (
        "import sys; from pushdesk.cli.door import run\n"
        "calls = ['--help'], ['send', '--help'], ['vapid', 'show', '--help'], ['--version']\n"
        "statuses, validates = [], []\n"
        "for call in calls:\n"
        "    statuses.append(run(call))\n"
        "    validates.append('pydantic' in sys.modules)\n"
        f"print(statuses, [name for name in {HEAVY!r} if name in sys.modules], validates[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "[0, 0, 0, 0] [] False"
    assert "pushdesk 0." in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], "No such command 'nonsense'."),
        (["vapid"], "Missing command."),
        (["vapid", "import"], "Missing argument 'FILE'."),
        (["send", "--nonsense"], "No such option: --nonsense"),
        (["send", "--ttl", "soon"], "Invalid value for '--ttl'"),
        (["lab", "--port", "70000"], "Invalid value for '--port'"),
        (["vapid", "show", "--data-dir", "x"], "--data-dir stands before the command"),
        (["--data-dir", " ", "vapid", "show"], "--data-dir needs a folder's name."),
        (["--data-dir", "~nosuchuser/x", "vapid", "show"], "nobody here: ~nosuchuser."),
    ],
)
def test_wrong_use_is_one_sentence_and_status_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert door.run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert err.count("\n") == 1
    assert door.run([*arguments, "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert words in error["message"] or "--json" in error["message"]


def test_a_known_error_is_its_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert raising(FolderError("It is full."), monkeypatch) == 2
    assert capsys.readouterr() == ("", "It is full.\n")
    group = ExceptionGroup("tasks", [ExceptionGroup("inner", [BadInput("Wrong.")])])
    assert raising(group, monkeypatch, "--json") == 2
    out, err = capsys.readouterr()
    assert json.loads(out) == {"error": {"code": "bad_input", "message": "Wrong."}}
    assert err == "Wrong.\n"


def test_beside_a_document_that_says_why_it_ends_there_is_no_second_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert raising(Unfinished("The disk is gone."), monkeypatch, "--json") == 1
    assert capsys.readouterr() == ("", "The disk is gone.\n")


def test_each_refusal_of_an_import_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = ImportRefused([Refusal(2, "Too long."), Refusal(7, "Too short.")], 9)
    assert raising(refused, monkeypatch, "--json") == 2
    out, err = capsys.readouterr()
    assert "  line 2: Too long.\n  line 7: Too short.\n" in err
    assert json.loads(out)["refused"] == [
        {"line": 2, "reason": "Too long."},
        {"line": 7, "reason": "Too short."},
    ]


@pytest.mark.parametrize(
    ("problem", "status", "code"),
    [
        (KeyboardInterrupt(), 1, "interrupted"),
        (BaseExceptionGroup("tasks", [KeyboardInterrupt(), BadInput("x")]), 1, "interrupted"),
        (asyncio.CancelledError(), 1, "interrupted"),
        (UnicodeEncodeError("utf-8", "\udcff", 0, 1, "surrogates not allowed"), 2, "bad_input"),
    ],
)
def test_an_end_from_outside_is_no_crash(
    problem: BaseException,
    status: int,
    code: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert raising(problem, monkeypatch, "--json") == status
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code


@pytest.mark.parametrize(
    "problem",
    [BugError("we broke it"), ZeroDivisionError("0"), ExceptionGroup("g", [BadInput("x"), KeyError(1)])],
)
def test_a_mistake_of_ours_goes_into_a_file_and_its_name_to_the_person(
    problem: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data_dir: Path
) -> None:
    assert raising(problem, monkeypatch, "--json") == 1
    (report,) = (data_dir / "logs").glob("crash-*.log")
    out, err = capsys.readouterr()
    assert err.count("\n") == 1
    assert str(report) in err
    assert json.loads(out)["error"]["code"] == "bug"
    assert "Traceback" in report.read_text("utf-8")


def test_where_the_data_folder_cannot_be_written_the_report_goes_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PUSHDESK_DATA_DIR", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert raising(BugError("x"), monkeypatch) == 1
    (report,) = tmp_path.glob("crash-*.log")
    assert str(report) in capsys.readouterr().err


def test_a_reader_that_goes_away_is_not_spoken_of(pushdesk_process: Run) -> None:
    process = subprocess.Popen(
        [*COMMAND, "send", "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait(PATIENCE_S) == 1
    process.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Only Linux has a device that is always full.")
def test_an_output_that_is_full_is_a_sentence(pushdesk_process: Run) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "vapid", "list", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=PATIENCE_S,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-1] == "The output cannot be written: No space left on device."


def test_a_console_without_utf_8_loses_letters_and_nothing_else(pushdesk_process: Run) -> None:
    refused = pushdesk_process("send", "--title", "x", "--to", "somebody “é”", PYTHONIOENCODING="ascii")
    assert refused.status == 2
    assert "?" in refused.err


def test_a_wrong_setting_is_a_sentence(pushdesk_process: Run, data_dir: Path) -> None:
    refused = pushdesk_process("vapid", "show", "--json", PUSHDESK_RECEIVER_PORT="many")
    assert (refused.status, refused.json["error"]["code"]) == (2, "bad_input")
    data_dir.mkdir()
    (data_dir / "settings.json").write_text("{")
    refused = pushdesk_process("vapid", "show")
    assert refused.status == 2
    assert "settings.json" in refused.err


def test_a_data_folder_that_is_a_file_is_a_sentence(pushdesk_process: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused = pushdesk_process("--data-dir", tmp_path / "file", "subscriptions", "list", "--json")
    assert (refused.status, refused.json["error"]["code"]) == (2, "data_folder")


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="There the window needs no DISPLAY.")
@pytest.mark.parametrize("arguments", [[], ["demo"]])
def test_without_a_display_the_window_is_a_sentence(pushdesk_process: Run, arguments: list[str]) -> None:
    refused = pushdesk_process(*arguments, DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert refused.status == 2
    assert "no display" in refused.err
    assert refused.err.count("\n") == 1


@pytest.mark.allow_log("pushdesk.trial", "worker ended early")
def test_warnings_are_a_line_each_and_no_traceback_reaches_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = logging.getLogger("pushdesk.trial")
    with journal.on_terminal():
        log.warning("Mind this.\nAnd more")
        log.warning("Mind this.")
        log.info("Nobody needs to know")
        log.error("It broke", exc_info=ValueError("secret"))
        thread = threading.Thread(target=lambda: 1 // 0, name="worker")
        thread.start()
        thread.join()
    log.warning("Too late")
    assert capsys.readouterr().err == "Mind this.\nIt broke\nworker ended early\n"


def test_a_record_that_cannot_be_written_is_one_sentence_for_all_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = journal._File(tmp_path / "a.log", encoding="utf-8")
    record = logging.LogRecord("pushdesk", logging.INFO, __file__, 1, "%d things", ("many",), None)
    handler.handle(record)
    handler.handle(record)
    handler.close()
    assert capsys.readouterr().err == f"The log file {tmp_path / 'a.log'} cannot be written: TypeError.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody delete the working directory.")
@pytest.mark.parametrize("source", ["--data-dir", "PUSHDESK_DATA_DIR"])
def test_a_relative_folder_in_a_directory_that_is_gone_is_a_sentence(
    source: str, pushdesk: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    if source == "PUSHDESK_DATA_DIR":
        monkeypatch.setenv(source, "data")
    refused = pushdesk(*(["--data-dir", "data"] if source == "--data-dir" else []), "vapid", "list", "--json")
    assert (refused.status, refused.json["error"]["code"]) == (2, "bad_input")
    assert source in refused.err
    assert "directory, which is gone" in refused.err


@pytest.mark.parametrize("text", ["~nosuchuser/x", " "])
def test_a_data_folder_in_the_environment_that_leads_nowhere_is_a_sentence(
    text: str, pushdesk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUSHDESK_DATA_DIR", text)
    refused = pushdesk("vapid", "list", "--json")
    assert (refused.status, refused.json["error"]["code"]) == (2, "bad_input")
    assert refused.err.startswith("PUSHDESK_DATA_DIR ")


@pytest.mark.skipif(os.name == "nt", reason="Windows knows one case of a variable's name.")
@pytest.mark.allow_log("no keyring answers")
def test_the_folders_variable_is_read_in_any_case(
    pushdesk: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PUSHDESK_DATA_DIR")
    monkeypatch.setenv("pushdesk_Data_dir", str(tmp_path / "small"))
    assert Invocation().folder() == tmp_path / "small"
    assert pushdesk("vapid", "create", "--json").status == 0
    assert len(pushdesk("vapid", "list", "--json").json) == 1
    assert (tmp_path / "small").is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT between processes.")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_before_the_door_stands_is_no_traceback(name: str) -> None:
    code = (
        "import os, signal, sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, *_):\n"
        f"        name == 'pushdesk.cli.door' and os.kill(os.getpid(), signal.{name})\n"
        "sys.meta_path.insert(0, Finder())\n"
        "sys.argv = ['pushdesk', 'vapid', 'list', '--json']\n"
        "from pushdesk.cli import main\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert (done.returncode, done.stderr) == (1, "Stopped.\n")
    assert json.loads(done.stdout) == {"error": {"code": "interrupted", "message": "Stopped."}}
