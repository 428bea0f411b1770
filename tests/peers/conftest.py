"""Installs the peers of package-lock.json once, outside the source tree."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from filelock import FileLock

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def node_modules(request: pytest.FixtureRequest) -> Path:
    """The folder to name in NODE_PATH. A changed lock, or an install that broke off, installs anew."""
    if shutil.which("npm") is None:
        pytest.fail("npm is not on PATH; `make setup-test` installs it on Debian-like systems.")
    lock = HERE / "package-lock.json"
    cache = request.config.rootpath / ".make" / "peers"
    folder = cache / hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    complete = folder / "complete"
    with FileLock(cache / "lock"):
        if not complete.exists():
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, folder / name)
            npm_ci(folder)
            complete.touch()
    return folder / "node_modules"


def npm_ci(folder: Path) -> None:
    """Install what the lock in `folder` says, running none of the packages' scripts."""
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.fail(f"npm ci failed:\n{done.stdout}\n{done.stderr}")
