"""The receiver serves local pictures, and nothing else of the folder they are in."""

import pytest

from pushdesk.services.pictures.kinds import MEDIA_TYPES, Kind
from pushdesk.services.pictures.store import Pictures
from tests.services.pictures.drawing import GIF, JPEG, SVG, WEBP, png
from tests.services.receiver.receiver_desk import ReceiverDesk

pytestmark = pytest.mark.allow_log("no keyring answers")


@pytest.mark.parametrize(
    ("raw", "kind"),
    [(png(), Kind.PNG), (JPEG, Kind.JPEG), (GIF, Kind.GIF), (WEBP, Kind.WEBP), (SVG, Kind.SVG)],
)
async def test_a_kept_picture_is_served_as_what_it_is(house: ReceiverDesk, raw: bytes, kind: Kind) -> None:
    name = await Pictures(house.desk.path.parent).keep_bytes(raw)
    async with house.page.get(f"/pictures/{name}") as answer:
        assert await answer.read() == raw
    assert answer.headers["Content-Type"] == MEDIA_TYPES[kind]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "immutable" in answer.headers["Cache-Control"]


async def test_an_svg_opened_as_a_page_may_run_nothing(house: ReceiverDesk) -> None:
    name = await Pictures(house.desk.path.parent).keep_bytes(SVG)
    answer = await house.ask("GET", f"/pictures/{name}")
    policy = answer.headers["content-security-policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy


@pytest.mark.parametrize("name", ["x.png", "..%2fpushdesk.db", "0" * 64 + ".png"])
async def test_what_was_not_kept_is_not_served(house: ReceiverDesk, name: str) -> None:
    await Pictures(house.desk.path.parent).keep_bytes(png())
    answer = await house.ask("GET", f"/pictures/{name}")
    assert answer.status == 404
    assert answer.headers["content-type"] != "image/png"


async def test_the_rest_of_the_page_keeps_its_own_rules(house: ReceiverDesk) -> None:
    answer = await house.ask("GET", "/")
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
