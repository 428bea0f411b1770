"""The real browsers that these tests drive."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def firefox_path() -> Path:
    """The Firefox on PATH, the long-term release first; where there is none the test fails."""
    found = shutil.which("firefox-esr") or shutil.which("firefox")
    if found is None:
        pytest.fail("Firefox is not on PATH; `make setup-test` installs it on Debian-like systems.")
    return Path(found)
