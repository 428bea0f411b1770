"""Browsers: the real browsers of this computer as devices of the lab, each on a profile of the lab's own."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlmodel import Session, col, select

from pushdesk.model.endpoint import origin
from pushdesk.model.errors import Conflict, NotFound
from pushdesk.model.lab import LabAgent, LabProfile
from pushdesk.services.lab.browsers import chromium, finding, firefox
from pushdesk.services.lab.browsers.finding import FoundBrowser
from pushdesk.services.lab.browsers.process import BrowserProcess, BrowserUnavailable, kill_all
from pushdesk.services.lab.builtin.browser import PROFILE as BUILTIN_PROFILE
from pushdesk.services.lab.offline import offline_note
from pushdesk.services.lab.overview import Running
from pushdesk.services.store.database import Database

FOLDER = Path("lab", "profiles")


@dataclass(frozen=True)
class Launched:
    """A browser that runs: on which profile, which one of browsers.toml, its process id."""

    profile: str
    browser_id: str
    pid: int


@dataclass
class _Entry:
    launched: Launched
    process: BrowserProcess
    kept: bool
    stopping: bool = False
    watch: asyncio.Task[None] | None = None


@dataclass(frozen=True)
class Binding:
    """What binds a browser to the lab: Firefox's preferences and Chromium's switches, by profile."""

    prefs: Callable[[str], Mapping[str, firefox.Pref]]
    switches: Callable[[str], Sequence[str]]
    receiver_url: Callable[[], str]


class Browsers:
    """Enter it after the lab listens; leaving it ends every browser it started.

    `expire(agent id)` has the push service forget a device. A profile of the user's own is never touched:
    all of them are in `folder`.
    """

    def __init__(
        self,
        folder: Path,
        database: Database,
        binding: Binding,
        expire: Callable[[str], Awaitable[None]],
        changed: Callable[[], None],
    ) -> None:
        self._folder = folder
        self._database = database
        self._binding = binding
        self._expire = expire
        self._changed = changed
        self._found: list[FoundBrowser] | None = None
        self._entries: dict[str, _Entry] = {}
        self._starting: set[str] = set()
        self._words: dict[str, str] = {}
        self._tasks = asyncio.TaskGroup()

    async def __aenter__(self) -> Self:
        await self._clear_up()
        await self._tasks.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for profile in list(self._entries):
            await self.stop(profile)
        await self._tasks.__aexit__(None, None, None)

    async def found(self) -> Sequence[FoundBrowser]:
        """The browsers of this computer; looked for once."""
        if self._found is None:
            self._found = await asyncio.to_thread(finding.find)
        return self._found

    def every(self) -> Sequence[Launched]:
        """The browsers that run now."""
        return [entry.launched for entry in self._entries.values()]

    def running(self) -> dict[str, Running]:
        """By profile: what its browser is doing."""
        said = {profile: Running("ended", words) for profile, words in self._words.items()}
        said.update({profile: Running("starting") for profile in self._starting})
        for profile, entry in self._entries.items():
            deaf = entry.launched.browser_id != "firefox"
            said[profile] = Running("on", offline_note() if deaf else "")
        return said

    async def open(
        self,
        browser_id: str,
        *,
        profile: str | None = None,
        keep: bool = False,
        url: str | None = None,
        extra: Sequence[str] = (),
    ) -> Launched:
        """Start a browser at `url` (the receiver page where None), on a new profile or on one it had.

        A profile that is not to be kept is deleted when its browser ends. `extra` are further arguments.
        Raises NotFound for a browser or profile that is not there, Conflict for one that runs already,
        BrowserUnavailable where it does not start.
        """
        browser = await self._browser(browser_id)
        row = await self._database.write(_profile, profile, browser, keep)
        if row.id in self._entries or row.id in self._starting:
            raise Conflict(f"{row.name} runs already. Stop it first, or open a browser on a new profile.")
        return await self._start(browser, row, url or self._binding.receiver_url(), extra, allowed=True)

    async def stop(self, profile_id: str) -> None:
        """End a browser in order; one that does not run stays as it is."""
        entry = self._entries.get(profile_id)
        if entry is None:
            return
        entry.stopping = True
        await entry.process.end()
        if entry.watch is not None:
            await asyncio.wait([entry.watch])

    async def forget(self, profile_id: str) -> None:
        """End the browser, answer its addresses with 410 from now on, and delete its profile."""
        await self.stop(profile_id)
        for agent_id in await self._database.read(_agents, profile_id):
            await self._expire(agent_id)
        await self._delete(profile_id)
        self._changed()

    async def withdraw_permission(self, profile_id: str) -> None:
        """Block notifications in a profile; a browser that runs is started again with them blocked.

        The next `open` of the profile allows them again. Raises NotFound.
        """
        row = await self._database.read(lambda session: session.get(LabProfile, profile_id))
        if row is None:
            raise NotFound("Notifications can be taken away only from a browser that the lab started.")
        browser = await self._browser(row.browser)
        entry = self._entries.get(profile_id)
        if entry is None:
            await asyncio.to_thread(self._prepare, browser, row.id, self._binding.receiver_url(), False)
            return
        kept, entry.kept = entry.kept, True  # the profile outlives the restart
        await self.stop(profile_id)
        row.kept = kept
        await self._start(browser, row, self._binding.receiver_url(), (), allowed=False)

    async def _browser(self, browser_id: str) -> FoundBrowser:
        for browser in await self.found():
            if browser.id == browser_id:
                return browser
        raise NotFound(f"There is no browser “{browser_id}” on this computer.")

    async def _start(
        self, browser: FoundBrowser, row: LabProfile, url: str, extra: Sequence[str], *, allowed: bool
    ) -> Launched:
        folder = self._folder / row.id
        self._starting.add(row.id)
        self._words.pop(row.id, None)
        self._changed()
        try:
            line = await asyncio.to_thread(self._prepare, browser, row.id, url, allowed)
            process = await BrowserProcess.start(browser.executable, [*extra, *line], folder, browser.title)
        except BrowserUnavailable:
            if not row.kept:
                await self._delete(row.id)
            raise
        finally:
            self._starting.discard(row.id)
            self._changed()
        launched = Launched(row.id, browser.id, process.pid)
        entry = self._entries[row.id] = _Entry(launched, process, row.kept)
        entry.watch = self._tasks.create_task(self._watch(row.id, entry), name=f"browser {row.id}")
        self._changed()
        return launched

    def _prepare(self, browser: FoundBrowser, profile: str, url: str, allowed: bool) -> Sequence[str]:
        """Write the profile's preferences; returns the command line."""
        folder = self._folder / profile
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        origins = dict.fromkeys((origin(self._binding.receiver_url()), origin(url)))
        if browser.engine == "firefox":
            firefox.prepare(folder, self._binding.prefs(profile), origins, allowed=allowed)
            return firefox.arguments(folder, url)
        chromium.prepare(folder, origins, allowed=allowed)
        return chromium.arguments(folder, self._binding.switches(profile), url)

    async def _watch(self, profile: str, entry: _Entry) -> None:
        await entry.process.ended()
        self._entries.pop(profile, None)
        if not entry.kept:
            await self._delete(profile)
        self._changed()

    async def _delete(self, profile: str) -> None:
        await self._database.write(_forget, profile)
        self._words.pop(profile, None)
        await asyncio.to_thread(_remove, self._folder / profile)

    async def _clear_up(self) -> None:
        """After a kill: end what still runs on the lab's profiles, delete those that were not to be kept."""
        kept = await self._database.write(_clear_rows)
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        for path in await asyncio.to_thread(lambda: [one for one in self._folder.iterdir() if one.is_dir()]):
            await asyncio.to_thread(kill_all, path)
            if path.name not in kept:
                await asyncio.to_thread(_remove, path)


def _profile(session: Session, identifier: str | None, browser: FoundBrowser, keep: bool) -> LabProfile:
    if identifier is None:
        row = LabProfile(browser=browser.id, name=browser.title, kept=keep)
        session.add(row)
        session.flush()
        return row
    found = session.get(LabProfile, identifier)
    if found is None or found.browser == BUILTIN_PROFILE:
        raise NotFound(f"There is no browser profile “{identifier}” in the lab.")
    return found


def _agents(session: Session, profile: str) -> list[str]:
    return list(session.exec(select(LabAgent.id).where(LabAgent.profile == profile)))


def _forget(session: Session, profile: str) -> None:
    if (row := session.get(LabProfile, profile)) is not None:
        session.delete(row)


def _clear_rows(session: Session) -> set[str]:
    """Forget the profiles that were not to be kept; returns the ids of the others."""
    rows = session.exec(select(LabProfile).where(col(LabProfile.browser) != BUILTIN_PROFILE)).all()
    for row in rows:
        if not row.kept:
            session.delete(row)
    return {row.id for row in rows if row.kept}


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.with_name(f"{folder.name}.log").unlink(missing_ok=True)
