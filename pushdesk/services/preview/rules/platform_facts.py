"""Rules for what a platform ignores and what it cuts, of what arrives. The verdicts are platforms.toml's."""

from collections.abc import Iterator

from pushdesk.services.preview.case import Case, Rule
from pushdesk.services.preview.profile import Band, Platform, Support, platforms
from pushdesk.services.preview.verdict import Check, Fix, Severity
from pushdesk.services.preview.words import ids, joined, listed, named

# Where the browser does not know it, the service worker opens the page: nothing is lost, so it is no warning.
# That holds in every shape that carries it: sw.js reads it from PushDesk's own JSON, from ngsw and from a
# declarative message; a declarative message cannot do without it, and would else never be sent unasked.
_DONE_BY_THE_WORKER = "navigate"


def ignored_option(case: Case) -> Iterator[Check]:
    """One for each option in use that some platform does nothing with."""
    for name in case.arriving:
        deaf = [one for one in platforms() if one.options[name].support is Support.IGNORED]
        if not deaf:
            continue
        words = f"“{name}” does nothing in {named(deaf)}.{_notes(name, deaf)}"
        severity = Severity.WARNING
        if name == _DONE_BY_THE_WORKER:
            words, severity = f"“{name}” is the service worker's to follow in {named(deaf)}.", Severity.INFO
        source = joined(one.options[name].source for one in deaf)
        yield Check("ignored-option", severity, name, words, source, ids(deaf))


def partial_option(case: Case) -> Iterator[Check]:
    """One for each option in use that some platform takes and hardly shows."""
    for name in case.arriving:
        half = [one for one in platforms() if one.options[name].support is Support.PARTIAL]
        if half:
            words = f"“{name}” may not show in {named(half)}.{_notes(name, half)}"
            source = joined(one.options[name].source for one in half)
            yield Check("partial-option", Severity.INFO, name, words, source, ids(half))


def too_many_actions(case: Case) -> Iterator[Check]:
    """The buttons beyond a platform's number are cut without a word."""
    number = len(case.actions) if "actions" in case.arriving else 0
    cut = [one for one in platforms() if 0 < one.max_actions < number]
    if cut:
        least = min(one.max_actions for one in cut)
        words = f"Only the first {least} of {number} actions are shown in {named(cut)}."
        fix = Fix(
            f"Keep the first {least}",
            lambda document: document | {"actions": document["actions"][:least]},
        )
        source = joined(one.buttons.source for one in cut)
        yield Check("too-many-actions", Severity.WARNING, "actions", words, source, ids(cut), fix)


def cut_text(case: Case) -> Iterator[Check]:
    """A warning where every source says that the text is cut, a word where only some do."""
    for name, length in case.lengths.items():
        if case.left_out([name]):
            continue
        surely = [one for one in platforms() if length.longest > _band(one, name).longest]
        perhaps = [
            one for one in platforms() if _band(one, name).shortest < length.longest and one not in surely
        ]
        if surely:
            least = min(_band(one, name).longest for one in surely)
            words = f"{length.of(name, least)} and is cut by {_where(surely, name)}."
            yield _cut("cut-text", Severity.WARNING, name, words, surely)
        if perhaps:
            least = min(_band(one, name).shortest for one in perhaps)
            words = f"{length.of(name, least)} and may be cut by {_where(perhaps, name)}."
            yield _cut("perhaps-cut-text", Severity.INFO, name, words, perhaps)


def _where(cutting: list[Platform], name: str) -> str:
    return listed(f"{one.browser} on {one.system} ({_range(_band(one, name))})" for one in cutting)


def _cut(rule: str, severity: Severity, name: str, words: str, cutting: list[Platform]) -> Check:
    source = joined(_band(one, name).source for one in cutting)
    return Check(rule, severity, name, words, source, ids(cutting))


def _band(one: Platform, name: str) -> Band:
    return one.title_band if name == "title" else one.body_band


def _range(band: Band) -> str:
    return str(band.longest) if band.shortest == band.longest else f"{band.shortest}–{band.longest}"


def _notes(name: str, chosen: list[Platform]) -> str:
    """What the facts add, each with the platforms it is about where those are not all."""
    about: dict[str, list[Platform]] = {}
    for one in chosen:
        about.setdefault(one.options[name].note, []).append(one)
    about.pop("", None)
    everybody = {note for note, some in about.items() if len(some) == len(chosen)}
    places = {note: "" if note in everybody else f" {named(some)}:" for note, some in about.items()}
    return "".join(f"{place} {note}" for note, place in places.items())


RULES: tuple[Rule, ...] = (ignored_option, partial_option, too_many_actions, cut_text)
