"""What a keystroke costs on the preview wall: `python bench/preview.py [KEYSTROKES]`.

Types a body letter by letter and draws every card of platforms.toml into an image of its own, as the screen
would show it at twice the pixels; beside it the same for one card. The wall's own line is what the window
does per keystroke: the new value on every tile, and the tiles that can be seen painted. Prints milliseconds
and the ratio; asserts nothing.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from pushdesk.services.preview.profile import cards
from pushdesk.settings import Theme as Choice
from pushdesk.ui.preview.content import PreviewContent, content_of
from pushdesk.ui.preview.face import Face
from pushdesk.ui.preview.wall import PreviewWall
from pushdesk.ui.theme.theme import Theme

_TEXT = "Order #4821 left our warehouse this morning and arrives tomorrow by noon. Thank you! "
_WIDTH, _RATIO, _WARM = 430.0, 2.0, 10


def contents(keystrokes: int) -> list[PreviewContent]:
    """The message after each of so many letters."""
    text = _TEXT * (keystrokes // len(_TEXT) + 1)
    message = {"title": "Your parcel is on its way", "icon": "https://shop.example/i.png"}
    message |= {"image": "https://shop.example/m.png"}
    actions = [{"action": name, "title": name} for name in ("Track parcel", "Remind me later")]
    return [
        content_of(message | {"body": text[:number], "actions": actions}, "https://shop.example")
        for number in range(1, keystrokes + 1)
    ]


def drawn(faces: Sequence[Face]) -> Callable[[PreviewContent], None]:
    """Draws a content on each face, each into its image."""
    images = [QImage(int(_WIDTH * _RATIO), 1400, QImage.Format.Format_ARGB32_Premultiplied) for _ in faces]
    for image in images:
        image.setDevicePixelRatio(_RATIO)

    def draw(content: PreviewContent) -> None:
        for face, image in zip(faces, images, strict=True):
            face.show_content(content)
            with QPainter(image) as painter:
                face.draw(painter, QRectF(0, 0, _WIDTH, face.height(_WIDTH)))

    return draw


def timed(step: Callable[[PreviewContent], None], typed: Sequence[PreviewContent]) -> list[float]:
    """Sorted milliseconds per keystroke; the first few fill the caches and do not count."""
    taken = []
    for content in typed:
        start = time.perf_counter()
        step(content)
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken[_WARM:])


def report(name: str, taken: list[float]) -> float:
    """One line of figures; returns the median."""
    median, p99 = taken[len(taken) // 2], taken[int(len(taken) * 0.99)]
    print(f"{name:26} median {median:6.2f}  p99 {p99:6.2f}  longest {taken[-1]:6.2f} ms per keystroke")
    return median


def main(keystrokes: int) -> None:
    """One card, all cards, the wall in a window of usual size."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    typed = contents(keystrokes)
    one = report("one card", timed(drawn([Face(cards()[0], False)]), typed))
    faces = [Face(card, False) for card in cards()]
    every = report(f"{len(faces)} cards", timed(drawn(faces), typed))
    print(f"all beside one: {every / one:.1f} times, for {len(faces)} cards; a frame is 16.7 ms")
    wall = PreviewWall(Theme(application, Choice.LIGHT))
    wall.resize(460, 900)
    wall.show()

    def shown(content: PreviewContent) -> None:
        wall.show_content(content)
        application.processEvents()

    report("the wall in the window", timed(shown, typed))
    wall.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
