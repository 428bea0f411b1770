"""Which proxy the environment asks for."""

import pytest

from pushdesk.model.proxy import DIRECT
from pushdesk.services.delivery.proxies import Proxies

NAMES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """One without any proxy."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


def test_without_one_a_request_is_direct(environment: pytest.MonkeyPatch) -> None:
    assert Proxies().towards("https", "push.example") is None


@pytest.mark.parametrize(
    ("variable", "value", "proxy"),
    [
        ("https_proxy", "http://proxy.example:3128", "http://proxy.example:3128"),
        ("https_proxy", "http://me:word@proxy.example:3128/", "http://me:word@proxy.example:3128/"),
        ("https_proxy", "proxy.example:3128", "http://proxy.example:3128"),
        ("all_proxy", "http://proxy.example", "http://proxy.example"),
        ("http_proxy", "http://proxy.example", None),
    ],
)
def test_the_variable_of_the_scheme_names_it(
    environment: pytest.MonkeyPatch, variable: str, value: str, proxy: str | None
) -> None:
    environment.setenv(variable, value)
    found = Proxies().towards("https", "push.example")
    assert found == proxy


def test_hosts_in_no_proxy_are_reached_directly(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("https_proxy", "http://proxy.example")
    environment.setenv("no_proxy", "push.example")
    assert Proxies().towards("https", "push.example") is None
    assert Proxies().towards("https", "other.example") is not None


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "::1", "LOCALHOST"])
def test_this_computer_is_reached_directly(environment: pytest.MonkeyPatch, host: str) -> None:
    environment.setenv("http_proxy", "http://proxy.example")
    assert Proxies().towards("http", host) is None


@pytest.mark.allow_log("proxy set for https is not an http one")
@pytest.mark.parametrize("value", ["socks5://proxy.example:1080", "http://", "http://[", "http://proxy:port"])
def test_a_proxy_that_is_none_is_passed_by_with_a_warning(
    environment: pytest.MonkeyPatch, value: str, caplog: pytest.LogCaptureFixture
) -> None:
    environment.setenv("https_proxy", value)
    assert Proxies().towards("https", "push.example") is None
    assert len(caplog.records) == 1


def test_the_answer_is_remembered_for_a_host(environment: pytest.MonkeyPatch) -> None:
    proxies = Proxies()
    assert proxies.towards("https", "push.example") is None
    environment.setenv("https_proxy", "http://proxy.example")
    assert proxies.towards("https", "push.example") is None
    assert proxies.towards("https", "other.example") is not None


def test_what_the_user_set_counts_before_what_the_computer_says(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("https_proxy", "http://proxy.example")
    environment.setenv("no_proxy", "push.example")
    proxies = Proxies("http://mine.example:3128")
    assert proxies.towards("https", "push.example") == "http://mine.example:3128"
    assert proxies.towards("http", "127.0.0.1") is None
    proxies.named = DIRECT
    assert proxies.towards("https", "other.example") is None
    proxies.named = ""
    assert proxies.towards("https", "other.example") == "http://proxy.example"
