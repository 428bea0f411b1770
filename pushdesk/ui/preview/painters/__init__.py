"""One painter per family of platforms: what stands where. Lengths come with the card, colours stand here."""

from collections.abc import Callable
from dataclasses import dataclass

from pushdesk.ui.preview.look import Looks
from pushdesk.ui.preview.painters import android, gnome, ios, kde, macos, windows
from pushdesk.ui.preview.sheet import Sheet


@dataclass(frozen=True)
class Painter:
    """`fill` puts everything on a sheet and sets its height."""

    fill: Callable[[Sheet], None]
    looks: Looks


PAINTERS = {
    "windows": Painter(windows.fill, windows.LOOKS),
    "macos": Painter(macos.fill, macos.LOOKS),
    "android": Painter(android.fill, android.LOOKS),
    "ios": Painter(ios.fill, ios.LOOKS),
    "gnome": Painter(gnome.fill, gnome.LOOKS),
    "kde": Painter(kde.fill, kde.LOOKS),
}
