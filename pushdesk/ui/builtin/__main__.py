"""Starts the built-in browser: options from standard input's first line, then Qt, then the window."""

import os
import sys
from pathlib import Path

from pydantic import ValidationError

from pushdesk.model.builtin import BuiltinOptions, BuiltinReport, Told
from pushdesk.ui.builtin.pipe import Pipe

# What a start that could not succeed ends with, as on the command line.
CANNOT_START = 2


def main() -> int:
    """The whole life of the process; returns its exit status."""
    pipe = Pipe.of_this_process()
    try:
        options = BuiltinOptions.model_validate_json(pipe.first_line())
    except ValidationError:
        print("PushDesk starts its built-in browser by itself, from the Lab.", file=sys.stderr)
        return CANNOT_START
    _prepare(options)
    try:
        # Not before: Chromium reads its switches when the first of its modules is loaded.
        from pushdesk.ui.builtin.run import run
    except ImportError as problem:
        words = (
            "The built-in browser cannot start, because a part of QtWebEngine cannot be loaded "
            f"({problem}). Install the system's libraries for it: tools/system-packages.txt names them."
        )
        pipe.send(BuiltinReport(told=Told.FAILED, problem=words))
        return CANNOT_START
    return run(options, pipe)


def _prepare(options: BuiltinOptions) -> None:
    switches = list(options.switches)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        switches.append("--no-sandbox")  # Chromium's sandbox does not start as root
    # Chromium heeds the switch that trusts the lab's certificate only where this one stands, too.
    switches.append(f"--user-data-dir={Path(options.folder).as_posix()}")
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = " ".join(f'"{switch}"' for switch in switches)
    # A remote debugging port would let everybody on this computer steer the browser.
    os.environ.pop("QTWEBENGINE_REMOTE_DEBUGGING", None)
    if os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in ("offscreen", "minimal"):
        os.environ.setdefault("QT_QUICK_BACKEND", "software")


if __name__ == "__main__":
    sys.exit(main())
