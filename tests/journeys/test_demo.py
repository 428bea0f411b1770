"""The demonstration as a command: exit status, table, picture."""

import socket
from contextlib import suppress
from pathlib import Path

from PySide6.QtGui import QImage

from pushdesk.settings import RECEIVER_PORT
from tests.journeys.processes import pushdesk


async def test_the_demo_ends_well_prints_each_device_and_leaves_a_picture_of_the_window(
    tmp_path: Path,
) -> None:
    picture = tmp_path / "picture.png"
    shown = await pushdesk(tmp_path / "data", "demo", "--headless", "--screenshot", str(picture))
    assert shown.status == 0, shown.err
    lines = [line for line in shown.out.splitlines() if line.startswith("Virtual device")]
    assert len(lines) == 12
    words = [
        next(word for word in ("Shown", "Clicked", "Accepted", "Gone") if word in line) for line in lines
    ]
    assert sorted(words) == ["Accepted", "Clicked", "Clicked", "Gone"] + ["Shown"] * 8
    image = QImage(str(picture))
    assert image.width() >= 1000
    grid = [(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)]
    assert len({image.pixel(x, y) for x, y in grid}) > 20, "the window has words and states in it"


async def test_a_demo_in_a_named_folder_runs_beside_a_pushdesk_at_the_usual_ports(tmp_path: Path) -> None:
    with socket.socket() as taken:
        with suppress(OSError):  # somebody else has it already: as good
            taken.bind(("127.0.0.1", RECEIVER_PORT))
            taken.listen()
        picture = str(tmp_path / "picture.png")
        shown = await pushdesk(tmp_path / "data", "demo", "--headless", "--screenshot", picture)
        assert shown.status == 0, shown.err


async def test_a_folder_that_cannot_be_one_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    refused = await pushdesk(tmp_path / "file", "demo", "--headless", "--screenshot", str(tmp_path / "p.png"))
    assert refused.status == 2
    assert "data folder" in refused.err
    assert "Traceback" not in refused.err
    assert not (tmp_path / "p.png").exists()
