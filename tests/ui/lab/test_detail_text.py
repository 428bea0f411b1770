"""A caught message as text."""

from pushdesk.ui.lab.detail_text import Tab, events, payload_text, text_of
from pushdesk.ui.lab.shown_notification import showing
from tests.ui.lab.fake_lab import FakeCatch, caught


def test_a_payload_is_indented_where_it_is_json_and_left_alone_where_it_is_not() -> None:
    assert payload_text('{"a": 1}', 8) == '{\n  "a": 1\n}'
    assert payload_text("Hello", 5) == "Hello"
    deep = "[" * 20_000
    assert payload_text(deep, 20_000) == deep
    assert payload_text(None, 0) == "No payload."
    assert payload_text(None, 9) == "Only the browser has the key that opens it."


async def test_each_tab_has_a_text_and_the_first_event_its_time_of_day() -> None:
    catch = FakeCatch([caught(1, size=0)])
    message = await catch.get(1)
    details = catch.details(message)
    for tab in Tab:
        assert text_of(tab, message, details)
    assert text_of(Tab.ENCRYPTION, message, details) == "No payload, nothing encrypted."
    first, second = events(details.timeline)
    assert first.mark.count(":") == 2
    assert second.mark == "+ 31 ms"


def test_a_notification_is_what_the_receivers_worker_would_put_up() -> None:
    assert showing(None, 500) is None
    empty, plain = showing(None, 0), showing("Hello\nthere", 11)
    assert empty is not None
    assert plain is not None
    assert empty.title == "Push without a payload"
    assert (plain.title, plain.options["body"]) == ("Hello", "there")
