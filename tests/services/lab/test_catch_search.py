"""Words in payloads, contacts, keys and headers of what was caught."""

import json
from typing import Any

import pytest
from sqlmodel import Session, col, select

from pushdesk.model import base64url
from pushdesk.model.campaign import Delivery
from pushdesk.model.lab import CaughtState, LabCaught
from pushdesk.services.store.caught_search import containing
from pushdesk.services.store.database import Database
from tests.services.store.building import campaign, device


def caught(payload: str | None, contact: str = "mailto:qa@shop.example", **more: Any) -> LabCaught:
    claims = base64url.encode(json.dumps({"aud": "https://push.example", "sub": contact}).encode())
    headers = {"Authorization": f"vapid t=eyJ0eXAiOiJKV1QifQ.{claims}.…, k=BCKk"}
    return LabCaught(token="t", status=201, state=CaughtState.SHOWN, payload=payload, headers=headers, **more)


def delivery_of(session: Session, message: dict[str, str]) -> str:
    """The delivery of a campaign of the desk's with that message."""
    made = campaign(session)
    made.message = message
    session.add(made)
    session.flush()
    return session.exec(select(Delivery.id).where(col(Delivery.campaign_id) == made.id)).one()


def write(session: Session) -> None:
    """Eight messages: JSON, the same in ASCII, a text, an unreadable one, one of the desk's own, a 100 %, one
    of another campaign, and letters that are not ASCII's."""
    device(session)
    own, others = (
        delivery_of(session, {"title": "Gruß von Zoë", "body": "Desk's own"}),
        delivery_of(session, {"title": "Something else"}),
    )
    session.add_all(
        [
            caught('{"title": "Grüße", "body": "It arrives tomorrow by noon."}'),
            caught(json.dumps({"title": "Grüße"})),
            caught("plain words, 1000 of them"),
            caught(None, "mailto:Ops@shop.example"),
            caught(None, delivery=own),
            caught('{"title": "100 % off", "body": "100_off"}', "https://shop.example/contact"),
            caught(None, delivery=others),
            caught("Äpfel, BÄREN, übermütig, Übergröße"),
        ]
    )


@pytest.mark.parametrize(
    ("word", "numbers"),
    [
        ("NOON", {1}),
        ("grüße", {1, 2}),
        ("words", {3}),
        ("äpfel", {8}),
        ("übergröße", {8}),
        ("bären", {8}),
        ("ÜBERMÜTIG", {8}),
        ("qa@shop", {1, 2, 3, 5, 7, 8}),
        ("mailto:", {1, 2, 3, 4, 5, 7, 8}),
        ("shop.example", {1, 2, 3, 4, 5, 6, 7, 8}),
        ("Ops@shop", {4}),
        ("Ops", set()),
        ("contact", {6}),
        ("zoë", {5}),
        ("own", {5}),
        ("Something", {7}),
        ("100_", {6}),
        ("0_o", {6}),
        ("00", None),
        ("nothing", set()),
        ("x" * 2000, None),
    ],
)
async def test_a_word_is_found_in_the_payload_and_in_the_contact(
    database: Database, word: str, numbers: set[int] | None
) -> None:
    await database.write(write)
    found = await database.read(containing, word)
    assert found.get(word) == numbers


KEY = "BCKkT0q4hYdPzG7mZ2vWc9sXr5LuE8nJaHfQiO3bN1gM6yDeKwRxVtSpCjUoIlAf"
HEADERS = {
    "Host": "localhost:8010",
    "User-Agent": "python-requests/2.32",
    "Accept-Encoding": "gzip, deflate",
    "accept": "*/*",
    "Connection": "keep-alive",
    "TTL": "86400",
    "URGENCY": "normal",
    "Content-Type": "application/octet-stream",
    "X-Trace": "Größe_7",
}


@pytest.mark.parametrize(
    ("word", "numbers"),
    [
        (KEY[:12], {1}),
        (KEY[20:26], {1}),
        (KEY, {1}),
        (f"{KEY[:4]}…{KEY[-3:]}", {1}),
        (f"{KEY[1:5]}…{KEY[-3:]}", set()),
        (f"{KEY[:4]}…{KEY[-4:-1]}", set()),
        (KEY[:12].lower(), set()),
        (KEY[:3], set()),
        ("python-requests", {1}),
        ("PYTHON-requests/2", {1}),
        ("größe_7", {1}),
        ("e_7", {1}),
        ("s_2", set()),
        ("aiohttp", {2}),
        ("User-Agent", set()),
        *((word, set()) for word in ("localhost", "gzip", "*/*", "keep-alive", "86400", "normal", "octet")),
        ("eyJ0eXAi", set()),
    ],
)
async def test_a_word_is_found_in_the_senders_key_and_in_the_headers_that_differ(
    database: Database, word: str, numbers: set[int]
) -> None:
    first, second = caught("one", sender_key=KEY), caught(None)
    first.headers = first.headers | HEADERS
    second.headers = {"user-agent": "aiohttp/3"}
    third = caught("three")
    third.headers = {}
    await database.write(lambda session: session.add_all([first, second, third]))
    found = await database.read(containing, word)
    assert found[word] == frozenset(numbers)


async def test_each_word_is_looked_for_by_itself(database: Database) -> None:
    await database.write(write)
    found = await database.read(containing, "noon  words")
    assert found == {"noon": {1}, "words": {3}}


async def test_a_short_word_hides_nothing_beside_a_longer_one(database: Database) -> None:
    await database.write(write)
    assert await database.read(containing, "by noon") == {"noon": {1}, "by": {1}}
    assert await database.read(containing, "by") == {}


async def test_of_many_words_only_the_first_are_looked_for(database: Database) -> None:
    await database.write(write)
    found = await database.read(containing, "one two three four five six seven eight nine")
    assert list(found) == ["one", "two", "three", "four", "five", "six", "seven", "eight"]
