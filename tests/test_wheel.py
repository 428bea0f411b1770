"""What people install holds everything the product reads at run time."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this tree, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_receiver_page_is_inside_and_is_found_there(wheel: Path) -> None:
    program = (
        "from pushdesk.services.receiver.server import page_folder; import pushdesk;"
        "print(pushdesk.__file__); print(page_folder())"
    )
    # The unpacked wheel comes first: nothing of this checkout is importable, as on a user's machine.
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(wheel), "PATH": ""},
        cwd=wheel.parent,
        check=True,
        capture_output=True,
        text=True,
    )
    package, page = done.stdout.split()
    assert Path(package).is_relative_to(wheel)
    assert Path(page) == wheel / "pushdesk" / "receiver_page"
    shipped = {
        path.relative_to(ROOT / "receiver") for path in (ROOT / "receiver").rglob("*") if path.is_file()
    }
    assert {path.relative_to(page) for path in Path(page).rglob("*") if path.is_file()} == shipped


def test_every_data_file_of_the_package_is_inside(wheel: Path) -> None:
    wanted = {
        path.relative_to(ROOT)
        for path in (ROOT / "pushdesk").rglob("*")
        if path.is_file() and path.suffix not in {".pyc"}
    }
    assert {path for path in wanted if not (wheel / path).exists()} == set()
