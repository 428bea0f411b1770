"""Gallery: the pictures of the message in hand by their URL; the engine fetches, a thread decodes."""

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urljoin

from PySide6.QtCore import QBuffer, QIODevice, QObject, QTimer, Signal
from PySide6.QtGui import QImage

from pushdesk.model.errors import KnownError
from pushdesk.services.pictures.store import ROUTE
from pushdesk.ui.bridge import Bridge
from pushdesk.ui.pictures.decoding import Picture, decode
from pushdesk.ui.seam import DeskLike, EngineLike

# A URL that is still being typed is not fetched letter by letter.
PAUSE_MS = 300
# While more are on their way, those that came are told of together: each time all of the message is judged.
TOGETHER_MS = 250
_KEPT = 60


class Gallery(QObject):
    """`want` names the URLs that are shown now; `changed` comes when something is known of one of them."""

    changed = Signal()

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._services: tuple[EngineLike, DeskLike] | None = None
        self._receiver = ""
        self._wanted: tuple[str, ...] = ()
        self._loading: set[str] = set()
        self._found: dict[str, Picture | KnownError] = {}
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._load_wanted)
        self._together = QTimer(self, singleShot=True, interval=TOGETHER_MS)
        self._together.timeout.connect(self.changed)

    def attach(self, engine: EngineLike, desk: DeskLike) -> None:
        """Fetch through this desk from now on; what another one could not fetch is tried again."""
        self._services = engine, desk
        self._receiver = desk.addresses.receiver or ""
        self._found = {url: found for url, found in self._found.items() if isinstance(found, Picture)}
        self._load_wanted()

    def detach(self) -> None:
        """Fetch nothing more: the engine is about to stop."""
        self._pause.stop()
        self._together.stop()
        self._services = None

    def want(self, urls: Iterable[str]) -> None:
        """These are shown now, as they stand in the message."""
        wanted = tuple(dict.fromkeys(url for url in urls if url))
        if wanted != self._wanted:
            # What could not be had a while ago may be there now.
            for url in set(wanted) - set(self._wanted):
                if isinstance(self._found.get(url), KnownError):
                    del self._found[url]
            self._wanted = wanted
            self._pause.start()

    def found(self, url: str) -> Picture | KnownError | None:
        """The picture at `url`, why there is none, or None while nothing is known."""
        return self._found.get(url)

    @property
    def images(self) -> Mapping[str, QImage]:
        """Every picture by its URL, for the previews."""
        return {url: found.image for url, found in self._found.items() if isinstance(found, Picture)}

    def absolute(self, url: str) -> str:
        """`url` as a browser reads it on the receiver's page; as it stands where no browser can read it."""
        try:
            return urljoin(f"{self._receiver}/", url)
        except ValueError:  # brackets that do not close, say; fetching it has a sentence for that
            return url

    async def keep(self, path: Path) -> str:
        """Keep a local file; returns the URL at which the receiver serves it. Raises KnownError."""
        engine, desk = self._ready()
        return self._served(await engine.call(desk.pictures.keep, path))

    async def keep_image(self, image: QImage) -> str:
        """The same for a picture without a file. Raises KnownError."""
        engine, desk = self._ready()
        raw = await asyncio.to_thread(_png, image)
        return self._served(await engine.call(desk.pictures.keep_bytes, raw))

    def _served(self, name: str) -> str:
        return f"{self._receiver}{ROUTE}{name}"

    def _ready(self) -> tuple[EngineLike, DeskLike]:
        if self._services is None or not self._receiver:
            raise KnownError("The receiver does not run, and it is what serves local pictures: use a URL.")
        return self._services

    def _load_wanted(self) -> None:
        if self._services is None:
            return
        for url in self._wanted:
            if url not in self._found and url not in self._loading:
                self._loading.add(url)
                self._bridge.spawn(self._load(url, *self._services), "fetch a picture")

    async def _load(self, url: str, engine: EngineLike, desk: DeskLike) -> None:
        try:
            raw = await engine.call(desk.pictures.fetch, self.absolute(url))
            self._note(url, await asyncio.to_thread(decode, raw))
        except KnownError as problem:
            self._note(url, problem)
        finally:
            self._loading.discard(url)
        self._tell()

    def _note(self, url: str, found: Picture | KnownError) -> None:
        if self._services is None:  # nobody looks any more
            return
        self._found[url] = found
        # What is long out of sight is forgotten, the oldest first.
        spare = [old for old in self._found if old not in self._wanted]
        for old in spare[: max(0, len(self._found) - _KEPT)]:
            del self._found[old]

    def _tell(self) -> None:
        if self._services is None:
            return
        if not self._loading:
            self._together.stop()
            self.changed.emit()
        elif not self._together.isActive():
            self._together.start()


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs know no QIODevice here
    return bytes(buffer.data().data())
