"""What the Lab's cards say: one for the built-in browser, one a browser, one for all virtual devices."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pushdesk.model.views import LabDevice, LabOverview
from pushdesk.ui.theme.chips import Chip
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets import humane

VIRTUAL, BUILTIN, CHROMIUM = "virtual", "builtin", "chromium"
RUNNING = {"on", "starting"}
_STATES = {
    "on": Chip("On", Role.OK),
    "starting": Chip("Starting…", Role.INFO),
    "away": Chip("Away", Role.WARN),
    "off": Chip("Off", Role.NEUTRAL),
    "ended": Chip("Ended", Role.WARN),
}


@dataclass(frozen=True)
class CardData:
    """One card. `key` stays the same while the card does; `device` is None for the virtual ones.

    `facts` is the second line, `note` the muted third; `problem` says that `note` is worth a look.
    """

    key: str
    name: str
    chip: Chip
    facts: str
    note: str
    problem: bool = False
    device: LabDevice | None = None


def cards(overview: LabOverview, builtin_there: bool) -> list[CardData]:
    """The cards in their order; the built-in browser is listed before it was ever started."""
    real = [device for device in overview.devices if device.kind != VIRTUAL]
    builtin = [device for device in real if device.kind == BUILTIN]
    if not builtin and builtin_there:
        builtin = [LabDevice(id="", kind=BUILTIN, name="Built-in browser", state="off")]
    browsers = [device for device in real if device.kind != BUILTIN]
    virtual = [device for device in overview.devices if device.kind == VIRTUAL]
    return [*map(_one, builtin), *map(_one, browsers), _virtual(virtual)]


def state_chip(state: str) -> Chip:
    """A device's state in its colour."""
    return _STATES.get(state, Chip(state.capitalize(), Role.NEUTRAL))


def key_of(device: LabDevice) -> str:
    """The key of the card that speaks of a device."""
    return VIRTUAL if device.kind == VIRTUAL else device.profile or device.id or BUILTIN


def has_address(device: LabDevice, endpoint: str) -> bool:
    """Whether `endpoint`, as the desk has it, is this device's.

    A Chromium's subscription has Google's address, its alias the lab's: what they share is the end.
    """
    end = endpoint.rpartition("/")[2]
    return any(alias["endpoint"].rpartition("/")[2] == end for alias in device.aliases)


def _one(device: LabDevice) -> CardData:
    # What the lab has of it is of another profile, and does not count.
    met = () if device.elsewhere else device.faults
    facts = [_profile(device), "another push service" if device.elsewhere else _subscribed(device)]
    faults = f"fault: {', '.join(met)}" if met else ""
    push = "" if device.last_push_ms is None else f"last push {humane.latency(device.last_push_ms)}"
    return CardData(
        key=key_of(device),
        name=device.name,
        chip=state_chip(device.state),
        facts=" · ".join(filter(None, facts)),
        note=device.words or " · ".join(filter(None, [push, faults])) or _quiet(device),
        # What is merely off is as it should be; its words are an explanation.
        problem=bool(met or (device.words and device.state != "off")),
        device=device,
    )


def _subscribed(device: LabDevice) -> str:
    if not device.subscriptions:
        return "not subscribed"
    return humane.counted(device.subscriptions, "subscription", "subscriptions")


def _profile(device: LabDevice) -> str:
    if device.kind == BUILTIN:
        return "Qt WebEngine"
    if not device.profile:
        return "started by you"
    return "kept profile" if device.kept else "throw-away profile"


def _quiet(device: LabDevice) -> str:
    if device.kind == BUILTIN and device.state in {"off", "ended"}:
        return "starts when first used"
    if device.state == "on" and not device.subscriptions:
        return "Turn it on at its page"
    return "no push yet"


def _virtual(devices: Iterable[LabDevice]) -> CardData:
    every = list(devices)
    away = sum(device.state == "away" for device in every)
    faulty = sum(bool(device.faults) for device in every)
    gone = sum(not device.subscriptions for device in every)
    parts = [
        f"{humane.count(away)} away" if away else "",
        f"{humane.count(faulty)} with a fault" if faulty else "",
        f"{humane.count(gone)} unsubscribed" if gone else "",
    ]
    nothing_special = "all connected" if every else "none yet"
    faults = Counter(fault for device in every for fault in device.faults)
    pushes = [device.last_push_ms for device in every if device.last_push_ms is not None]
    push = _pushes(pushes) if pushes else "no push yet"
    return CardData(
        key=VIRTUAL,
        name="Virtual devices",
        chip=Chip(humane.count(len(every)), Role.NEUTRAL),
        facts=" · ".join(filter(None, parts)) or nothing_special,
        note=" · ".join(faults) if faults else push,
        problem=bool(faults),
    )


def _pushes(took: list[int]) -> str:
    least, most = humane.latency(min(took)), humane.latency(max(took))
    what = "last push" if len(took) == 1 else "last pushes"
    return f"{what} {most}" if least == most else f"{what} {least} to {most}"
