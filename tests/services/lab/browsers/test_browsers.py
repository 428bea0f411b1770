"""Browsers that do not start, end at once, or were left by a desk that was killed; in place of a real one
stands a script."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from sqlmodel import Session

from pushdesk.model.errors import Conflict, NotFound
from pushdesk.model.lab import AgentKind, LabAgent, LabProfile
from pushdesk.model.subscription import SubscriptionState
from pushdesk.services.lab.browsers import browsers
from pushdesk.services.lab.browsers.browsers import FOLDER
from pushdesk.services.lab.browsers.finding import FoundBrowser
from pushdesk.services.lab.browsers.process import BrowserUnavailable
from pushdesk.services.lab.browsers.profiles import log_of
from pushdesk.services.lab.lab import Lab
from pushdesk.services.lab.overview import BLOCKED, Running
from pushdesk.services.store import subscriptions
from pushdesk.services.store.database import Database
from tests.services.lab.conftest import Clock, OpenLab
from tests.services.lab.sending import AppServer
from tests.services.store import building

posix = pytest.mark.skipif("sys.platform == 'win32'", reason="the pretended browsers are shell scripts")
pytestmark = posix
LASTS = "trap 'exit 0' TERM; while :; do sleep 0.1; done"

Pretend = Callable[[Lab, str], None]


@pytest.fixture
def pretend(tmp_path: Path) -> Pretend:
    """Has the lab find one Firefox: a script."""

    def made(lab: Lab, script: str) -> None:
        path = tmp_path / "firefox"
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        lab.browsers._found = [FoundBrowser("firefox", "Firefox 1.0", "firefox", path)]

    return made


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("echo 'Error: no DISPLAY environment variable specified'; exit 1", "no display here"),
        ("echo 'it is broken'; exit 3", "ended by itself. It said: it is broken"),
        ("printf 'it \\000is\\033 broken'; exit 3", "It said: it is broken"),
        ("exit 3", "left with status 3"),
        ("echo 'minidump written'; kill -SEGV $$", r"crashed or was killed \(SIGSEGV\)"),
    ],
)
async def test_one_that_ends_at_once_says_why(lab: Lab, pretend: Pretend, script: str, sentence: str) -> None:
    pretend(lab, script)
    with pytest.raises(BrowserUnavailable, match=sentence):
        await lab.browsers.open("firefox", keep=True)
    ((_, said),) = lab.browsers.running().items()
    assert said.state == "ended"
    assert re.search(sentence, said.words)
    with pytest.raises(BrowserUnavailable):
        await lab.browsers.open("firefox")
    (device,) = [one for one in (await lab.overview()).devices if one.kind == "firefox"]
    assert device.kept
    assert device.words == said.words


@pytest.mark.parametrize(
    ("script", "state", "words"),
    [
        (f"trap 'exit 0' USR1; {LASTS}", "off", ""),
        (
            f"trap 'echo broken; exit 1' USR1; {LASTS}",
            "ended",
            "It said: broken",
        ),
    ],
)
async def test_one_that_fails_later_says_why_and_one_that_its_user_closed_does_not(
    lab: Lab, pretend: Pretend, script: str, state: str, words: str
) -> None:
    pretend(lab, script)
    opened = await lab.browsers.open("firefox", keep=True)
    watch = lab.browsers._entries[opened.profile].watch
    assert watch is not None
    os.kill(opened.pid, signal.SIGUSR1)
    await asyncio.wait_for(watch, 20)
    (device,) = [one for one in (await lab.overview()).devices if one.kind == "firefox"]
    assert (device.state, device.words) == (state, words)


async def test_a_throw_away_profile_whose_browser_crashed_can_be_removed_before_the_next_start(
    lab: Lab, pretend: Pretend
) -> None:
    pretend(lab, f"trap 'echo broken; exit 1' USR1; {LASTS}")
    opened = await lab.browsers.open("firefox")
    watch = lab.browsers._entries[opened.profile].watch
    assert watch is not None
    os.kill(opened.pid, signal.SIGUSR1)
    await asyncio.wait_for(watch, 20)
    (device,) = [one for one in (await lab.overview()).devices if one.kind == "firefox"]
    assert (device.state, device.kept) == ("ended", False)
    await lab.browsers.forget(device.profile)
    assert not [one for one in (await lab.overview()).devices if one.kind == "firefox"]
    assert not (lab.browsers._folder / opened.profile).exists()


async def test_one_that_was_removed_from_the_computer_is_told(
    lab: Lab, pretend: Pretend, tmp_path: Path
) -> None:
    pretend(lab, LASTS)
    (tmp_path / "firefox").unlink()
    with pytest.raises(BrowserUnavailable, match="cannot be started"):
        await lab.browsers.open("firefox")
    with pytest.raises(NotFound, match="no browser “opera”"):
        await lab.browsers.open("opera")


async def test_a_chromium_without_a_network_says_what_it_waits_for(
    lab: Lab, tmp_path: Path, pretend: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(lab, LASTS)
    lab.browsers._found = [FoundBrowser("chromium", "Chromium 1.0", "chromium", tmp_path / "firefox")]
    monkeypatch.setattr(browsers, "offline_note", lambda: "Only the loopback interface is up.")
    await lab.browsers.open("chromium")
    (device,) = [one for one in (await lab.overview()).devices if one.kind == "chromium"]
    assert (device.state, device.words) == ("on", "Only the loopback interface is up.")


async def test_a_profile_is_used_once_at_a_time_and_a_throw_away_one_goes(
    lab: Lab, pretend: Pretend, data_dir: Path
) -> None:
    pretend(lab, LASTS)
    opened = await lab.browsers.open("firefox")
    with pytest.raises(Conflict, match="runs already"):
        await lab.browsers.open("firefox", profile=opened.profile)
    assert lab.browsers.running() == {opened.profile: Running("on")}
    await lab.browsers.stop(opened.profile)
    assert lab.browsers.every() == []
    assert list((data_dir / FOLDER).iterdir()) == []
    with pytest.raises(NotFound):
        await lab.browsers.open("firefox", profile=opened.profile)


async def test_a_running_browser_opens_another_page_on_the_same_profile(
    lab: Lab, pretend: Pretend, data_dir: Path
) -> None:
    pretend(lab, f'echo "$@"; {LASTS}')
    first = await lab.browsers.open("firefox")
    with pytest.raises(Conflict, match="runs already"):
        await lab.browsers.reopen(first.profile)
    other = await lab.browsers.open("firefox")
    again = await lab.browsers.reopen(first.profile, url="http://localhost:3000/shop")
    assert again.profile == first.profile
    assert not psutil.pid_exists(first.pid)
    folder = data_dir / FOLDER / first.profile
    assert log_of(folder).read_text().endswith(" http://localhost:3000/shop\n")
    assert "http://localhost:3000" in (folder / "lab-permissions.txt").read_text()
    names = {one.profile: one.name for one in (await lab.overview()).devices if one.kind == "firefox"}
    assert names == {first.profile: "Firefox", other.profile: "Firefox (2)"}, "a browser's version changes"
    await lab.browsers.stop(again.profile)
    assert not folder.exists()


async def test_a_blocked_profile_says_so_also_after_the_next_start_and_is_allowed_again(
    open_lab: OpenLab, pretend: Pretend
) -> None:
    async with open_lab() as lab:
        pretend(lab, LASTS)
        opened = await lab.browsers.open("firefox", keep=True)
        await lab.browsers.withdraw_permission(opened.profile)
        assert lab.browsers.running() == {opened.profile: Running("on", BLOCKED, blocked=True)}
    async with open_lab() as lab:
        pretend(lab, LASTS)
        (device,) = [one for one in (await lab.overview()).devices if one.kind == "firefox"]
        assert (device.state, device.blocked, device.words) == ("off", True, BLOCKED)
        await lab.browsers.allow_again(opened.profile)
        assert lab.browsers.running() == {}
        ran = await lab.browsers.reopen(opened.profile)
        await lab.browsers.withdraw_permission(opened.profile)
        await lab.browsers.allow_again(opened.profile)
        (again,) = lab.browsers.every()
        assert (again.profile, again.pid == ran.pid) == (opened.profile, False)
        assert lab.browsers.running() == {opened.profile: Running("on")}


def move_in(session: Session, agent: str, profile: str) -> None:
    """Have a device live in a profile."""
    session.get_one(LabAgent, agent).profile = profile


async def test_who_sends_to_a_forgotten_browser_is_answered_410(
    lab: Lab, pretend: Pretend, data_dir: Path, server: AppServer
) -> None:
    pretend(lab, LASTS)
    opened = await lab.browsers.open("firefox", keep=True)
    where, agent = lab.addresses.push_service, "f" * 32
    channel = await lab.channels.register(where, agent, AgentKind.FIREFOX, "c", server.public_key)

    await lab.browsers._database.write(move_in, agent, opened.profile)
    assert (await server.post(channel.endpoint, None)).status == 201
    await lab.browsers.forget(opened.profile)
    assert (await server.post(channel.endpoint, None)).status == 410
    assert not psutil.pid_exists(opened.pid)
    assert list((data_dir / FOLDER).iterdir()) == []


async def test_the_desk_knows_at_once_that_the_devices_of_a_stopped_throw_away_browser_are_gone(
    lab: Lab, pretend: Pretend, database: Database, server: AppServer
) -> None:
    pretend(lab, LASTS)
    opened = await lab.browsers.open("firefox")
    where, key = lab.addresses.push_service, server.public_key
    firefox = await lab.channels.register(where, "f" * 32, AgentKind.FIREFOX, "c", key)
    chromium = await lab.channels.register(where, "123", AgentKind.CHROMIUM, "a wp:b c", key)
    other = await lab.channels.register(where, "e" * 32, AgentKind.FIREFOX, "c", key)
    for agent in ("f" * 32, "123"):
        await database.write(move_in, agent, opened.profile)
    made = f"https://fcm.googleapis.com/fcm/send/{chromium.token}"
    lives = [firefox.endpoint, made, other.endpoint, f"https://push.example/{firefox.token}"]

    def capture(session: Session, endpoint: str) -> None:
        row = building.device(session, endpoint)
        row.push_service = "other" if "example" in endpoint else "lab"

    for endpoint in lives:
        await database.write(capture, endpoint)
    await lab.browsers.stop(opened.profile)
    rows = {row.endpoint: row for row in await database.read(subscriptions.every)}
    gone, active = SubscriptionState.GONE, SubscriptionState.ACTIVE
    assert [rows[endpoint].state for endpoint in lives] == [gone, gone, active, active]
    assert rows[made].revision > rows[other.endpoint].revision
    assert (await server.post(firefox.endpoint, None)).status == 410


async def test_a_firefox_that_was_ended_before_it_saved_its_name_is_told_it_again(
    lab: Lab, pretend: Pretend, data_dir: Path, server: AppServer, now: Clock
) -> None:
    pretend(lab, LASTS)
    opened = await lab.browsers.open("firefox", keep=True)
    written = data_dir / FOLDER / opened.profile / "user.js"
    assert "userAgentID" not in written.read_text()
    for name in ("d" * 32, "f" * 32):
        now.move(seconds=1)
        await lab.channels.register(
            lab.addresses.push_service, name, AgentKind.FIREFOX, "c", server.public_key
        )
        await lab.browsers._database.write(move_in, name, opened.profile)
    await lab.browsers.stop(opened.profile)
    await lab.browsers.reopen(opened.profile)
    assert f'user_pref("dom.push.userAgentID", "{"f" * 32}");' in written.read_text()


async def test_a_kept_profile_outlives_the_lab_and_its_browser_does_not(
    open_lab: OpenLab, pretend: Pretend, data_dir: Path
) -> None:
    async with open_lab() as lab:
        pretend(lab, LASTS)
        kept = await lab.browsers.open("firefox", keep=True)
        thrown = await lab.browsers.open("firefox")
    assert not psutil.pid_exists(kept.pid)
    assert not psutil.pid_exists(thrown.pid)
    async with open_lab() as lab:
        shown = [one.profile for one in (await lab.overview()).devices if one.kind == "firefox"]
        assert shown == [kept.profile]
        assert (data_dir / FOLDER / kept.profile).is_dir()
        assert not (data_dir / FOLDER / thrown.profile).exists()


async def test_what_a_killed_desk_left_is_ended_and_deleted(
    open_lab: OpenLab, data_dir: Path, tmp_path: Path
) -> None:
    left = data_dir / FOLDER / "left"
    left.mkdir(parents=True)
    async with open_lab() as lab:
        assert not left.exists()
        await lab.browsers._database.write(
            lambda session: session.add(LabProfile(id="left", browser="firefox", name="Firefox 1.0"))
        )
        left.mkdir()
    with stays("--profile", str(left)) as ours, stays(str(left)) as others:
        async with open_lab() as lab:
            assert await asyncio.to_thread(ours.wait) != 0
            assert not left.exists()
            assert [one for one in (await lab.overview()).devices if one.kind == "firefox"] == []
        assert others.poll() is None
        others.kill()


def stays(*arguments: str) -> subprocess.Popen[bytes]:
    """A process that only its command line makes a browser."""
    return subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()", *arguments])
