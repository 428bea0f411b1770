"""The audience's facts: which platform a device is on, whose key it has, whom a check touches."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from pushdesk.desk import open_desk
from pushdesk.model.audience import Choice, Selector
from pushdesk.model.errors import NotFound
from pushdesk.model.subscription import Subscription
from pushdesk.services.parts import Desk
from pushdesk.services.preview.audience import Audience, audience_facts, platform_of
from pushdesk.services.preview.checks import check
from pushdesk.services.preview.reading import read_audience
from pushdesk.services.store import subscriptions
from pushdesk.settings import Settings
from tests.services import samples

WINDOWS_FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:153.0) Gecko/20100101 Firefox/153.0"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/26.0 Mobile/15E148 Safari/604.1"
)
HEADLESS = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "HeadlessChrome/156.0.0.0 Safari/537.36"
)


def device(push_service: str = "fcm", key: str = "current", **words: Any) -> Subscription:
    """A device that says `words` of itself."""
    return Subscription(
        endpoint=samples.endpoint(),
        p256dh="",
        auth="",
        vapid_public_key=key,
        push_service=push_service,
        device=words,
    )


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ({"browser": "Chrome", "system": "Windows"}, "chrome-windows"),
        ({"browser": "Chromium", "system": "Linux"}, "chrome-linux"),
        ({"browser": "Brave", "system": "macOS"}, "chrome-macos"),
        ({"browser": "Edge", "system": "Windows"}, "edge-windows"),
        ({"browser": "Edge", "system": "Android"}, "chrome-android"),
        ({"browser": "Samsung Internet", "system": "Android"}, "chrome-android"),
        ({"browser": "Built-in browser", "system": "Linux"}, "chrome-linux"),
        ({"browser": "Safari", "system": "macOS"}, "safari-macos"),
        ({"browser": "Chrome", "system": "iOS"}, "safari-ios"),
        ({"browser": "Firefox", "system": "Android"}, "firefox-android"),
        ({"browser": "Firefox", "system": "macOS"}, None),
        ({"userAgent": WINDOWS_FIREFOX}, "firefox-windows"),
        ({"userAgent": EDGE}, "edge-windows"),
        ({"userAgent": IPHONE}, "safari-ios"),
        ({"userAgent": HEADLESS}, "chrome-linux"),
        ({"userAgent": "PushDesk virtual device", "platform": "virtual"}, None),
        ({"browser": 5, "system": None, "userAgent": 7}, None),
        ({}, None),
    ],
)
def test_a_device_is_where_its_own_words_put_it(words: dict[str, Any], place: str | None) -> None:
    assert platform_of(device(**words)) == place


def test_devices_are_counted_by_platform_push_service_and_key() -> None:
    rows = [
        device(browser="Chrome", system="Windows"),
        device(browser="Chrome", system="Windows", key="older"),
        device("mozilla", key="foreign"),
        device("lab"),
    ]
    assert audience_facts(rows, "current", held_keys={"older"}, missing={"name": 1}) == Audience(
        devices=4,
        platforms={"chrome-windows": 2},
        services={"fcm": 2, "mozilla": 1, "lab": 1},
        unplaced={"mozilla": 1, "lab": 1},
        other_key=1,
        missing={"name": 1},
    )
    assert audience_facts(rows, "current").other_key == 2


def test_a_check_touches_whoever_is_or_may_be_on_its_platforms() -> None:
    (on_safari,) = check({"title": "T", "actions": [{"action": "a", "title": "A"}]})
    assert Audience(platforms={"safari-ios": 1}).touched_by(on_safari)
    assert Audience(unplaced={"apple": 1}).touched_by(on_safari)
    assert not Audience(platforms={"chrome-windows": 5}, unplaced={"fcm": 1, "lab": 2}).touched_by(on_safari)
    (everywhere,) = check({"body": "B"})
    assert Audience().touched_by(everywhere)


@pytest.fixture
async def desk(data_dir: Path) -> AsyncIterator[Desk]:
    """A desk on the test's folder, beside nobody."""
    async with open_desk(Settings(data_dir=data_dir)) as desk:
        yield desk


@pytest.mark.allow_log("no keyring answers")
@pytest.mark.parametrize("page", [1, 1000])
async def test_the_chosen_devices_are_read_from_the_database_page_by_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(subscriptions, "AUDIENCE_PAGE", page)
    for number in range(3):
        words = {"browser": "Firefox", "system": "Linux"}
        row, _ = await desk.devices.capture(samples.push_subscription() | {"device": words})
        await desk.devices.describe(row.id, tags=["all", f"t{number}"])
    await desk.keys.create()
    await desk.devices.retire(row.id)
    found = await read_audience(desk.database, desk.keys, [Choice(Selector.ALL)])
    assert found == Audience(2, {"firefox-linux": 2}, {"mozilla": 2}, {}, 0, {})
    for text, lacking in (("Hello {{ nickname }}", {"nickname": 2}), ("{{ nickname", {})):
        found = await read_audience(desk.database, desk.keys, [Choice(Selector.ALL)], {"title": text})
        assert found.missing == lacking
    assert (await read_audience(desk.database, desk.keys, [Choice(Selector.TAG, "t0")])).devices == 1
    with pytest.raises(NotFound):
        await read_audience(desk.database, desk.keys, [Choice(Selector.ID, "nobody")])
