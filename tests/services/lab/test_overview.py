"""The overview: which devices there are, what they are doing, and as what other senders reach them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from pushdesk.model.lab import AgentKind, LabAgent, LabProfile
from pushdesk.services.lab import overview as overviews
from pushdesk.services.lab.lab import Lab
from pushdesk.services.lab.overview import Running
from pushdesk.services.store import subscriptions
from pushdesk.services.store.database import Database
from tests.services.lab.desk_stub import DeskStub
from tests.services.lab.sending import AppServer, tracked
from tests.services.store.building import captured

MOMENT, SECOND = datetime(2026, 11, 25, 12, tzinfo=UTC), timedelta(seconds=1)
CHANNEL = "org.chromium.linux wp:http://localhost:3000/#1-V2 BKey"


async def test_a_virtual_device_is_there_with_its_subscription(
    lab: Lab, server: AppServer, desk: DeskStub
) -> None:
    (device,) = await lab.ensure_devices(1)
    shown, _ = (await lab.overview()).devices
    assert (shown.id, shown.kind, shown.name, shown.state) == (device.id, "virtual", "Virtual device 1", "on")
    assert (shown.subscriptions, shown.last_push_ms) == (1, None)
    assert shown.aliases == (device.subscription(),)
    await server.push(shown.aliases[0], tracked("d1"))
    await desk.until(lambda: len(desk.of("receipts")) == 2)
    assert (await lab.overview()).devices[0].last_push_ms == 0
    await lab.devices.set_away(True)
    assert (await lab.overview()).devices[0].state == "away"
    await lab.devices.unsubscribe(device.id)
    gone = (await lab.overview()).devices[0]
    assert (gone.subscriptions, gone.aliases) == (0, ())


async def test_a_real_browsers_alias_has_keys_once_the_desk_knows_them(
    lab: Lab, server: AppServer, database: Database
) -> None:
    where = lab.addresses.push_service
    firefox = await lab.channels.register(where, "f" * 32, AgentKind.FIREFOX, "c", server.public_key)
    chromium = await lab.channels.register(where, "7", AgentKind.CHROMIUM, CHANNEL, server.public_key)
    first, second, _ = (await lab.overview()).devices
    assert (first.kind, first.name, first.state) == ("firefox", "Firefox", "off")
    assert first.aliases == ({"endpoint": firefox.endpoint, "expirationTime": None},)
    assert (second.kind, second.aliases[0]["endpoint"]) == ("chromium", chromium.endpoint)
    assert (first.pages, second.pages) == (("",), ("http://localhost:3000",)), "Chromium alone says which"
    for endpoint in (firefox.endpoint, f"https://jmt17.google.com/fcm/send/{chromium.token}"):
        await database.write(subscriptions.capture, captured(endpoint))
    keys = {"p256dh": "p256dh", "auth": "auth"}
    assert [device.aliases[0]["keys"] for device in (await lab.overview()).devices[:2]] == [keys, keys]
    await lab.channels.end(firefox)
    kinds = [device.kind for device in (await lab.overview()).devices]
    assert kinds == ["chromium", "builtin"], "nobody any more"


async def test_a_device_lists_every_fault_that_it_meets(lab: Lab, server: AppServer) -> None:
    where, key = lab.addresses.push_service, server.public_key
    for agent in ("f" * 32, "e" * 32):
        await lab.channels.register(where, agent, AgentKind.FIREFOX, "c", key)
    await lab.channels.register(where, "7", AgentKind.CHROMIUM, CHANNEL, key)
    everybodys = await lab.faults.set(None, "503")
    kinds = await lab.faults.set(None, "410", kind=AgentKind.FIREFOX)
    own = await lab.faults.set("f" * 32, "429")
    met = {device.id: device.faults for device in (await lab.overview()).devices}
    assert met["f" * 32] == (everybodys.title, kinds.title, own.title)
    assert met["e" * 32] == (everybodys.title, kinds.title)
    assert met["7"] == (everybodys.title,)


async def test_the_built_in_browser_is_there_before_it_ever_ran(lab: Lab) -> None:
    (shown,) = (await lab.overview()).devices
    assert (shown.kind, shown.name, shown.state) == ("builtin", "Built-in browser", "off")
    assert shown.words == "It starts when first used."


def profiles(session: Session) -> Any:
    """A built-in browser that has subscribed, and a Firefox that only just starts."""
    session.add(LabProfile(id="p1", browser="builtin", name="Built-in browser", kept=True))
    session.add(LabProfile(id="p2", browser="firefox-esr", name="Firefox 153"))
    session.flush()
    session.add(LabAgent(id="7", kind=AgentKind.CHROMIUM, profile="p1", name="Qt WebEngine 6"))
    session.flush()
    return overviews.read(session)


async def test_a_browser_of_the_labs_own_is_one_device_with_its_profile(database: Database) -> None:
    stored = await database.write(profiles)
    running = {"p1": Running("on"), "p2": Running("starting", "Starting Firefox")}
    builtin, firefox = overviews.overview(stored, (), lambda agent: agent.profile == "p1", running).devices
    assert (builtin.id, builtin.kind, builtin.name, builtin.state) == (
        "7",
        "builtin",
        "Built-in browser",
        "on",
    )
    assert (builtin.profile, builtin.kept) == ("p1", True)
    assert (firefox.id, firefox.kind, firefox.state, firefox.words) == (
        "p2", "firefox", "starting", "Starting Firefox",
    )  # fmt: skip
    real = {"p1": Running("on", elsewhere=True)}
    there = overviews.overview(stored, (), lambda agent: False, real).devices
    assert [(device.state, device.elsewhere) for device in there] == [("on", True), ("off", False)]
    blocked = {profile: Running("on", blocked=True) for profile in ("p1", "p2")}
    there = overviews.overview(stored, (), lambda agent: True, blocked).devices
    assert [device.blocked for device in (builtin, firefox, *there)] == [False, False, True, True]


def subscribed(session: Session) -> Any:
    """Three browsers, of which the last one subscribed first, and one that the lab did not start."""
    for number, engine in enumerate(("chrome", "edge", "firefox")):
        at = MOMENT + number * SECOND
        session.add(LabProfile(id=f"p{number}", browser=engine, name=engine, created_at=at))
    session.flush()
    for agent, profile in (("7", "p2"), ("8", "p0"), ("9", "")):
        session.add(LabAgent(id=agent, kind=AgentKind.CHROMIUM, profile=profile, name=agent))
    session.flush()
    return overviews.read(session)


async def test_a_browser_keeps_its_place_when_it_subscribes(database: Database) -> None:
    stored = await database.write(subscribed)
    found = overviews.overview(stored, (), lambda agent: True, {}).devices
    assert [device.name for device in found] == ["9", "chrome", "edge", "firefox"]
