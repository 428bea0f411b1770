"""The outermost door: whatever a command comes to leaves here as an exit status and at most one sentence."""

import asyncio
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from pushdesk.cli import journal, output
from pushdesk.cli.invocation import Invocation
from pushdesk.cli.json_stream import Unfinished
from pushdesk.cli.signals import Interrupted
from pushdesk.model.errors import FolderLost, KnownError

WRONG_USE = 2
FAILED = 1


def run(arguments: Sequence[str]) -> int:
    """Do what the command line says; returns 0 (done), 1 (tried and failed, or stopped), 2 (wrong use)."""
    output.prepare_streams()
    with journal.on_terminal():
        try:
            return _judged(arguments, Invocation())
        except BrokenPipeError:
            return _unheard()
        except output.OutputLost as problem:
            output.note(problem.sentence)
            return _unheard()


def _judged(arguments: Sequence[str], call: Invocation) -> int:
    try:
        return _invoke(arguments, call)
    except (BrokenPipeError, output.OutputLost):
        raise
    except typer.TyperException as problem:
        return _refuse("usage", _usage_sentence(problem), arguments, WRONG_USE)
    except (Exception, KeyboardInterrupt, asyncio.CancelledError, BaseExceptionGroup) as problem:  # noqa: BLE001 - the one door
        return _judge(problem, arguments, call)


def _invoke(arguments: Sequence[str], call: Invocation) -> int:
    from pushdesk.cli.app import app

    command = typer.main.get_command(app)
    try:
        # Not command.main(): that has a door of its own, with its own words and exit statuses.
        with command.make_context("pushdesk", list(arguments), obj=call) as context:
            status = command.invoke(context)
    except typer.Exit as done:
        status = done.exit_code
    if sys.stdout is not None:
        sys.stdout.flush()
    return status if isinstance(status, int) else 0


def _judge(problem: BaseException, arguments: Sequence[str], call: Invocation) -> int:
    causes = list(_causes(problem))
    known = [cause for cause in causes if isinstance(cause, KnownError)]
    if any(isinstance(cause, KeyboardInterrupt) for cause in causes):
        return _refuse(Interrupted.code, "Stopped.", arguments, FAILED)
    if known and isinstance(known[0], Unfinished):
        # Its document says so already.
        output.note(known[0].sentence)
        return FAILED
    if known and len(known) == len(causes):
        status = FAILED if isinstance(known[0], Interrupted | FolderLost) else WRONG_USE
        return _refuse(known[0].code, known[0].sentence, arguments, status, **_details(known[0]))
    if all(isinstance(cause, asyncio.CancelledError) for cause in causes):
        return _refuse(Interrupted.code, "Stopped.", arguments, FAILED)
    if isinstance(problem, UnicodeEncodeError):
        sentence = "An argument or a file holds bytes that are no text in UTF-8: write it again."
        return _refuse("bad_input", sentence, arguments, WRONG_USE)
    try:
        folder = call.folder()
    except KnownError:
        folder = Path(tempfile.gettempdir())
    path = _report(problem, folder)
    sentence = f"PushDesk made a mistake of its own; what happened is written in {path}."
    return _refuse("bug", sentence, arguments, FAILED)


def _details(problem: KnownError) -> dict[str, Any]:
    """What the JSON of an error says beside its sentence."""
    if isinstance(problem, Interrupted) and problem.campaign_id:
        return {"id": problem.campaign_id}
    if checks := getattr(problem, "checks", ()):
        return {"checks": checks}
    refusals = getattr(problem, "refusals", ())
    return {"refused": [vars(item) for item in refusals]} if refusals else {}


def _causes(problem: BaseException) -> Iterator[BaseException]:
    """The exceptions in a group (a task group wraps what its tasks raise), or the one there is."""
    if isinstance(problem, BaseExceptionGroup):
        for inner in problem.exceptions:
            yield from _causes(inner)
    else:
        yield problem


def _refuse(code: str, sentence: str, arguments: Sequence[str], status: int, **more: object) -> int:
    output.note(sentence)
    for refusal in more.get("refused", []):  # type: ignore[attr-defined]
        output.note(f"  line {refusal['line']}: {refusal['reason']}")
    if "--json" in arguments:
        output.print_json(output.error_document(code, " ".join(sentence.splitlines()), **more))
    return status


def _usage_sentence(problem: typer.TyperException) -> str:
    sentence = " ".join(problem.format_message().split())
    if "--data-dir" in sentence:
        sentence = "--data-dir stands before the command: `pushdesk --data-dir DIR COMMAND`."
    sentence += "" if sentence.endswith((".", "?", ")")) else "."
    context = getattr(problem, "ctx", None)
    return f"{sentence} `{context.command_path} --help` says more." if context else sentence


def _report(problem: BaseException, data_dir: Path) -> Path:
    """Write the traceback into the data folder, or where that cannot be into the temporary folder."""
    words = "".join(traceback.format_exception(problem))
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    for folder in (data_dir / journal.FOLDER, Path(tempfile.gettempdir())):
        path = folder / f"crash-{stamp}-{os.getpid()}.log"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(words, encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue
        return path
    return Path("no file: neither the data folder nor the temporary folder can be written")


def _unheard() -> int:
    """Standard output is lost. The interpreter's own last flush must find something that can be written
    (Python's documentation, "Note on SIGPIPE")."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    return FAILED
