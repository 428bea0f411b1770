"""Decoding a picture and measuring what the notes are about."""

import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage, QPainter

from pushdesk.model.errors import BadInput
from pushdesk.ui.pictures.decoding import LARGEST, decode
from tests.services.pictures.drawing import GIF, SVG, png

RECEIVER_ICONS = Path(__file__).parents[3] / "receiver" / "icons"


def drawn(width: int, height: int, colour: str, paper: str = "transparent", kind: str = "PNG") -> bytes:
    """A picture with a square in its middle."""
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(QColor(paper))
    with QPainter(image) as painter:
        painter.fillRect(width // 4, height // 4, width // 2, height // 2, QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def test_size_and_weight_are_the_files_own() -> None:
    raw = drawn(300, 150, "white")
    picture = decode(raw)
    assert (picture.measures.width, picture.measures.height, picture.measures.bytes) == (300, 150, len(raw))
    assert picture.image.size().width() == 300


def test_a_huge_picture_is_decoded_small_and_measured_as_it_is() -> None:
    picture = decode(drawn(4000, 2000, "red", "white", "JPEG"))
    assert (picture.measures.width, picture.measures.height) == (4000, 2000)
    assert picture.image.size() == LARGEST


def test_white_on_transparent_is_told_from_colours_and_from_a_solid_square() -> None:
    badge = decode(drawn(96, 96, "white")).measures
    assert badge.plain
    assert badge.see_through == pytest.approx(0.75, abs=0.05)
    assert not decode(drawn(96, 96, "red")).measures.plain
    assert decode(drawn(96, 96, "white", "white")).measures.see_through == 0


def test_our_own_badge_has_nothing_to_note() -> None:
    badge = decode((RECEIVER_ICONS / "badge-96.png").read_bytes()).measures
    assert (badge.width, badge.plain) == (96, True)
    assert badge.see_through > 0.1


def test_an_svg_is_sharp_at_any_size() -> None:
    picture = decode((RECEIVER_ICONS / "icon.svg").read_bytes())
    assert picture.measures.scales
    assert picture.image.width() == 512
    assert decode(SVG).measures.scales


def test_other_kinds_are_read() -> None:
    assert decode(GIF).measures.width == 1
    assert decode(drawn(20, 10, "red", "white", "WEBP")).measures.width == 20


def test_a_photo_is_measured_as_it_is_turned() -> None:
    raw = drawn(40, 20, "red", "white", "JPEG")
    # EXIF orientation 6: to be shown turned by 90 degrees (CIPA DC-008, 4.6.4).
    exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
    turned = raw[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + raw[2:]
    picture = decode(turned)
    assert (picture.measures.width, picture.measures.height) == (20, 40)
    assert (picture.image.width(), picture.image.height()) == (20, 40)


def test_a_damaged_picture_is_a_sentence() -> None:
    with pytest.raises(BadInput, match="damaged"):
        decode(png()[:40])


def test_a_picture_that_claims_to_be_huge_is_not_decoded() -> None:
    lying = bytearray(png())
    lying[16:24] = (60_000).to_bytes(4, "big") * 2
    lying[29:33] = zlib.crc32(lying[12:29]).to_bytes(4, "big")
    with pytest.raises(BadInput, match="60000 × 60000"):
        decode(bytes(lying))


def test_an_svg_that_refers_to_files_of_this_computer_is_not_drawn() -> None:
    raw = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/hostname"/></svg>'
    with pytest.raises(BadInput, match="refers to other files"):
        decode(raw)
