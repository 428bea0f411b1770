"""The preview: what Chrome on Windows shows of a form, drawn as it is typed, in light and dark."""

import base64

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QPixmap
from pytestqt.qtbot import QtBot

from pushdesk.settings import Theme as Choice
from pushdesk.ui.compose.card_content import content_of, shown_chip
from pushdesk.ui.compose.draft import EXAMPLE, ActionForm, Form, with_text
from pushdesk.ui.compose.preview import PreviewCard, picture
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role

RECEIVER = "http://localhost:8765"


@pytest.fixture
def card(theme: Theme, qtbot: QtBot) -> PreviewCard:
    """A card of the example, 420 wide."""
    made = PreviewCard(theme)
    qtbot.addWidget(made)
    made.show_content(content_of(EXAMPLE, RECEIVER))
    made.resize(420, made.heightForWidth(420))
    return made


def test_two_buttons_are_shown_and_the_rest_is_said() -> None:
    form = Form(texts={"title": "T"}, actions=tuple(ActionForm(name, name.upper()) for name in "abc"))
    assert content_of(form, RECEIVER).actions == ("A", "B")
    assert shown_chip(form) == ("1 action not shown", Role.WARN)
    assert shown_chip(EXAMPLE) == ("all fields shown", Role.OK)


def test_a_badge_is_not_shown_on_windows() -> None:
    assert shown_chip(with_text(EXAMPLE, "badge", "https://a.example/b.png")).text == "badge not shown"


def test_each_value_is_painted(card: PreviewCard) -> None:
    before = card.grab().toImage()
    card.show_content(content_of(with_text(EXAMPLE, "title", "Your parcel is late"), RECEIVER))
    assert card.grab().toImage() != before


def test_a_screen_reader_hears_what_is_drawn(card: PreviewCard) -> None:
    assert card.accessibleName() == "Preview"
    assert card.accessibleDescription().endswith("Buttons: Track parcel, Remind me later.")


def test_the_card_grows_with_its_text_up_to_four_lines(card: PreviewCard) -> None:
    heights = []
    for body in ("", "word " * 12, "word " * 300, "word " * 600):
        card.show_content(content_of(with_text(EXAMPLE, "body", body), RECEIVER))
        heights.append(card.heightForWidth(420))
    assert heights[0] < heights[1] < heights[2] == heights[3]


def test_the_card_is_dark_in_the_dark(card: PreviewCard, theme: Theme) -> None:
    paper = (210, 22)
    light = card.grab().toImage().pixelColor(*paper).lightness()
    theme.choose(Choice.DARK)
    assert card.grab().toImage().pixelColor(*paper).lightness() < light - 100


def test_a_picture_in_the_url_itself_is_shown(card: PreviewCard) -> None:
    red = QPixmap(8, 8)
    red.fill(QColor("#ff0000"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    red.save(buffer, "PNG")
    url = "data:image/png;base64," + base64.b64encode(buffer.data().data()).decode()
    card.show_content(content_of(with_text(EXAMPLE, "icon", url), RECEIVER))
    icon = card.grab().toImage().pixelColor(16 + 14 + 22, 16 + 14 + 40)
    assert icon == QColor("#ff0000")


@pytest.mark.parametrize("url", ["https://a.example/i.png", "data:image/png;base64,%%%", "data:", ""])
def test_other_pictures_are_not_fetched(url: str, qtbot: QtBot) -> None:
    assert picture(url).isNull()
