"""The platforms' fonts, or what is nearest on this computer, made to hold as much as the sources say."""

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QGuiApplication

from pushdesk.services.preview.profile import Band

# By painter, the best first; on its own system each is there, and elsewhere the application's font stands in.
_FAMILIES = {
    "windows": ("Segoe UI Variable Text", "Segoe UI"),
    "macos": ("SF Pro Text",),
    "ios": ("SF Pro Text",),
    "android": ("Roboto", "Google Sans Text"),
    "gnome": ("Adwaita Sans", "Inter", "Cantarell"),
    "kde": ("Noto Sans",),
}
# A usual sentence: letters as frequent as in a notification.
_SENTENCE = "Order 4821 left our warehouse this morning and arrives tomorrow by noon. "
# Words do not fill a line to its end.
_FILLED = 0.93
NARROWEST = 76


@lru_cache(maxsize=256)
def font(painter: str, pixels: float, weight: QFont.Weight, stretch: int = 100) -> QFont:
    """A font of `pixels` height. No hinting: lines break at the same letter at every scale."""
    made = QFont(QGuiApplication.font())
    if (family := _family(painter)) is not None:
        made.setFamily(family)
    made.setPixelSize(max(1, round(pixels)))
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if stretch != 100:
        made.setStretch(stretch)
    return made


@lru_cache(maxsize=256)
def stretch(painter: str, pixels: float, weight: QFont.Weight, band: Band, width: float, lines: int) -> int:
    """In percent, how narrow the stand-in must be for `band.shortest` characters in `lines` of `width` px.

    The sources counted characters with the platform's own font; another font is wider, and would cut
    where the platform does not.
    """
    sample = (_SENTENCE * (band.shortest // len(_SENTENCE) + 1))[: band.shortest]
    needed = QFontMetricsF(font(painter, pixels, weight)).horizontalAdvance(sample)
    room = width * lines * (_FILLED if lines > 1 else 1)
    return min(100, max(NARROWEST, int(100 * room / needed)))


@lru_cache(maxsize=16)
def _family(painter: str) -> str | None:
    # Asked for by name, a family that is missing makes Qt search for aliases.
    there = set(QFontDatabase.families())
    return next((name for name in _FAMILIES[painter] if name in there), None)
