"""Audience: what the checks need to know of the chosen devices, in numbers."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pushdesk.services.browser_name import browser_name
from pushdesk.services.preview.profile import platforms
from pushdesk.services.preview.verdict import Check

if TYPE_CHECKING:
    # With the database’s library, which comes once the window is on the screen.
    from pushdesk.model.subscription import Subscription

# Browsers that show notifications with Chromium's code.
_CHROMIUM = {"Brave", "Built-in browser", "Chromium", "Edge", "Opera", "Samsung Internet", "Vivaldi"}


@dataclass(frozen=True)
class OwnText:
    """One text with each device's own values: how many devices have how many characters.

    `device` is the name of the one with most.
    """

    devices: Mapping[int, int]
    device: str

    @property
    def longest(self) -> int:
        """The most characters."""
        return max(self.devices)

    def longer_than(self, limit: int) -> int:
        """How many devices have more characters."""
        return sum(number for length, number in self.devices.items() if length > limit)


@dataclass(frozen=True)
class OwnPayloads:
    """Numbers of devices whose own values or own shape matter; `largest` is in bytes.

    `too_large` get more than push services take, `tight` (by platform id) more than their platform's own
    limit; `refused` by the sentence that says why a payload cannot be written; `unconfirmed` have a shape of
    their own without a place for the delivery's id; `left_out`, by the options, one without a place for
    those. `texts` are title and body where they hold variables. `varied`: with the values of devices the
    message was measured, and no device gets it as it stands.
    """

    varied: bool = False
    too_large: int = 0
    largest: int = 0
    tight: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)
    unconfirmed: int = 0
    left_out: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    texts: Mapping[str, OwnText] = field(default_factory=dict)


@dataclass(frozen=True)
class Audience:
    """Numbers of devices; whatever is empty is not judged.

    `platforms` by platform id, where a device's is known; `unplaced` by push service, where it is not;
    `services` all of them by push service; `other_key` subscribed with a key this desk does not hold;
    `missing` by variable, the devices that lack a value for it; `payloads` what their own values
    and shapes make of the message.
    """

    devices: int = 0
    platforms: Mapping[str, int] = field(default_factory=dict)
    services: Mapping[str, int] = field(default_factory=dict)
    unplaced: Mapping[str, int] = field(default_factory=dict)
    other_key: int = 0
    missing: Mapping[str, int] = field(default_factory=dict)
    payloads: OwnPayloads = field(default_factory=OwnPayloads)

    def touched_by(self, check: Check) -> bool:
        """Whether a device is, or may be, on one of the platforms that `check` is about."""
        if not check.platforms:
            return True
        return any(
            self.platforms.get(one.id) or self.unplaced.get(one.push_service)
            for one in platforms()
            if one.id in check.platforms
        )


def audience_facts(
    devices: Iterable["Subscription"],
    current_key: str,
    *,
    held_keys: Collection[str] = (),
    missing: Mapping[str, int] | None = None,
    payloads: OwnPayloads | None = None,
) -> Audience:
    """The numbers for `devices`. `held_keys` are older public keys that this desk still signs with."""
    counting = Counting()
    counting.add(devices, {current_key, *held_keys})
    return counting.result(missing or {}, payloads or OwnPayloads())


class Counting:
    """The numbers of an audience that comes in pages."""

    def __init__(self) -> None:
        self._number = self._other_key = 0
        self._places: Counter[str] = Counter()
        self._services: Counter[str] = Counter()
        self._unplaced: Counter[str] = Counter()

    def add(self, devices: Iterable["Subscription"], known_keys: Collection[str]) -> None:
        """More devices; `known_keys` are the public keys that this desk signs with."""
        for row in devices:
            self._number += 1
            self._services[row.push_service] += 1
            self._other_key += row.vapid_public_key not in known_keys
            place = platform_of(row)
            if place is None:
                self._unplaced[row.push_service] += 1
            else:
                self._places[place] += 1

    def result(self, missing: Mapping[str, int], payloads: OwnPayloads) -> Audience:
        """All of them."""
        return Audience(
            self._number,
            self._places,
            self._services,
            self._unplaced,
            self._other_key,
            missing,
            payloads,
        )


def platform_of(row: "Subscription") -> str | None:
    """The id of the platform a device is on, by its own words; None where they lead to none."""
    browser, system = row.device.get("browser"), row.device.get("system")
    if not (isinstance(browser, str) and isinstance(system, str)):
        browser, system = _by_user_agent(row.device.get("userAgent"))
    if system == "iOS":  # every browser there is WebKit
        return "safari-ios"
    known = {(one.browser, one.system): one.id for one in platforms()}
    exact = known.get((browser, system))
    return exact or (known.get(("Chrome", system)) if browser in _CHROMIUM else None)


def _by_user_agent(text: object) -> tuple[str, str]:
    """(“Firefox”, “Linux”) from a User-Agent header."""
    words, _, system = browser_name(text if isinstance(text, str) else "").partition(" · ")
    name = words.replace("(headless)", "").rstrip("0123456789. ")
    return name, {"Ubuntu": "Linux", "Debian": "Linux", "Fedora": "Linux"}.get(system, system)
