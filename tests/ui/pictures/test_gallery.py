"""The pictures of the message in hand."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from pushdesk.model.errors import KnownError
from pushdesk.ui.context import UiContext
from pushdesk.ui.pictures.decoding import Picture
from pushdesk.ui.pictures.gallery import Gallery
from tests.services.pictures.drawing import png
from tests.ui.fakes import FakeDesk, FakeEngine, until

URL = "https://shop.example/i.png"


async def test_what_is_wanted_is_fetched_once_and_decoded(
    gallery: Gallery, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.pictures.served[URL] = png(8, 4)
    heard: list[int] = []
    gallery.changed.connect(lambda: heard.append(1))
    gallery.want(["", URL, URL])
    await until(lambda: gallery.found(URL))
    found = gallery.found(URL)
    assert isinstance(found, Picture)
    assert found.measures.width == 8
    assert gallery.images[URL].width() == 8
    gallery.want([])
    gallery.want([URL])
    await until(lambda: not gallery._pause.isActive())
    assert desk.pictures.fetched == [URL]
    assert heard == [1]


async def test_a_url_that_is_still_typed_is_not_fetched_letter_by_letter(
    gallery: Gallery, desk: FakeDesk
) -> None:
    for length in range(10, len(URL) + 1):
        gallery.want([URL[:length]])
    await until(lambda: gallery.found(URL))
    assert desk.pictures.fetched == [URL]


async def test_why_there_is_none_is_kept_as_a_sentence(gallery: Gallery) -> None:
    gallery.want([URL])
    await until(lambda: gallery.found(URL))
    assert str(gallery.found(URL)) == "Nobody answers at the picture's host."
    assert URL not in gallery.images


async def test_another_desk_tries_again_what_failed(
    gallery: Gallery, engine: FakeEngine, desk: FakeDesk
) -> None:
    gallery.want([URL])
    await until(lambda: gallery.found(URL))
    desk.pictures.served[URL] = png()
    gallery.attach(engine, desk)
    await until(lambda: isinstance(gallery.found(URL), Picture))


async def test_without_a_desk_nothing_more_is_fetched_or_said(gallery: Gallery, desk: FakeDesk) -> None:
    gallery.want([URL])
    gallery.detach()
    assert not gallery._pause.isActive()
    gallery._load_wanted()
    assert desk.pictures.fetched == []


async def test_a_relative_url_is_read_as_on_the_receivers_page(gallery: Gallery, desk: FakeDesk) -> None:
    desk.pictures.served["http://localhost:8765/icons/i.png"] = png()
    gallery.want(["/icons/i.png"])
    await until(lambda: gallery.found("/icons/i.png"))
    assert isinstance(gallery.found("/icons/i.png"), Picture)


async def test_a_local_file_gets_the_receivers_address(gallery: Gallery, desk: FakeDesk) -> None:
    assert await gallery.keep(Path("i.png")) == "http://localhost:8765/pictures/kept.png"
    image = QImage(3, 3, QImage.Format.Format_ARGB32)
    image.fill(0)
    assert await gallery.keep_image(image) == "http://localhost:8765/pictures/kept.png"
    assert isinstance(desk.pictures.kept[1], bytes)
    assert desk.pictures.kept[1].startswith(b"\x89PNG")


async def test_without_a_receiver_nothing_is_kept(context: UiContext) -> None:
    with pytest.raises(KnownError, match="receiver does not run"):
        await Gallery(context.bridge).keep(Path("i.png"))


async def test_what_is_long_out_of_sight_is_forgotten(gallery: Gallery, desk: FakeDesk) -> None:
    many = [f"https://shop.example/{number}" for number in range(80)]
    desk.pictures.served = dict.fromkeys([*many, URL], png())
    gallery.want(many)
    await until(lambda: len(gallery.images) == 80)
    gallery.want([URL])
    await until(lambda: gallery.found(URL))
    assert len(gallery.images) == 60


async def test_what_could_not_be_had_is_tried_again_when_it_is_wanted_anew(
    gallery: Gallery, desk: FakeDesk
) -> None:
    gallery.want([URL])
    await until(lambda: isinstance(gallery.found(URL), KnownError))
    desk.pictures.served[URL] = png(8, 4)
    gallery.want([])
    gallery.want([URL])
    await until(lambda: isinstance(gallery.found(URL), Picture))


async def test_an_address_that_no_browser_can_read_is_a_sentence(gallery: Gallery) -> None:
    assert gallery.absolute("http://[") == "http://["
    gallery.want(["http://["])
    await until(lambda: gallery.found("http://["))


async def test_pictures_that_come_at_once_are_told_of_together(gallery: Gallery, desk: FakeDesk) -> None:
    urls = [f"https://a/{number}" for number in range(40)]
    desk.pictures.served |= dict.fromkeys(urls[:20], png(8, 4))
    heard: list[bool] = []
    gallery.changed.connect(lambda: heard.append(all(gallery.found(url) for url in urls)))
    gallery.want(urls)
    await until(lambda: heard and heard[-1])
    assert len(heard) <= 3


async def test_a_picture_is_told_of_while_another_does_not_come(
    gallery: Gallery, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, fetch = asyncio.Event(), desk.pictures.fetch

    async def slow(url: str) -> bytes:
        if url != URL:
            await gate.wait()
        return await fetch(url)

    monkeypatch.setattr(desk.pictures, "fetch", slow)
    desk.pictures.served[URL] = png(8, 4)
    heard: list[int] = []
    gallery.changed.connect(lambda: heard.append(1))
    gallery.want(["https://slow/i", URL])
    await until(lambda: heard)
    assert gallery.found("https://slow/i") is None
    gate.set()
    await until(lambda: gallery.found("https://slow/i") and len(heard) == 2)
