"""The first paint: a real screen, and nothing read for it that it does not need."""

import json
import os
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[2] / "bench"
# Each takes as long to import as a good part of the window, or more.
NOT_BEFORE = {
    "PySide6.QtNetwork",
    "PySide6.QtWebEngineCore",
    "PySide6.QtWebEngineWidgets",
    "aiohttp",
    "alembic",
    "cryptography",
    "http_ece",
    "jinja2",
    "jsonschema",
    "jwt",
    "keyring",
    "markdown",
    "py_vapid",
    "pycurl",
    "pywebpush",
    "sqlalchemy",
    "sqlmodel",
    "trustme",
    "ua_parser",
    "yaml",
}
OTHER_SCREENS = {f"pushdesk.ui.{name}.screen" for name in ("devices", "campaigns", "lab", "settings")}

PROGRAM = f"""
import json, os, sys
sys.path.insert(0, {str(BENCH)!r})
from painting import watch

def painted(names):
    print(json.dumps([sorted(names), sorted(sys.modules)]), flush=True)
    os._exit(0)

watch(painted)
from pushdesk.cli import main
main()
"""


def test_the_first_paint_has_the_first_screen_in_it_and_waits_for_no_heavy_module(data_dir: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    painted, modules = json.loads(done.stdout.splitlines()[-1])
    assert {"Compose", "Devices", "HeaderBar", "Title", "Body", "Urgency", "Payload size"} <= set(painted)
    assert set(modules) & (NOT_BEFORE | OTHER_SCREENS) == set()
