"""Torture presets: messages that break layouts, for QA. Each makes a document out of the one there is."""

import base64
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

GIANT_PIXELS = 2048
_MANY = 8
_BLUE = bytes((0x5B, 0x9B, 0xFF))
_MARKS = "".join(chr(code) for code in range(0x0300, 0x0315))


@dataclass(frozen=True)
class Preset:
    """`name` for the command, `title` for the menu, `fill` from a document to the document to try."""

    name: str
    title: str
    fill: Callable[[Mapping[str, Any]], dict[str, Any]]


def zalgo(text: str, marks: int = 6) -> str:
    """Every letter with a stack of combining marks over and under it."""
    return "".join(
        letter + "".join(_MARKS[(place * 5 + number * 3) % len(_MARKS)] for number in range(marks))
        if letter.isalpha()
        else letter
        for place, letter in enumerate(text)
    )


def giant_icon(pixels: int = GIANT_PIXELS) -> str:
    """A square PNG, few bytes and many pixels, as a data: URL (PNG, second edition, section 11)."""
    # One bit a pixel, each the number of the palette's only colour: noughts all over, which pack best.
    size = struct.pack(">IIBBBBB", pixels, pixels, 1, 3, 0, 0, 0)
    rows = bytes((1 + pixels // 8) * pixels)
    parts = [(b"IHDR", size), (b"PLTE", _BLUE), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    chunks = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + chunks).decode()


def _texts(title: str, body: str, **more: Any) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    # Direction and language belong to the words that go.
    def fill(document: Mapping[str, Any]) -> dict[str, Any]:
        rest = {name: value for name, value in document.items() if name not in ("dir", "lang")}
        return rest | {"title": title, "body": body, **more}

    return fill


def _without_body(document: Mapping[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in document.items() if name != "body"}
    return {"title": "Only a title"} | rest


def _many_actions(document: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        {"action": f"choice-{number}", "title": f"Choice number {number}"} for number in range(1, _MANY + 1)
    ]
    return {"title": "Choose one of many"} | dict(document) | {"actions": rows}


def _giant_icon(document: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": f"An icon of {GIANT_PIXELS} pixels"} | dict(document) | {"icon": giant_icon()}


_LONG_TITLE = "Your order, which you placed the day before yesterday in our shop, has just left the warehouse"
_LONG_BODY = (
    "It travels by road to the distribution centre, is sorted overnight, and arrives tomorrow between nine "
    "and noon. If nobody is at home the driver tries a neighbour first, then the parcel shop round the "
    "corner, where it is kept for seven days; bring the code and an identity card. "
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft."
)
_RTL_TITLE = "طلبك في الطريق إليك"
_RTL_BODY = "غادر الطلب رقم 4821 مستودعنا وسيصل غدًا قبل الظهر. ההזמנה תגיע מחר לפני הצהריים."
_EMOJI_TITLE = "📦🚚💨 👩‍👩‍👧‍👦 🏳️‍🌈"
_EMOJI_BODY = "🎉🎊 1️⃣2️⃣3️⃣ 👍🏽👋🏿 🇫🇷🇯🇵🇧🇷 🧑‍🚀 ❤️‍🔥 ✈️ 🥲🫠🫡"

PRESETS = (
    Preset("long", "Very long text", _texts(_LONG_TITLE, _LONG_BODY)),
    Preset("right-to-left", "Right to left", _texts(_RTL_TITLE, _RTL_BODY, dir="rtl", lang="ar")),
    Preset("emoji", "Emoji", _texts(_EMOJI_TITLE, _EMOJI_BODY)),
    Preset(
        "zalgo", "Stacked marks (zalgo)", _texts(zalgo("It is coming"), zalgo("Your parcel arrives at noon."))
    ),
    Preset("empty-body", "No body", _without_body),
    Preset("many-actions", f"{_MANY} actions", _many_actions),
    Preset("giant-icon", f"Icon of {GIANT_PIXELS} × {GIANT_PIXELS} pixels", _giant_icon),
)
