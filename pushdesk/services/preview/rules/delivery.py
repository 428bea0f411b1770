"""Rules for how the message travels: TTL, urgency and topic (RFC 8030, sections 5.2 to 5.4)."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from pushdesk.model import base64url
from pushdesk.model.findings import predicate
from pushdesk.model.message import DEFAULT_TTL, MAX_TTL, Urgency
from pushdesk.model.option_words import KEPT_DAYS
from pushdesk.services.preview import mending
from pushdesk.services.preview.case import Case, Rule
from pushdesk.services.preview.profile import platforms
from pushdesk.services.preview.verdict import Check, Fix, Severity
from pushdesk.services.preview.words import ids, joined, named, short

SHORTEST_SAFE_TTL = 60
_DAY_S = 86_400
LONGEST_TOPIC = 32
DELIVERY_NAMES = ("ttl", "urgency", "topic")
_MOST_UNKNOWN = 3
_FORM = "RFC 8030, section 5.4: at most 32 characters of base64url's alphabet"
_APPLE_TOPIC = "BadWebPushTopic: Apple decodes the topic as base64url (collie PR#90, laravel-webpush #181)"


def delivery_not_an_object(case: Case) -> Iterator[Check]:
    """`delivery` holds ttl, urgency and topic, and nothing else."""
    if not isinstance(case.document.get("delivery", {}), Mapping):
        words = '“delivery” must be a JSON object such as {"ttl": 3600}.'
        yield Check("delivery-not-an-object", Severity.ERROR, "delivery", words, "PushDesk's message file")


def unknown_delivery_option(case: Case) -> Iterator[Check]:
    """There is no header for it."""
    unknown = (one for one in case.delivery_findings if one["loc"][0] not in DELIVERY_NAMES)
    for finding in islice(unknown, _MOST_UNKNOWN):
        name = str(finding["loc"][0])
        meant = name.lower() if name.lower() in {*DELIVERY_NAMES} - {*case.delivery} else ""
        words = f"“delivery.{short(name)}” {predicate(finding)}."
        fix = Fix(f"Leave {short(name)} out", _leaving_out(name))
        if meant:
            words = f"“delivery.{name}” is no option here: write {meant}."
            fix = Fix(f"Write {meant}", mending.within("delivery", mending.renaming(name, meant)))
        source = "RFC 8030, section 5: TTL, Urgency, Topic"
        yield Check("unknown-delivery-option", Severity.ERROR, "delivery", words, source, fix=fix)


def ttl(case: Case) -> Iterator[Check]:
    """A whole number of seconds from nought."""
    for words in _words(case, "ttl"):
        whole = _nearest_ttl(case.delivery.get("ttl"))
        fix = Fix(f"Use {whole:,} seconds", _setting("ttl", whole))
        yield Check(
            "invalid-ttl", Severity.ERROR, "ttl", words, "RFC 8030, section 5.2: TTL = 1*DIGIT", fix=fix
        )


def ttl_zero(case: Case) -> Iterator[Check]:
    """WNS refuses it, and everywhere else only a device that is connected this moment gets the message."""
    found = case.delivery.get("ttl")
    if found == 0 and not isinstance(found, bool):
        words = "A TTL of 0 is refused for Edge on Windows (400 with an empty body), and elsewhere only a "
        words += "device that is connected right now gets the message."
        fix = Fix("Use 60 seconds", _setting("ttl", SHORTEST_SAFE_TTL))
        source = "WNS: Ttl value conflicts with X-WNS-Cache-Policy (pywebpush #161, #162; webpush-go #66)"
        yield Check("ttl-zero", Severity.WARNING, "ttl", words, source, ("edge-windows",), fix)


def ttl_cut(case: Case) -> Iterator[Check]:
    """Push services keep a message for weeks, not for months."""
    found = case.delivery.get("ttl")
    if not isinstance(found, int) or isinstance(found, bool) or _words(case, "ttl"):
        return
    cut = [one for one in platforms() if one.keeps and one.keeps.value < found]
    kept = [one.keeps for one in cut if one.keeps]
    if kept:
        shortest = min(limit.value for limit in kept)
        words = f"The TTL is cut for {named(cut)}: their push services keep a message 28 or 30 days."
        fix = Fix(f"Use {shortest // _DAY_S} days", _setting("ttl", shortest))
        source = joined(limit.source for limit in kept)
        yield Check("ttl-cut", Severity.WARNING, "ttl", words, source, ids(cut), fix)


def urgency(case: Case) -> Iterator[Check]:
    """One of four words."""
    for words in _words(case, "urgency"):
        meant = str(case.delivery.get("urgency")).strip().lower().replace("_", "-")
        right = meant if meant in set(Urgency) else Urgency.NORMAL.value
        fix = Fix(f"Use {right}", _setting("urgency", right))
        yield Check("invalid-urgency", Severity.ERROR, "urgency", words, "RFC 8030, section 5.3", fix=fix)


def topic(case: Case) -> Iterator[Check]:
    """What a push service takes at all."""
    for words in _words(case, "topic"):
        found = case.delivery.get("topic")
        right = valid_topic(found if isinstance(found, str) else str(found))
        fix = Fix(f"Use {right}", _setting("topic", right))
        if not right:
            fix = Fix("Leave the topic out", _leaving_out("topic"))
        yield Check("invalid-topic", Severity.ERROR, "topic", words, _FORM, fix=fix)


def topic_for_apple(case: Case) -> Iterator[Check]:
    """No base64url text is one longer than a multiple of four."""
    found = case.delivery.get("topic")
    if isinstance(found, str) and not _words(case, "topic") and len(found) % 4 == 1:
        chosen = [one for one in platforms() if one.push_service == "apple"]
        words = "Apple refuses a topic of 1, 5, 9, 13 … characters, and this one has "
        words += f"{len(found)}: make it one longer."
        right = valid_topic(found)
        fix = Fix(f"Use {right}", _setting("topic", right))
        yield Check("topic-length", Severity.WARNING, "topic", words, _APPLE_TOPIC, ids(chosen), fix)


def urgency_unheard(case: Case) -> Iterator[Check]:
    """Mozilla's push service has no urgency."""
    found = case.delivery.get("urgency")
    if isinstance(found, str) and found in set(Urgency) - {Urgency.NORMAL}:
        deaf = [one for one in platforms() if one.push_service == "mozilla"]
        words = f"The urgency changes nothing for {named(deaf)}: Mozilla's push service does not look at it."
        source = "autopush-rs, autoendpoint: no handling of urgency"
        yield Check("urgency-unheard", Severity.INFO, "urgency", words, source, ids(deaf))


