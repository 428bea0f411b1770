"""Rules for who answers and who gets it: the contact, keys, variables. What is not known is not judged."""

from collections import Counter
from collections.abc import Iterator

from pushdesk.model.payload import PAYLOAD_LIMIT
from pushdesk.services.preview.case import Case, Rule
from pushdesk.services.preview.profile import platforms
from pushdesk.services.preview.verdict import Check, Severity
from pushdesk.services.preview.words import ids, joined, listed, named, short

_MOST_SHAPES = 3
NO_CONTACT, CONTACT_SOURCE = "no-contact", "RFC 8292, section 2.1"


def no_contact(case: Case) -> Iterator[Check]:
    """The desk sends to a push service on the internet only with a contact."""
    known = {one.push_service for one in platforms()}
    number = sum(case.audience.services.get(name, 0) for name in known) if case.audience else 0
    if number and not case.contact:
        words = "Set a contact first, in Settings or as PUSHDESK_CONTACT: "
        words += f"{_devices(number)} at push services on the internet, "
        words += "which want to know whom to ask about your messages."
        yield Check(NO_CONTACT, Severity.ERROR, "contact", words, CONTACT_SOURCE)


def other_key(case: Case) -> Iterator[Check]:
    """A subscription belongs to the key it was made with, for good."""
    number = case.audience.other_key if case.audience else 0
    if number:
        words = f"{_devices(number)} subscribed with a key that this desk does not hold: push services will "
        words += "refuse the message. Such a device has to subscribe again."
        source = (
            "Apple VapidPkHashMismatch (grappa-irc #1323), FCM 403 (webpush-java #206), Mozilla errno 109"
        )
        yield Check("other-key", Severity.WARNING, "audience", words, source)


def missing_variable(case: Case) -> Iterator[Check]:
    """Nobody should read “Hello ,”."""
    for name, number in (case.audience.missing if case.audience else {}).items():
        if number:
            who, them = ("1 device has", "it") if number == 1 else (f"{number:,} devices have", "them")
            words = f"{who} no value for “{short(name)}”: give {them} one, or write "
            words += f'{{{{ {name} | default("…") }}}} in the message.'
            yield Check("missing-variable", Severity.ERROR, "audience", words, "PushDesk's variables")


def own_payload_too_large(case: Case) -> Iterator[Check]:
    """A device's own values or shape can make more bytes than the message as it stands."""
    own = case.audience.payloads if case.audience else None
    if own and own.too_large:
        words = f"{_devices(own.too_large)} to get more than {PAYLOAD_LIMIT:,} bytes, with their own values "
        words += (
            f"or payload shape: the largest payload has {own.largest:,}. Shorten the message or the values."
        )
        source = "RFC 8291, section 4: one record of 4,096 bytes, less 103 (measured)"
        yield Check("own-payload-too-large", Severity.ERROR, "size", words, source)


def own_payload_too_large_for_some(case: Case) -> Iterator[Check]:
    """Below the limit, and too large for the platform that the device is on."""
    own = case.audience.payloads.tight if case.audience else {}
    narrow = [one for one in platforms() if own.get(one.id)]
    if narrow:
        least = min(one.payload.value for one in narrow)
        words = f"{_devices(sum(own.values()))} to get a payload that {named(narrow)} may refuse (413), with "
        words += f"their own values or payload shape: more than {least:,} bytes."
        source = joined(one.payload.source for one in narrow)
        yield Check("own-payload-too-large-for-some", Severity.WARNING, "size", words, source, ids(narrow))


def own_payload_refused(case: Case) -> Iterator[Check]:
    """A device's own shape may need more than the message has."""
    for sentence, number in (case.audience.payloads.refused if case.audience else {}).items():
        if sentence != case.written.refusal:  # said of the message already
            words = f"{_devices(number)} left without a payload. {sentence}"
            yield Check("own-payload-refused", Severity.ERROR, "audience", words, "PushDesk's payload shapes")


def own_payload_unconfirmed(case: Case) -> Iterator[Check]:
    """A device's own shape may have no place for the delivery's id."""
    number = case.audience.payloads.unconfirmed if case.audience else 0
    if number:
        words = f"{_devices(number)} set to a payload shape without a place for the delivery's id: "
        words += "nobody will know whether the message was shown there."
        source = "PushDesk's payload: the delivery's id and its receipt token"
        yield Check("own-payload-unconfirmed", Severity.INFO, "audience", words, source)


def own_payload_left_out(case: Case) -> Iterator[Check]:
    """A device's own shape may have no place for an option of the message's."""
    found: Counter[tuple[str, ...]] = Counter()
    said = case.left_out(case.used)  # of the message's own shape, which has a check of its own
    for lost, number in (case.audience.payloads.left_out if case.audience else {}).items():
        if rest := tuple(name for name in lost if name not in said):
            found[rest] += number
    for lost, number in found.most_common(_MOST_SHAPES):
        words = f"{_devices(number)} set to a payload shape without a place for {listed(lost)}: "
        words += "that will not arrive there."
        yield Check("own-payload-left-out", Severity.WARNING, "audience", words, "PushDesk's payload shapes")


def _devices(number: int) -> str:
    return "1 device is" if number == 1 else f"{number:,} devices are"


RULES: tuple[Rule, ...] = (
    no_contact,
    other_key,
    missing_variable,
    own_payload_too_large,
    own_payload_too_large_for_some,
    own_payload_refused,
    own_payload_unconfirmed,
    own_payload_left_out,
)
