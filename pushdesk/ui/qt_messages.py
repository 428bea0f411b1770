"""Qt's own messages go where the program's go: to the log, under the name "qt"."""

import logging
import re

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
# The offscreen platform has no window manager and says so whenever a window is sized or raised.
_OFFSCREEN = re.compile(r"This plugin does not support (propagateSizeHints|raise)\(\)")
log = logging.getLogger("qt")


def to_log() -> None:
    """From now on, instead of standard error."""
    qInstallMessageHandler(_hear)


def _hear(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    level = logging.DEBUG if _OFFSCREEN.match(message) else _LEVELS[kind]
    log.log(level, "%s", message)
