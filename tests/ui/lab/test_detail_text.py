"""A caught message as text."""

from typing import Any

import pytest

from pushdesk.model.lab import CaughtState, LabCaught
from pushdesk.services.lab.details import details
from pushdesk.ui.lab.detail_text import Tab, events, payload_text, text_of
from pushdesk.ui.lab.shown_notification import showing
from tests.ui.lab.fake_lab import FakeCatch, caught
from tests.ui.rows import MOMENT


def test_a_payload_is_indented_where_it_is_json_and_left_alone_where_it_is_not() -> None:
    assert payload_text('{"a": 1}') == '{\n  "a": 1\n}'
    assert payload_text("Hello") == "Hello"
    deep = "[" * 20_000
    assert payload_text(deep) == deep


@pytest.mark.parametrize(
    ("columns", "payload", "encryption"),
    [
        ({"size": 0}, "No payload.", "No payload, nothing encrypted."),
        ({"size": 4153}, "The body was too large and was not kept: over 4\u202f096 bytes.", ""),
        ({"size": 300}, "The body did not come whole and was not kept.", ""),
        ({"body": b"x", "size": 1}, "The lab has no key that opens it: a browser keeps its own.",
         "The body is no aes128gcm message."),
        ({"body": b"x", "size": 1, "state": CaughtState.UNDECRYPTABLE, "reason": "the keys do not fit"},
         "It could not be decrypted: the keys do not fit", "The body is no aes128gcm message."),
    ],
)  # fmt: skip
def test_why_there_is_no_payload_is_said_and_nothing_of_a_body_that_was_not_kept(
    columns: dict[str, Any], payload: str, encryption: str
) -> None:
    refused: dict[str, Any] = {
        "number": 1,
        "token": "t",
        "status": 413,
        "state": CaughtState.REFUSED,
        "at": MOMENT,
    }
    message = LabCaught(**refused | columns)
    found = details(message)
    assert text_of(Tab.PAYLOAD, message, found) == payload
    assert text_of(Tab.ENCRYPTION, message, found) == (encryption or payload)


async def test_each_tab_has_a_text_and_the_first_event_its_time_of_day() -> None:
    catch = FakeCatch([caught(1, size=0)])
    message = await catch.get(1)
    details_of = catch.details(message)
    for tab in Tab:
        assert text_of(tab, message, details_of)
    assert text_of(Tab.ENCRYPTION, message, details_of) == "No payload, nothing encrypted."
    assert text_of(Tab.WORKER, message, details_of).splitlines() == [f"{details_of.timeline[1].at}  Shown"]
    message.events = [{"event": "delivered", "at": MOMENT.isoformat()}]
    assert text_of(Tab.WORKER, message, catch.details(message)) == "The worker reported nothing."
    first, second = events(details_of.timeline)
    assert first.mark.count(":") == 2
    assert second.mark == "+ 31 ms"


def test_a_notification_is_what_the_receivers_worker_would_put_up() -> None:
    assert showing(None, 500) is None
    empty, plain = showing(None, 0), showing("Hello\nthere", 11)
    assert empty is not None
    assert plain is not None
    assert empty.title == "Push without a payload"
    assert (plain.title, plain.options["body"]) == ("Hello", "there")
