"""How long until the first window, and until `--help`: `python bench/startup.py [ROUNDS]`.

The window is `pushdesk` on a data folder that was used before, timed from the process's start until its
main window has painted for the first time *with its first screen in it*: a run in which the form's title
and body, the previews, the navigation and the audience were not among the widgets that painted stops the
benchmark. It is held against an empty window of PySide6 whose program also imports SQLModel and aiohttp,
which PushDesk itself imports after that moment. So the second line goes on until the desk is open and every
screen stands, and says how long the window's loop was held at most in between.

`pushdesk --help` stands beside an empty program of Typer, without Typer's Rich help and with it. ROUNDS (5)
alternate; ratios are inside one round, by the clock and in CPU of the whole process. Also names the heavy
modules that `--help` imports.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass

from measuring import HERE, ROUNDS, median_ratio

from pushdesk.settings import PORTS

HEAVY = ("PySide6", "sqlalchemy", "sqlmodel", "aiohttp", "cryptography", "pydantic", "rich", "pycurl")

_WATCHED = f"""
import os, sys, time
sys.path.insert(0, {str(HERE)!r})
from PySide6 import QtWidgets
from PySide6.QtCore import QTimer
from painting import watch

def painted(names):
    moment = time.monotonic()
    print(*(name for name in %r if name not in names), sep=", ")
    tell(moment)

def tell(moment):
    print(moment, flush=True)
    os._exit(0)

watch(painted)
"""
_EMPTY_WINDOW = (
    _WATCHED % ((),)
    + """
import sqlmodel, aiohttp
application = QtWidgets.QApplication(sys.argv[:1])
window = QtWidgets.QWidget()
window.resize(1440, 900)
window.show()
application.exec()
"""
)
# What must have painted before the first window counts as one: accessible names, and classes without one.
FIRST_SCREEN = ("Compose", "Lab", "Title", "Body", "SideBar", "HeaderBar", "Payload size")
_PUSHDESK_WINDOW = (
    _WATCHED % (FIRST_SCREEN,)
    + """
from pushdesk.cli import main
main()
"""
)
# The same until every screen stands, with the longest that the loop was held after the first paint.
_PUSHDESK_READY = (
    _WATCHED % (FIRST_SCREEN,)
    + """
from pushdesk.services import garbage
last, longest, timer = 0.0, 0.0, None

def tick():
    global last, longest
    now = time.monotonic()
    last, longest = now, max(longest, now - last)

def tell(moment):
    global last, timer
    last, timer = moment, QTimer(interval=2)
    timer.timeout.connect(tick)
    timer.start()

def ready():
    tick()
    print(longest)
    print(time.monotonic(), flush=True)
    os._exit(0)

garbage.settle_process = ready
from pushdesk.cli import main
main()
"""
)
_HELP = "from pushdesk.cli import main; main()"
_TYPER = """
import typer
app = typer.Typer({})
@app.command()
def main() -> None:
    "Nothing."
app()
"""
_PLAIN = "add_completion=False, rich_markup_mode=None"
_MODULES = """
import json, sys
from pushdesk.cli import main
try:
    main()
finally:
    print(json.dumps([name for name in %r if name in sys.modules]), file=sys.stderr)
"""


@dataclass(frozen=True)
class Taken:
    """Seconds from a process's start until its moment, and of CPU until its end.

    `held`: the longest that its loop was held, where that is measured.
    """

    wall: float
    cpu: float
    held: float = 0.0


def run(program: str, *arguments: str, moment: bool = False) -> Taken:
    """Start Python with `program`; its moment is what it prints last, or its end.

    What it should have painted by then and did not ends the benchmark.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], check=True, stdout=subprocess.PIPE, text=True
    )
    end, held = time.monotonic(), 0.0
    if moment:
        missing, *figures = done.stdout.splitlines()
        if missing:
            sys.exit(f"The first paint lacked {missing}.")
        end, held = float(figures[-1]), float(figures[0])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Taken(end - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, held)


def compare(name: str, one: Sequence[Taken], other: Sequence[Taken]) -> None:
    """A line: `one` in multiples of `other`."""
    wall = median_ratio([taken.wall for taken in one], [taken.wall for taken in other])
    cpu = median_ratio([taken.cpu for taken in one], [taken.cpu for taken in other])
    figures = [
        f"{1000 * statistics.median(taken.wall for taken in some):5.0f} ms "
        f"({1000 * statistics.median(taken.cpu for taken in some):.0f} CPU)"
        for some in (one, other)
    ]
    print(f"{name:52} time {wall:5.2f}×  CPU {cpu:5.2f}×   {figures[0]} to {figures[1]}")


def heavy_modules() -> list[str]:
    """Which of HEAVY are there when `pushdesk --help` ends."""
    done = subprocess.run(
        [sys.executable, "-c", _MODULES % (HEAVY,), "--help"], check=True, capture_output=True, text=True
    )
    found: list[str] = json.loads(done.stderr.splitlines()[-1])
    return found


def main(rounds: int) -> None:
    """Measure and print."""
    os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    if sys.platform not in {"win32", "darwin"} and not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ |= {f"PUSHDESK_{name.upper()}": "0" for name in PORTS}
    found: dict[str, list[Taken]] = {}
    with tempfile.TemporaryDirectory() as folder:
        used = ("--data-dir", folder)
        run(_HELP, *used, "vapid", "list")
        programs = {
            "window": lambda: run(_PUSHDESK_WINDOW, *used, moment=True),
            "all of it": lambda: run(_PUSHDESK_READY, *used, moment=True),
            "empty window": lambda: run(_EMPTY_WINDOW, moment=True),
            "help": lambda: run(_HELP, "--help"),
            "typer": lambda: run(_TYPER.format(_PLAIN), "--help"),
            "typer with rich": lambda: run(_TYPER.format(""), "--help"),
        }
        for program in programs.values():
            program()  # what is compiled once is not measured
        for _ in range(rounds):
            for name, program in programs.items():
                found.setdefault(name, []).append(program())
    print(f"median of {rounds} rounds")
    compare("first window, to an empty one with its imports", found["window"], found["empty window"])
    compare("all screens and the desk, to the same", found["all of it"], found["empty window"])
    held = statistics.median(taken.held for taken in found["all of it"])
    print(f"the window's loop was held for {1000 * held:.0f} ms at most between the two")
    compare("pushdesk --help, to an empty Typer program", found["help"], found["typer"])
    compare("pushdesk --help, to one with Rich's help", found["help"], found["typer with rich"])
    print(f"heavy modules that --help imports: {', '.join(heavy_modules()) or 'none'}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
