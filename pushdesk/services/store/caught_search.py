"""Which caught messages have a word in payload, contact, sender's key or headers. SQL alone."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping

from sqlalchemy import ColumnElement, String, cast
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, func, or_, select

from pushdesk.model.campaign import Campaign, Delivery
from pushdesk.model.lab import LabCaught

# SQLite refuses longer patterns (50,000 bytes); and nobody types as many words.
_LONGEST, _MOST = 1000, 8
# Shorter ones are found in nearly every payload (by its delivery's id), or in any token or key.
_SHORTEST, _SHORTEST_ENCODED = 3, 4
# Headers whose values most requests share, or that are searched otherwise: patterns of SQL's LIKE.
_COMMON = ("authorization", "content-%", "accept%", "host", "connection", "ttl", "urgency")


def containing(session: Session, text: str) -> Mapping[str, frozenset[int]]:
    """By word of `text`: the numbers of the messages whose payload, contact, sender's key or headers have it.

    The payload is the one that is known, or the message of the desk's own campaign. Of headers the values
    are searched, but for those in _COMMON. ASCII letters are found in either case (in contact and key as
    typed), others as typed, in small letters, with a capital, and in capitals.
    """
    words = text.split()[:_MOST]
    found = {word: _numbers(session, word) for word in words if _SHORTEST <= len(word) <= _LONGEST}
    # Beside longer ones a short word hides nothing: “by noon” is where “noon” is.
    any_longer = frozenset[int]().union(*found.values())
    return found | {word: any_longer for word in words if found and len(word) < _SHORTEST}


def _numbers(session: Session, word: str) -> frozenset[int]:
    spellings = _spellings(word)
    found = [_has(col(LabCaught.payload), spellings), _in_headers(spellings), *_encoded(word)]
    sent = session.exec(select(Campaign.id).where(_has(cast(col(Campaign.message), String), spellings))).all()
    if sent:
        own = (
            select(Delivery.id)
            .where(col(Delivery.id) == col(LabCaught.delivery), col(Delivery.campaign_id).in_(sent[:500]))
            .exists()
        )
        found.append(own)
    numbers = session.exec(select(LabCaught.number).where(or_(*found)))
    return frozenset(number for number in numbers if number is not None)


def _has(column: Mapped[str | None] | ColumnElement[str], spellings: set[str]) -> ColumnElement[bool]:
    return or_(*(column.contains(spelling, autoescape=True) for spelling in sorted(spellings)))


def _spellings(word: str) -> set[str]:
    """How a payload may have it: also as JSON in ASCII, in which many senders write."""
    words = {word}
    if not word.isascii():
        words |= {word.lower(), word.capitalize(), word.upper()}
    return words | {json.dumps(one)[1:-1] for one in words}


def _in_headers(spellings: set[str]) -> ColumnElement[bool]:
    header = func.json_each(col(LabCaught.headers)).table_valued("key", "value")
    common = or_(*(header.c.key.like(pattern) for pattern in _COMMON))
    # Its alias alone: the column it is made of is the message's around it.
    return select(header.c.key).where(~common, _has(header.c.value, spellings)).exists()


def _encoded(word: str) -> list[ColumnElement[bool]]:
    """Key and claims are base64url: a word is in the claims in one of three ways, by where it starts."""
    if len(word) < _SHORTEST_ENCODED:
        return []
    first_of_key, cut, last_of_key = word.partition("…")  # as the column prints it
    key = func.instr(col(LabCaught.sender_key), word) > 0
    if cut:
        ends = func.substr(col(LabCaught.sender_key), -len(last_of_key)) == last_of_key
        key = (func.instr(col(LabCaught.sender_key), first_of_key) == 1) & ends
    found: list[ColumnElement[bool]] = [key]
    for before in range(3):
        raw = bytes(before) + word.encode()
        # Only the characters that its own bits fill, whatever stands before and after it.
        first, last = (before * 8 + 5) // 6, len(raw) * 8 // 6
        found.append(func.instr(col(LabCaught.headers), urlsafe_b64encode(raw).decode()[first:last]) > 0)
    return found
