"""The search over devices: words and fields, all of which must fit."""

import pytest

from pushdesk.model.subscription import SubscriptionState
from pushdesk.ui.devices.query import parse_query
from tests.ui.rows import device

ROW = device(
    "s7",
    "QA iPhone",
    tags=("qa", "on the desk"),
    user="ann",
    push_service="apple",
    endpoint="https://web.push.apple.com/QGzi",
    mine=True,
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "iphone",
        "IPHONE ann",
        "tag:qa",
        'tag:"on the desk"',
        "state:active",
        "State:Active",
        "browser:firefox",
        "browser:linux firefox",
        "user:ann tag:qa",
        "service:apple",
        "id:s7",
        "mine",
        "web.push.apple.com",
    ],
)
def test_a_search_that_fits(text: str) -> None:
    assert all(term.fits(ROW) for term in parse_query(text))


@pytest.mark.parametrize(
    "text",
    ["android", "tag:q", "tag:QB", "state:gone", "user:an", "iphone bob", "browser:safari", "foo:iphone"],
)
def test_a_search_that_does_not_fit(text: str) -> None:
    assert not all(term.fits(ROW) for term in parse_query(text))


def test_an_unknown_prefix_is_a_word_with_a_colon() -> None:
    address = device(endpoint="https://push.example/a:b")
    assert all(term.fits(address) for term in parse_query("https://push.example/a:b"))


def test_mine_fits_only_what_is_mine() -> None:
    assert not all(term.fits(device()) for term in parse_query("mine"))


def test_every_state_can_be_searched_for() -> None:
    for state in SubscriptionState:
        assert all(term.fits(device(state=state)) for term in parse_query(f"state:{state.value}"))
