"""Browser names: what a person would call the browser, whatever the header looks like."""

import pytest

from pushdesk.services.browser_name import browser_name

APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
BLINK = "AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {APPLE}"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", "Firefox 153 · Linux"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {BLINK} Chrome/156.0.0.0 Safari/537.36", "Chrome 156 · Linux"),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {BLINK} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0",
            "Edge 156 · Windows",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 10; K) {BLINK} Chrome/156.0.0.0 Mobile Safari/537.36",
            "Chrome 156 · Android",
        ),
        (
            f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/26.0 Safari/605.1.15",
            "Safari 26 · macOS",
        ),
        (f"{IPHONE} Version/26.0 Mobile/15E148 Safari/604.1", "Safari 26 · iOS"),
        ("Mozilla/5.0 (Android 15; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0", "Firefox 153 · Android"),
    ],
)
def test_a_browser_is_named_as_people_call_it(user_agent: str, name: str) -> None:
    assert browser_name(user_agent) == name


def test_an_unknown_agent_is_shown_as_it_names_itself() -> None:
    assert browser_name("PushDesk virtual device") == "PushDesk virtual device"


def test_no_agent_has_no_name() -> None:
    assert browser_name("  ") == ""


def test_an_endless_agent_is_cut() -> None:
    assert browser_name("x" * 100_000) == "x" * 39 + "…"
