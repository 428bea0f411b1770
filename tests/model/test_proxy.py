"""What a user may write as the proxy."""

import pytest

from pushdesk.model.errors import BadInput
from pushdesk.model.proxy import DIRECT, parse_proxy


@pytest.mark.parametrize(
    ("text", "proxy"),
    [
        ("", ""),
        ("  ", ""),
        ("Direct", DIRECT),
        ("proxy.example:3128", "http://proxy.example:3128"),
        (" http://proxy.example:3128 ", "http://proxy.example:3128"),
        ("https://me:word@proxy.example:3128/", "https://me:word@proxy.example:3128/"),
    ],
)
def test_an_address_direct_or_nothing(text: str, proxy: str) -> None:
    assert parse_proxy(text) == proxy


@pytest.mark.parametrize(
    "text",
    ["socks5://proxy.example", "http://", "http://proxy.example:99999", "http://a:0", "a proxy", "://"],
)
def test_anything_else_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(BadInput, match="write it like http://proxy"):
        parse_proxy(text)
