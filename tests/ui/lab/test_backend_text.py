"""What a backend needs, as texts to copy."""

import ast
import json
from pathlib import Path

from pushdesk.ui.lab.backend_text import control, service, subscriptions
from tests.ui.lab.fake_lab import device

PLAIN, SECURE = "http://127.0.0.1:8766", "https://localhost:8767"


def test_addresses_and_what_to_trust_are_named_where_they_exist() -> None:
    ca_file = Path("lab-ca.pem")
    found = {snippet.title: snippet.text for snippet in service(PLAIN, SECURE, ca_file)}
    assert found["Push service"] == PLAIN
    assert found["Push service over TLS"] == SECURE
    assert "NODE_EXTRA_CA_CERTS=lab-ca.pem" in found["Environment for TLS"]
    assert [snippet.title for snippet in service(PLAIN, None, None)] == ["Push service"]


def test_the_example_for_pytest_is_python_and_the_interface_stands_beside_its_description() -> None:
    interface, example = control(PLAIN)
    assert interface.text == f"{PLAIN}/control/"
    assert "pushdesk_lab" in ast.unparse(ast.parse(example.text))


def test_devices_for_any_backend_come_first_and_no_more_than_a_few() -> None:
    there = [device(f"v{number}") for number in range(9)] + [device("g", name="Guest", guest=True)]
    found = subscriptions(there, None)
    assert len(found) == 5
    assert found[0].title == "Guest"
    assert json.loads(found[0].text)["keys"] == {"p256dh": "B", "auth": "a"}


def test_a_subscription_without_keys_says_where_they_are() -> None:
    (found,) = subscriptions([device("f", "firefox", aliases=({"endpoint": "http://x/push/f"},))], None)
    assert "Only the browser knows its keys" in found.words


def test_a_subscription_is_there_with_https_for_senders_that_speak_nothing_else() -> None:
    (found,) = subscriptions([device("v1")], SECURE)
    plain, secure = json.loads(found.text), json.loads(found.secure)
    assert plain["endpoint"] == f"{PLAIN}/push/v1"
    assert secure == {**plain, "endpoint": f"{SECURE}/push/v1"}
    assert [one.secure for one in subscriptions([device("v1")], None)] == [""]


def test_the_subscriptions_of_one_browser_are_told_apart_by_their_page_or_a_number() -> None:
    two = ({"endpoint": "http://x/push/a"}, {"endpoint": "http://x/push/b"})
    pages = ("http://localhost:8765", "https://shop.example")
    chromium = device("c1", "chromium", name="Chromium 156", aliases=two, pages=pages)
    firefox = device("f1", "firefox", name="Firefox 153", aliases=two)
    assert [found.title for found in subscriptions([chromium, firefox], None)] == [
        "Chromium 156, localhost:8765",
        "Chromium 156, shop.example",
        "Firefox 153, subscription 1",
        "Firefox 153, subscription 2",
    ]