def valid_topic(text: str) -> str:
    """The nearest topic that every push service takes; empty only for an empty text.

    A text of which nothing is left gets a topic made from its hash: two of them stay two.
    """
    kept = re.sub(r"[^A-Za-z0-9_-]+", "-", text.strip())[:LONGEST_TOPIC]
    if text and not kept.strip("-"):
        digest = hashlib.sha256(text.encode(errors="replace")).digest()
        kept = base64url.encode(digest)[:12]
    return f"{kept}-" if len(kept) % 4 == 1 else kept


def _nearest_ttl(found: object) -> int:
    """The seconds that a wrong TTL most likely means."""
    if isinstance(found, str) and re.fullmatch(r"\d{1,15}", found, re.ASCII):
        found = int(found)
    if isinstance(found, bool) or not isinstance(found, int | float) or found <= 0:
        return DEFAULT_TTL
    return round(found) if found <= MAX_TTL else KEPT_DAYS * _DAY_S


def _words(case: Case, name: str) -> list[str]:
    """What the strict options find wrong with `name`, as a sentence: one or none."""
    return [f"“{name}” {predicate(one)}." for one in case.delivery_findings if one["loc"][0] == name]


def _setting(name: str, value: object) -> mending.Mend:
    return mending.within("delivery", mending.setting(name, value))


def _leaving_out(name: str) -> mending.Mend:
    return mending.within("delivery", mending.without(name))


RULES: tuple[Rule, ...] = (
    delivery_not_an_object,
    unknown_delivery_option,
    ttl,
    ttl_zero,
    ttl_cut,
    urgency,
    topic,
    topic_for_apple,
    urgency_unheard,
)
