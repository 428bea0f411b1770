"""Browsers: the real browsers of this computer as devices of the lab, each on a profile of the lab's own."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from pushdesk.model.errors import Conflict, NotFound
from pushdesk.model.lab import LabProfile
from pushdesk.services.lab.browsers import finding, preparing, profiles
from pushdesk.services.lab.browsers.finding import FoundBrowser
from pushdesk.services.lab.browsers.launched import Entry, Launched
from pushdesk.services.lab.browsers.preparing import Binding, page_address
from pushdesk.services.lab.browsers.process import BrowserProcess, BrowserUnavailable, kill_all
from pushdesk.services.lab.offline import offline_note
from pushdesk.services.lab.overview import BLOCKED, Running
from pushdesk.services.store.database import Database

FOLDER = Path("lab", "profiles")


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
        self._entries: dict[str, Entry] = {}
        self._starting: set[str] = set()
        self._words: dict[str, str] = {}
        self._blocked: set[str] = set()
        self._closed = False
        self._tasks = asyncio.TaskGroup()

    async def __aenter__(self) -> Self:
        await self._clear_up()
        await self._tasks.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        await asyncio.gather(*(self.stop(profile) for profile in list(self._entries)))
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
        """By profile: what its browser is doing; where it failed, why."""
        said = {profile: Running("ended", words) for profile, words in self._words.items()}
        said.update({profile: Running("starting") for profile in self._starting})
        for profile, entry in self._entries.items():
            said[profile] = Running("on", offline_note() if entry.engine == "chromium" else "")
        for profile in self._blocked:
            state = said.get(profile, Running("off"))
            said[profile] = replace(state, blocked=True, words=state.words or BLOCKED)
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
        Raises NotFound for a browser or profile that is not there, Conflict for a profile that is in use or
        another engine's, BadInput for an address of no page, BrowserUnavailable where it does not start.
        """
        address = page_address(url or self._binding.receiver_url())
        browser = await self._browser(browser_id)
        if profile is None:
            row = await self._database.write(profiles.make, browser, keep)
        else:
            row = await self._database.read(profiles.get_for, profile, browser)
        return await self._start(browser, row, address, extra)

    async def reopen(self, profile_id: str, *, url: str | None = None) -> Launched:
        """Start a profile's own browser; with a `url` one that runs is ended first, and its profile stays.

        Raises as `open` does.
        """
        address = page_address(url or self._binding.receiver_url())
        row = await self._database.read(profiles.get, profile_id)
        browser = await self._browser(row.browser)
        ran = await self._pause(row) if url is not None else None
        return await self._start(browser, row, address, ran.extra if ran else ())

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
        await self._delete(profile_id)
        self._changed()

    async def withdraw_permission(self, profile_id: str) -> None:
        """Block notifications in a profile; a browser that runs is started again with them blocked.

        Raises NotFound, Conflict, BrowserUnavailable.
        """
        await self._change_permission(profile_id, preparing.block)

    async def allow_again(self, profile_id: str) -> None:
        """Take that back, for every page that was blocked; raises the same."""
        await self._change_permission(profile_id, preparing.allow)

    async def _change_permission(self, profile_id: str, change: Callable[[Path, str], None]) -> None:
        row = await self._database.read(profiles.get, profile_id)
        ran = await self._pause(row)
        await asyncio.to_thread(change, self._folder / row.id, row.browser)
        await self._look_for_blocked(row.id)
        if ran is not None:
            await self._start(await self._browser(row.browser), row, ran.url, ran.extra)
        self._changed()

    async def _look_for_blocked(self, profile_id: str) -> None:
        if await asyncio.to_thread(preparing.is_blocked, self._folder / profile_id):
            self._blocked.add(profile_id)
        else:
            self._blocked.discard(profile_id)

    async def _pause(self, row: LabProfile) -> Entry | None:
        """End a profile's browser and keep the profile, whichever kind it is; returns what ran."""
        if row.id in self._starting:
            raise Conflict(f"{row.name} is starting: wait until it runs.")
        entry = self._entries.get(row.id)
        if entry is not None:
            entry.kept = True
            await self.stop(row.id)
        return entry

    async def _browser(self, browser_id: str) -> FoundBrowser:
        for browser in await self.found():
            if browser.id == browser_id:
                return browser
        raise NotFound(f"There is no browser “{browser_id}” on this computer.")

    async def _start(
        self, browser: FoundBrowser, row: LabProfile, url: str, extra: Sequence[str]
    ) -> Launched:
        if row.id in self._entries or row.id in self._starting:
            raise Conflict(f"{row.name} runs already. Stop it first, or open a browser on a new profile.")
        self._starting.add(row.id)
        self._words.pop(row.id, None)
        self._changed()
        try:
            process = await self._launch(browser, row, url, extra)
        except BrowserUnavailable as problem:
            self._words[row.id] = problem.sentence
            if not row.kept:
                await self._delete(row.id)
            raise
        finally:
            self._starting.discard(row.id)
            self._changed()
        launched = Launched(row.id, browser.id, process.pid)
        entry = self._entries[row.id] = Entry(launched, browser.engine, process, row.kept, url, extra)
        entry.watch = self._tasks.create_task(self._watch(row.id, entry), name=f"browser {row.id}")
        self._changed()
        return launched

    async def _launch(
        self, browser: FoundBrowser, row: LabProfile, url: str, extra: Sequence[str]
    ) -> BrowserProcess:
        folder = self._folder / row.id
        lives_there = await self._database.read(profiles.agents, row.id)
        agent = next(iter(lives_there), None)
        try:
            line = await asyncio.to_thread(preparing.prepare, self._binding, browser, folder, url, agent)
        except OSError as problem:
            raise BrowserUnavailable(
                f"The profile of {browser.title} cannot be written ({problem.strerror})."
            ) from None
        process = await BrowserProcess.start(browser.executable, [*extra, *line], folder, browser.title)
        if self._closed:
            await process.end()
            raise BrowserUnavailable("The lab is closing.")
        return process

    async def _watch(self, profile: str, entry: Entry) -> None:
        await entry.process.ended()
        if entry.process.failed and not entry.stopping:
            # What was not to be kept goes at the next start: now its card says what happened.
            self._words[profile] = await asyncio.to_thread(entry.process.cause)
        elif not entry.kept:
            await self._delete(profile)
        self._entries.pop(profile, None)
        self._changed()

    async def _delete(self, profile: str) -> None:
        """With its row go its addresses: nobody can ever receive at them again."""
        for agent_id in await self._database.read(profiles.agents, profile):
            await self._expire(agent_id)
        await self._database.write(profiles.forget, profile)
        self._words.pop(profile, None)
        self._blocked.discard(profile)
        await asyncio.to_thread(profiles.remove, self._folder / profile)

    async def _clear_up(self) -> None:
        """After a kill: end what still runs on the lab's profiles, delete those that were not to be kept."""
        kept = await self._database.read(profiles.by_kept)
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        there = await asyncio.to_thread(lambda: [one.name for one in self._folder.iterdir() if one.is_dir()])
        for profile in there:
            await asyncio.to_thread(kill_all, self._folder / profile)
        for profile in {*there, *kept}:
            if not kept.get(profile, False):
                await self._delete(profile)
            else:
                await self._look_for_blocked(profile)
