"""Who is meant: which devices a choice names, and how an audience is said. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pushdesk.model.audience import Choice, Selector, parse_choice
from pushdesk.model.errors import BadInput
from pushdesk.model.states import SubscriptionState
from pushdesk.ui.widgets.humane import count, counted

if TYPE_CHECKING:
    # With the database’s library, which comes once the window is on the screen.
    from pushdesk.model.subscription import Subscription

LAB = "lab"
MINE = Choice(Selector.MINE)
EVERYONE = Choice(Selector.ALL)
# More real devices than this and the number is named and asked about (experience.md).
MANY = 25


@dataclass(frozen=True, slots=True)
class Addressee:
    """What of a device decides who is meant; a receipt changes the device's row, but none of this."""

    id: str
    name: str
    active: bool
    mine: bool
    user: str
    tags: tuple[str, ...]
    push_service: str
    key: str


def addressee(device: "Subscription") -> Addressee:
    """The part of `device` that matters here."""
    return Addressee(
        id=device.id,
        name=device.name,
        active=device.state is SubscriptionState.ACTIVE,
        mine=device.mine,
        user=device.user,
        tags=tuple(device.tags),
        push_service=device.push_service,
        key=device.vapid_public_key,
    )


@dataclass(frozen=True)
class Reach:
    """How many active devices an audience reaches: `real` are not the lab's, `older` have an older key."""

    chosen: int
    active: int
    real: int
    older: int

    def sentence(self) -> str:
        """`42 of 128 devices · 3 use an older VAPID key`."""
        words = f"{count(self.chosen)} of {counted(self.active, 'device', 'devices')}"
        if self.older:
            words += f" · {counted(self.older, 'uses', 'use')} an older VAPID key"
        return words


def names(choice: Choice, device: Addressee) -> bool:
    """Whether `choice` names `device`."""
    match choice.selector:
        case Selector.ALL:
            return True
        case Selector.MINE:
            return device.mine
        case Selector.TAG:
            return choice.value in device.tags
        case Selector.ID:
            return choice.value == device.id
        case Selector.USER:
            return choice.value == device.user


def reached(choices: Sequence[Choice], devices: Iterable[Addressee]) -> list[Addressee]:
    """The active devices that any of `choices` names."""
    return [
        device for device in devices if device.active and any(names(choice, device) for choice in choices)
    ]


def reach(choices: Sequence[Choice], devices: Iterable[Addressee], key: str) -> Reach:
    """The numbers of an audience; `key` is the current public VAPID key."""
    active = [device for device in devices if device.active]
    chosen = reached(choices, active)
    return Reach(
        chosen=len(chosen),
        active=len(active),
        real=sum(device.push_service != LAB for device in chosen),
        older=sum(bool(key) and device.key != key for device in chosen),
    )


def said(choice: Choice, devices: Iterable[Addressee]) -> str:
    """A choice in words: `all devices`, `my devices`, `tag: qa`, `user: qa-7`, or a device's name."""
    if choice.selector is Selector.ALL:
        return "all devices"
    if choice.selector is Selector.MINE:
        return "my devices"
    if choice.selector is Selector.ID:
        return next(
            (device.name for device in devices if device.id == choice.value and device.name), choice.value
        )
    return f"{choice.selector.value}: {choice.value}"


def stored_choices(texts: Iterable[str]) -> tuple[Choice, ...]:
    """The choices of a stored draft; what cannot be read any more is left out."""
    found = []
    for text in texts:
        try:
            found.append(parse_choice(text))
        except BadInput:
            continue
    return tuple(found)
