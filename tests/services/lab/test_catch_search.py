"""Words in payloads and contacts of what was caught."""

import json
from typing import Any

import pytest
from sqlmodel import Session

from pushdesk.model import base64url
from pushdesk.model.lab import CaughtState, LabCaught
from pushdesk.services.store.caught_search import containing
from pushdesk.services.store.database import Database
from tests.services.store.building import campaign, device


def caught(payload: str | None, contact: str = "mailto:qa@shop.example", **more: Any) -> LabCaught:
    claims = base64url.encode(json.dumps({"aud": "https://push.example", "sub": contact}).encode())
    headers = {"Authorization": f"vapid t=eyJ0eXAiOiJKV1QifQ.{claims}.…, k=BCKk"}
    return LabCaught(token="t", status=201, state=CaughtState.SHOWN, payload=payload, headers=headers, **more)


def write(session: Session) -> None:
    """Six messages: JSON, the same in ASCII, a text, an unreadable one, one of the desk's own, a 100 %."""
    device(session)
    made = campaign(session)
    made.message = {"title": "Gruß von Zoë", "body": "Desk's own"}
    session.add(made)
    own = session.connection().exec_driver_sql("SELECT id FROM delivery").scalar()
    session.add_all(
        [
            caught('{"title": "Grüße", "body": "It arrives tomorrow by noon."}'),
            caught(json.dumps({"title": "Grüße"})),
            caught("plain words"),
            caught(None, "mailto:Ops@shop.example"),
            caught(None, delivery=own),
            caught('{"title": "100 % off", "body": "100_off"}', "https://shop.example/contact"),
        ]
    )


@pytest.mark.parametrize(
    ("word", "numbers"),
    [
        ("NOON", {1}),
        ("grüße", {1, 2}),
        ("words", {3}),
        ("qa@shop", {1, 2, 3, 5}),
        ("mailto:", {1, 2, 3, 4, 5}),
        ("shop.example", {1, 2, 3, 4, 5, 6}),
        ("Ops@shop", {4}),
        ("contact", {6}),
        ("zoë", {5}),
        ("own", {5}),
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


async def test_each_word_is_looked_for_by_itself(database: Database) -> None:
    await database.write(write)
    found = await database.read(containing, "noon  words")
    assert found == {"noon": {1}, "words": {3}}
