"""What the wall shows, as a value: a lenient message document made safe to lay out and to draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from PySide6.QtGui import QImage

from pushdesk.model.payload import PayloadShape
from pushdesk.services.preview import characters
from pushdesk.services.preview.case import left_out
from pushdesk.services.preview.profile import OPTIONS
from pushdesk.ui.preview.cutting import ELLIPSIS
from pushdesk.ui.preview.embedded import embedded

# Code points that are looked at; no platform shows as many, and a keystroke must stay cheap.
MOST = 4096
_REPLACEMENT = "\ufffd"
_BREAKS = ("\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029")


@dataclass(frozen=True)
class PreviewContent:
    """What a platform may show; `used` are the options in use, `left_out` those that the payload has no place
    for. A picture is None where there is none to draw.

    `timestamp` is milliseconds since 1970, as in the Notifications API.
    """

    title: str = ""
    body: str = ""
    icon: QImage | None = None
    image: QImage | None = None
    badge: QImage | None = None
    actions: tuple[str, ...] = ()
    origin: str = ""
    dir: str = "auto"
    lang: str = ""
    silent: bool = False
    requireInteraction: bool = False  # noqa: N815 (the Notifications API's name)
    timestamp: int | None = None
    used: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()


def content_of(
    document: Mapping[str, Any],
    origin: str,
    pictures: Mapping[str, QImage] | None = None,
    shape: PayloadShape = PayloadShape.PUSHDESK,
    template: str = "",
) -> PreviewContent:
    """What can be shown of `document`, a message file's JSON that may be wrong in any way.

    `origin` is the page's, such as https://shop.example. `pictures` are by URL; a data: URL needs no entry,
    any other without one is drawn as a place for a picture: a preview sends no request. What a payload in
    `shape` (with its `template`) has no place for does not arrive, and is not drawn.
    """
    lost = left_out((name for name in OPTIONS if _says(name, document.get(name))), shape, template)
    document = {name: value for name, value in document.items() if name not in lost}

    def picture(name: str) -> QImage | None:
        url = document.get(name)
        if not isinstance(url, str) or not url:
            return None
        found = (pictures or {}).get(url)
        found = embedded(url) if found is None else found
        return None if found.isNull() else found

    moment = document.get("timestamp")
    direction = document.get("dir")
    return PreviewContent(
        title=_text(document, "title"),
        body=_text(document, "body"),
        icon=picture("icon"),
        image=picture("image"),
        badge=picture("badge"),
        actions=_actions(document.get("actions")),
        origin=urlsplit(origin).netloc or origin,
        dir=direction if direction in ("ltr", "rtl") else "auto",
        lang=_text(document, "lang"),
        silent=document.get("silent") is True,
        requireInteraction=document.get("requireInteraction") is True,
        timestamp=moment if isinstance(moment, int) and not isinstance(moment, bool) else None,
        used=in_use(document),
        left_out=lost,
    )


def in_use(document: Mapping[str, Any]) -> frozenset[str]:
    """The options that say something: `silent: false`, `dir: auto`, empty texts and lists do not."""
    return frozenset(name for name in OPTIONS if _says(name, document.get(name)))


def clean(text: str) -> str:
    """`text` that Qt can lay out: one kind of line break, no control characters, no half surrogates.

    What is longer than MOST is cut between two characters and says so.
    """
    return _clean(text if len(text) <= MOST else characters.head(text, MOST, MOST) + ELLIPSIS)


# Of many texts a keystroke changes one, and none where it is typed beyond MOST.
@lru_cache(maxsize=128)
def _clean(short: str) -> str:
    for mark in _BREAKS:
        short = short.replace(mark, "\n")
    if short.isascii() and short.isprintable():
        return short
    return "".join(_safe(letter) for letter in short)


def _safe(letter: str) -> str:
    if "\ud800" <= letter <= "\udfff":
        return _REPLACEMENT
    if letter == "\t":
        return " "
    return "" if (letter < " " and letter != "\n") or "\x7f" <= letter < "\xa0" else letter


def _says(name: str, value: object) -> bool:
    if value is None or value is False:
        return False
    if isinstance(value, (str, list, tuple, dict)) and not value:
        return False
    return (name, value) != ("dir", "auto")


def _text(document: Mapping[str, Any], name: str) -> str:
    value = document.get(name)
    return clean(value) if isinstance(value, str) else ""


def _actions(rows: object) -> tuple[str, ...]:
    """The titles; an action that has none yet is left out."""
    if not isinstance(rows, (list, tuple)):
        return ()
    titles = (row.get("title") for row in rows if isinstance(row, Mapping))
    return tuple(clean(title) for title in titles if isinstance(title, str) and title)
