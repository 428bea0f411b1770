"""Show a message through the operating system's own notifications: display only, no push involved.

What somebody sees here is this computer's notification daemon, not a browser: it says how the words read,
never whether a push message would arrive.
"""

import asyncio
import html
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pushdesk.model.errors import BadInput, KnownError
from pushdesk.services.pictures.fetching import fetch
from pushdesk.services.pictures.kinds import kind_of

if TYPE_CHECKING:
    from desktop_notifier import DesktopNotifier

APP_NAME = "PushDesk (display only)"
DONE = "Shown by this computer itself: display only, no push was involved."
# A daemon that is started for the first notification takes a moment; D-Bus itself would wait for 25 s.
SECONDS = 5.0
# No system shows more; what is pasted must not fill the message bus.
_LONGEST = 4000
_MOST_BUTTONS = 8
_NOBODY = (
    "This computer shows no notifications: no notification service answers. "
    "Start the desktop's, or send a test to a device instead."
)
_REFUSED = "This computer's notification service did not take the message: look at the system's settings."


class NotShown(KnownError):
    """The operating system could not show it."""

    code = "not_shown"


@dataclass(frozen=True)
class _Shown:
    """What of a message the system shows; texts it can take."""

    title: str
    body: str
    buttons: tuple[str, ...]


class LocalNotifications:
    """One connection to the operating system, made when first used; `close` ends it.

    It stays open between messages: a desktop may take a notification away with who sent it.
    """

    def __init__(self) -> None:
        self._notifier: DesktopNotifier | None = None
        self._icons: tempfile.TemporaryDirectory[str] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def show(self, document: Mapping[str, Any], icon: str | None = None) -> str:
        """Show title, body, icon and buttons of a message file's JSON; `icon` is its absolute URL.

        Returns a sentence that says what happened. Raises BadInput for a message without a title, NotShown
        where the system does not show it.
        """
        shown = _shown(document)
        async with self._one_at_a_time:
            path, remark = await self._icon(icon)
            try:
                await self._show(shown, path)
            except NotShown:
                await self._forget()  # the connection may be what is broken: the next message makes another
                raise
        return f"{DONE} {remark}".rstrip()

    async def close(self) -> None:
        """End the connection and forget the icons."""
        await self._forget()
        if self._icons is not None:
            self._icons.cleanup()
            self._icons = None

    async def _show(self, shown: _Shown, icon: Path | None) -> None:
        import desktop_notifier

        told: list[bool] = []
        if not getattr(self._bus, "connected", True):
            await self._forget()  # the session's message bus was started anew
        with _as_sentences():
            async with asyncio.timeout(SECONDS):
                if self._notifier is None:
                    self._notifier = desktop_notifier.DesktopNotifier(APP_NAME, None)
                # The library only logs what fails in `send`; this call is the one that raises.
                if not await self._notifier.get_capabilities():
                    raise NotShown(_NOBODY)
                await self._notifier.send(
                    shown.title,
                    await self._marked_up(shown.body),
                    icon=desktop_notifier.Icon(path=icon) if icon else None,
                    buttons=[desktop_notifier.Button(title) for title in shown.buttons],
                    on_dispatched=lambda: told.append(True),
                )
        if not told:
            raise NotShown(_REFUSED)

    async def _marked_up(self, body: str) -> str:
        """The body as plain text for a daemon that reads markup (Desktop Notifications, “body-markup”)."""
        # desktop-notifier 6.2 does not say whether it does; its backend's connection does.
        interface: Any = getattr(self._backend, "interface", None)
        if interface is None or "body-markup" not in await interface.call_get_capabilities():
            return body
        return html.escape(body, quote=False)

    @property
    def _backend(self) -> object:
        return getattr(self._notifier, "_backend", None)

    @property
    def _bus(self) -> Any:
        # desktop-notifier 6.2 has no way to end its connection; its backend's is dbus-fast's own.
        return getattr(self._backend, "bus", None)

    async def _forget(self) -> None:
        bus, self._notifier = self._bus, None
        if bus is not None:
            bus.disconnect()
            with suppress(*_failures()):  # how it ended has been said, or does not matter any more
                async with asyncio.timeout(SECONDS):
                    await bus.wait_for_disconnect()

    async def _icon(self, url: str | None) -> tuple[Path | None, str]:
        """A file with the icon, which is all that systems take; or why there is none."""
        if not url:
            return None, ""
        try:
            raw = await fetch(url)
            return await asyncio.to_thread(self._kept, raw), ""
        except KnownError as problem:
            return None, f"Its icon is left out: {problem.sentence}"

    def _kept(self, raw: bytes) -> Path:
        if self._icons is None:
            self._icons = tempfile.TemporaryDirectory(prefix="pushdesk-icons-")
        path = Path(self._icons.name) / f"icon-{len(list(Path(self._icons.name).iterdir()))}.{kind_of(raw)}"
        path.write_bytes(raw)
        return path


def _failures() -> tuple[type[BaseException], ...]:
    if sys.platform != "linux":
        return (OSError, ValueError)
    from dbus_fast.errors import DBusFastError

    # KeyError: without HOME there is no bus either, as dbus-fast looks for it.
    return (OSError, EOFError, ValueError, KeyError, DBusFastError)


@contextmanager
def _as_sentences() -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        raise NotShown(
            f"This computer's notification service did not answer in {SECONDS:g} seconds."
        ) from None
    except _failures():
        raise NotShown(_NOBODY) from None


def _shown(document: Mapping[str, Any]) -> _Shown:
    title = _text(document.get("title"))
    if not title:
        raise BadInput("Write a title first: without one there is nothing to show.")
    rows = document.get("actions")
    titles = (
        [_text(row.get("title")) for row in rows if isinstance(row, Mapping)]
        if isinstance(rows, list)
        else []
    )
    buttons = tuple(title for title in titles if title)[:_MOST_BUTTONS]
    return _Shown(title, _text(document.get("body")), buttons)


def _text(value: object) -> str:
    """Text that D-Bus takes: whole characters in UTF-8, no NUL (D-Bus Specification, “Basic types”)."""
    if not isinstance(value, str):
        return ""
    return value[:_LONGEST].replace("\0", "").encode("utf-8", "replace").decode()
