"""What of a message a card shows, and what is to be said of the rest. Pure functions over platforms.toml."""

from collections.abc import Iterable, Iterator

from pushdesk.services.preview.profile import OPTIONS, Band, Card, Support
from pushdesk.ui.preview.content import PreviewContent
from pushdesk.ui.theme.chips import Chip
from pushdesk.ui.theme.tokens import Role

# An option that needs room on the card: the metric that is 0 where there is none.
_ROOM = {"icon": "icon", "image": "image_height", "actions": "button_height"}
# What a person would look for on the card; of the others a platform takes note, or not.
_VISIBLE = frozenset({"title", "body", "icon", "image", "badge", "actions"})
_ON_A_CHIP = 4
# The service worker opens the page where the browser does not: nothing is lost.
_DONE_BY_THE_WORKER = "navigate"


def shows(card: Card, option: str) -> bool:
    """Whether the card draws `option`. What it hardly shows is drawn where the card has room."""
    support = card.platform.options[option].support
    if option in _ROOM:
        return support is not Support.IGNORED and card.metrics[_ROOM[option]] > 0
    return support is Support.SHOWN


def ignored(card: Card, used: Iterable[str]) -> tuple[str, ...]:
    """Those of `used` that the platform does nothing with."""
    return tuple(name for name in card.platform.ignored(used) if name != _DONE_BY_THE_WORKER)


def folded(card: Card, used: frozenset[str]) -> tuple[str, ...]:
    """Those that the platform shows, but not on this card: it has to be expanded."""
    facts = card.platform.options
    return tuple(
        name
        for name in _ROOM
        if name in used and facts[name].support is Support.SHOWN and not shows(card, name)
    )


def perhaps(card: Card, used: frozenset[str]) -> tuple[str, ...]:
    """Those that the platform takes and hardly shows."""
    return tuple(
        name for name in OPTIONS if name in used and card.platform.options[name].support is Support.PARTIAL
    )


def surplus(card: Card, content: PreviewContent) -> int:
    """How many actions are more than the platform shows."""
    if card.platform.options["actions"].support is Support.IGNORED:
        return 0
    return max(0, len(content.actions) - card.platform.max_actions)


def chips(card: Card, content: PreviewContent) -> tuple[Chip, ...]:
    """The words beside the card's name: every option that is not simply shown, by name."""
    used = content.used
    lost, more = ignored(card, used), surplus(card, content)
    unseen = [name for name in lost if name in _VISIBLE]
    unheard = [name for name in lost if name not in _VISIBLE]
    found = [Chip(f"{', '.join(some)} not sent", Role.WARN) for some in _parted(content.left_out)]
    if unseen:
        found.append(Chip(f"{', '.join(unseen)} not shown", Role.WARN))
    if unheard:
        found.append(Chip(f"{', '.join(unheard)} ignored", Role.WARN))
    if more:
        found.append(Chip(f"{more} {'action' if more == 1 else 'actions'} cut", Role.WARN))
    if hidden := folded(card, used):
        found.append(Chip(f"{', '.join(hidden)} when expanded", Role.INFO))
    if half := perhaps(card, used):
        found.append(Chip(f"{', '.join(half)} may not show", Role.INFO))
    return tuple(found) or (Chip("all fields shown", Role.OK),)


def _parted(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """As many names as a chip has room for, and then the next: each is to be read on the card."""
    for start in range(0, len(names), _ON_A_CHIP):
        yield names[start : start + _ON_A_CHIP]


def why(card: Card, content: PreviewContent) -> str:
    """The chips' tooltip: for each option that is not simply shown, what is known and who says so."""
    facts = card.platform.options
    lines = [f"{name} is not sent: the payload’s shape has no place for it." for name in content.left_out]
    for names, verb in (
        (ignored(card, content.used), "is ignored"),
        (perhaps(card, content.used), "may not show"),
    ):
        for name in names:
            fact = facts[name]
            lines.append(f"{name} {verb}. {fact.note} {_source(fact.source, fact.confidence)}")
    if surplus(card, content):
        limit = card.platform.buttons
        lines.append(f"Only {limit.value} actions are shown. {_source(limit.source, limit.confidence)}")
    hidden = folded(card, content.used)
    lines.extend(f"{name} is shown when the notification is expanded." for name in hidden)
    if _DONE_BY_THE_WORKER in card.platform.ignored(content.used):
        lines.append("navigate is the service worker's to follow.")
    return "\n".join(" ".join(line.split()) for line in lines) or "Everything in use is shown here."


def bands(card: Card) -> str:
    """The card's tooltip: where title and body are cut, who says so, and where the drawing is from."""
    title = _band("Title", card.title_band, card.title_lines)
    body = _band("Body", card.body_band, card.body_lines)
    return f"{title}\n{body}\nDrawn after: {card.source} ({card.confidence})."


def _band(name: str, band: Band, lines: int) -> str:
    rows = "1 line" if lines == 1 else f"{lines} lines"
    if band.shortest == band.longest:
        return f"{name}: {rows}, cut after {band.longest} characters. {_source(band.source, band.confidence)}"
    return (
        f"{name}: {rows}, cut after {band.shortest} to {band.longest} characters, sources differ: "
        f"what only some show is pale. {_source(band.source, band.confidence)}"
    )


def _source(source: str, confidence: str) -> str:
    return f"Source ({confidence}): {source}."
