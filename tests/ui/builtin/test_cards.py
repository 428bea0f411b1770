"""The cards beside the page: what they show, and that hand and keyboard reach every part of them."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton

from pushdesk.model.builtin import BuiltinAction, BuiltinNotification
from pushdesk.ui.builtin import data_url
from pushdesk.ui.builtin.cards import Card, Cards
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.widgets.text import MonoText

SAID = BuiltinNotification(
    id="n1",
    title="Parcel",
    body="On its way",
    origin="http://localhost:8765",
    actions=(BuiltinAction(action="later", title="Later"),),
    payload='{"title": "Parcel"}',
)


class Hand:
    """What was pressed and closed."""

    def __init__(self) -> None:
        self.pressed: list[tuple[str, str]] = []
        self.closed: list[str] = []

    def press(self, notification_id: str, action: str) -> None:
        """Note a click."""
        self.pressed.append((notification_id, action))


@pytest.fixture
def hand() -> Hand:
    """The person."""
    return Hand()


@pytest.fixture
def cards(qapp: QApplication, theme: Theme, hand: Hand) -> Iterator[Cards]:
    """The cards, none yet."""
    made = Cards(hand.press, hand.closed.append)
    made.resize(made.width(), 600)
    yield made
    made.close()
    made.deleteLater()


def only(cards: Cards) -> Card:
    """The one card there is, laid out."""
    QApplication.processEvents()
    (card,) = [card for card in cards.findChildren(Card) if not card.isHidden()]
    return card


def texts(card: Card) -> list[str]:
    """All words on it, top down."""
    return [label.text() for label in card.findChildren(QLabel) if label.text() and not label.isHidden()]


def test_a_card_says_all_that_is_known_and_goes_when_it_is_closed(cards: Cards) -> None:
    assert cards.isHidden()
    cards.say(SAID)
    card = only(cards)
    assert not cards.isHidden()
    assert {"localhost:8765", "Parcel", "On its way", "Payload, decrypted"} <= set(texts(card))
    (payload,) = card.findChildren(MonoText)
    assert payload.toPlainText() == '{\n  "title": "Parcel"\n}'
    cards.say(SAID.model_copy(update={"open": False}))
    assert cards.isHidden()


def test_what_becomes_known_later_is_added(cards: Cards) -> None:
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    cards.say(SAID.model_copy(update={"actions": (), "payload": None}))
    assert not [one for one in only(cards).findChildren(QPushButton) if not one.isHidden()]
    cards.say(SAID.model_copy(update={"image": data_url.of_image(image, 10)}))
    names = {one.accessibleName() for one in only(cards).findChildren(QLabel) if not one.isHidden()}
    assert "Picture" in names
    (picture,) = [one for one in only(cards).findChildren(QLabel) if one.accessibleName() == "Picture"]
    assert (picture.pixmap().width(), picture.pixmap().height()) == (10, 5)


def test_card_button_and_cross_do_what_they_say(cards: Cards, hand: Hand) -> None:
    cards.say(SAID)
    cards.show()
    card = only(cards)
    (later,) = card.findChildren(QPushButton)
    (cross,) = card.findChildren(QToolButton)
    assert (later.accessibleName(), cross.accessibleName()) == ("Later: “Parcel”", "Close “Parcel”")
    QTest.mouseClick(later, Qt.MouseButton.LeftButton)
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert hand.pressed == [("n1", "later"), ("n1", "")]
    QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert hand.closed == ["n1"]


def test_enter_clicks_and_delete_closes(cards: Cards, hand: Hand) -> None:
    cards.say(SAID)
    cards.show()
    QTest.keyClick(only(cards), Qt.Key.Key_Return)
    QTest.keyClick(only(cards), Qt.Key.Key_Delete)
    assert (hand.pressed, hand.closed) == ([("n1", "")], ["n1"])
