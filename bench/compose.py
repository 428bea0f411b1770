"""What a keystroke costs in Compose: `python bench/compose.py [TIMES]`.

Types into the title with everything around it (form, JSON, headers, previews, checks, meter), and measures
the parts by themselves; then the same with a text near the editor's limit. Milliseconds; asserts nothing.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pushdesk.services.preview.checks import Audience, check
from pushdesk.settings import load_settings
from pushdesk.ui.actions import Actions
from pushdesk.ui.application import make_application
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.compose import json_text
from pushdesk.ui.compose.draft import EXAMPLE, DraftValue
from pushdesk.ui.compose.reading import Terms, read
from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.context import UiContext
from pushdesk.ui.theme.theme import Theme

AUDIENCE = Audience(42, {"firefox-linux": 30, "chrome-android": 12}, {"mozilla": 30, "fcm": 12})
LARGE = json_text.MOST_CHARACTERS * 9 // 10


def measured(name: str, times: int, work: Callable[[], object]) -> None:
    """One line: the median and the longest of `times` runs, in milliseconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    print(f"{name:46} median {statistics.median(found):7.2f}  longest {max(found):7.2f} ms")


def made_screen(application: QApplication) -> ComposeScreen:
    """The screen without a desk."""
    context = UiContext(
        settings=load_settings(),
        theme=Theme(application),
        bridge=Bridge(),
        actions=Actions(),
        navigate=lambda place, item=None: None,
        notify=print,
        refuse=print,
    )
    screen = ComposeScreen(context)
    screen.widget.resize(1240, 800)
    screen.widget.show()
    return screen


def main(times: int) -> None:
    """In a temporary data folder, with a window where there is a display."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PUSHDESK_DATA_DIR"] = folder
        application = make_application()
        screen = made_screen(application)

        def keystroke(widget_name: str) -> Callable[[], None]:
            widget = screen.views.form.fields[widget_name]

            def press() -> None:
                QTest.keyClicks(widget, "x")
                application.processEvents()

            return press

        document = dict(EXAMPLE.document)
        measured("checks alone", times, lambda: check(document, audience=AUDIENCE))
        measured("reading (checks, size, order)", times, lambda: read(EXAMPLE, Terms(AUDIENCE)))
        screen.begin(EXAMPLE, [])
        application.processEvents()
        measured("a keystroke in the title, painted", times, keystroke("title"))
        measured("undo and redo, painted", times, lambda: (screen.history.undo(), screen.history.redo()))
        screen.begin(DraftValue({"title": "T", "body": "x y z " * (LARGE // 6)}), [])
        application.processEvents()
        few = max(3, times // 10)
        measured(f"a keystroke in a body of {LARGE:,} characters", few, keystroke("body"))
        screen.begin(DraftValue({"title": "T", "data": [{"a": 1}] * (LARGE // 9)}), [])
        application.processEvents()
        measured(f"a keystroke beside data of {LARGE // 9:,} objects", few, keystroke("title"))
        screen.begin(EXAMPLE, [])
        screen.edit(DraftValue({"title": "T", "body": "x" * LARGE}), "body")
        application.processEvents()
        steps = screen.history
        measured(f"undo and redo of a word of {LARGE:,}", few, lambda: (steps.undo(), steps.redo()))
        text = json_text.write({"title": "T", "body": "x y z " * (LARGE // 6)})
        measured(f"reading JSON of {LARGE:,} characters", few, lambda: json_text.read(text))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
