"""What the desk's web servers log: a request that is no HTTP is its sender's mistake, and one line."""

import logging

from aiohttp.http_exceptions import HttpProcessingError

SERVER_LOG = logging.getLogger("pushdesk.http")


def _as_a_line(record: logging.LogRecord) -> bool:
    problem = record.exc_info[1] if record.exc_info else None
    if isinstance(problem, HttpProcessingError):
        words = " ".join(problem.message.split())[:200]
        record.levelno, record.levelname = logging.INFO, logging.getLevelName(logging.INFO)
        record.msg, record.args = "a request that is no HTTP was refused: %s", (words,)
        record.exc_info = record.exc_text = None
    return True


SERVER_LOG.addFilter(_as_a_line)
