"""The checks: a card each, gravest first, one press from its box, one from its fix."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pushdesk.model.payload import PayloadShape
from pushdesk.services.preview.checks import Audience, Check, Fix, Severity
from pushdesk.ui.compose.check_card import CheckCard
from pushdesk.ui.compose.checks import FEW, Checks
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.reading import Reading, Terms, read
from pushdesk.ui.theme.theme import Theme
from pushdesk.ui.theme.tokens import Role
from pushdesk.ui.widgets.chips import ChipLabel

ERROR = Check("invalid-ttl", Severity.ERROR, "ttl", "“delivery.ttl” must be a whole number.", "RFC 8030")
WARNING = Check(
    "ignored-option",
    Severity.WARNING,
    "tag",
    "“tag” does nothing in Safari.",
    "mdn/browser-compat-data",
    ("safari-macos", "safari-ios"),
    Fix("Leave tag out", lambda document: document),
)


@pytest.fixture
def checks(theme: Theme, qtbot: QtBot) -> Checks:
    """Nothing said yet."""
    made = Checks(theme)
    qtbot.addWidget(made)
    return made


def cards(checks: Checks) -> list[CheckCard]:
    """The cards that can be seen."""
    return [card for card in checks.cards if not card.isHidden()]


def reading(*found: Check, touching: tuple[Check, ...] = ()) -> Reading:
    """A reading with these checks."""
    errors = tuple(one for one in found if one.severity is Severity.ERROR)
    return Reading(checks=found, touching=touching, errors=errors)


def test_without_errors_it_says_ready_beside_what_else_there_is(checks: Checks) -> None:
    checks.show_reading(reading(WARNING))
    assert not checks._ready.isHidden()
    checks.show_reading(reading(ERROR))
    assert checks._ready.isHidden()


def test_a_card_leads_to_its_field_by_mouse_and_by_key(checks: Checks) -> None:
    fields = list[str]()
    checks.go_to.connect(fields.append)
    checks.show_reading(reading(ERROR))
    (card,) = cards(checks)
    assert card.accessibleName() == f"Error: {ERROR.message}"
    assert "RFC 8030" in card.toolTip()
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert fields == ["ttl", "ttl"]


def test_a_card_that_has_the_focus_shows_it_and_its_words_stay_where_they_are(
    checks: Checks, theme: Theme, qtbot: QtBot
) -> None:
    checks.show_reading(reading(ERROR))
    checks.show()
    checks.activateWindow()
    qtbot.waitUntil(checks.isActiveWindow)
    (card,) = cards(checks)

    def edge() -> str:
        return card.grab().toImage().pixelColor(1, card.height() // 2).name()

    card.clearFocus()
    before = card._words.geometry()
    assert edge() != theme.tokens.focus
    card.setFocus()
    assert edge() == theme.tokens.focus
    assert card._words.geometry() == before


def test_a_card_says_how_grave_it_is_where_and_what_mends_it(checks: Checks) -> None:
    asked = list[Check]()
    checks.fix.connect(asked.append)
    checks.show_reading(reading(WARNING, touching=(WARNING,)))
    (card,) = cards(checks)
    (chip,) = card.findChildren(ChipLabel)
    assert chip.chip == ("Warning", Role.WARN)
    assert card._where.text() == "Safari on macOS and iOS"
    assert card.fix_button.text() == "Fix: Leave tag out"
    card.fix_button.click()
    assert asked == [WARNING]


def test_after_the_last_fix_the_keyboard_is_on_the_word_that_all_is_well(
    checks: Checks, qtbot: QtBot
) -> None:
    checks.fix.connect(lambda _one: checks.show_reading(reading()))
    checks.fix.connect(checks.go_on)
    checks.show()
    checks.activateWindow()
    qtbot.waitUntil(checks.isActiveWindow)
    checks.show_reading(reading(WARNING))
    (card,) = cards(checks)
    card.fix_button.setFocus()
    card.fix_button.click()
    assert cards(checks) == []
    assert checks._ready.hasFocus()


def test_after_a_fix_of_the_last_card_the_keyboard_is_on_the_card_before_it(
    checks: Checks, qtbot: QtBot
) -> None:
    checks.fix.connect(lambda _one: checks.show_reading(reading(ERROR)))
    # Where Qt puts the keyboard when a card goes is not asked here.
    checks.fix.connect(lambda _one: checks.cards[0].clearFocus())
    checks.fix.connect(checks.go_on)
    checks.show()
    checks.activateWindow()
    qtbot.waitUntil(checks.isActiveWindow)
    checks.show_reading(reading(ERROR, WARNING, touching=(WARNING,)))
    first, last = cards(checks)
    last.fix_button.click()
    assert cards(checks) == [first]
    assert first.hasFocus()


def test_a_warning_that_concerns_nobody_chosen_is_muted(checks: Checks) -> None:
    checks.show_reading(reading(WARNING))
    (card,) = cards(checks)
    assert card.findChildren(ChipLabel)[0].chip.role is Role.NEUTRAL
    assert "No chosen device" in card.accessibleName()


def test_only_the_gravest_are_shown_until_somebody_wants_more(checks: Checks) -> None:
    many = [
        Check("unknown-option", Severity.INFO, f"own{number}", f"No option: {number}", "")
        for number in range(FEW + 3)
    ]
    checks.show_reading(reading(ERROR, *many))
    assert len(cards(checks)) == FEW
    assert checks.more.text() == "Show 4 more"
    checks.more.click()
    assert len(cards(checks)) == FEW + 4
    checks.more.click()
    assert len(cards(checks)) == FEW


def test_every_error_and_every_touching_warning_is_shown(checks: Checks) -> None:
    errors = [Check("e", Severity.ERROR, "ttl", f"Wrong {number}.", "") for number in range(FEW + 2)]
    checks.show_reading(reading(*errors, WARNING, touching=(WARNING,)))
    assert len(cards(checks)) == FEW + 3


def test_cards_are_used_again(checks: Checks) -> None:
    checks.show_reading(reading(ERROR, WARNING))
    before = list(checks.cards)
    checks.show_reading(reading(WARNING))
    assert checks.cards == before
    assert cards(checks)[0].accessibleName().startswith("Warning")
    assert checks.cards[0].fix_button.text() == "Fix: Leave tag out"


class TestReading:
    """What is said of a draft."""

    def test_errors_come_first_then_what_touches_the_audience(self) -> None:
        value = DraftValue({"title": "T", "tag": "t", "image": "https://a.example/i.png", "renotify": "x"})
        found = read(value, Terms(Audience(1, {"safari-ios": 1}, {"apple": 1}), contact="mailto:a@b.de"))
        assert [one.rule for one in found.errors] == ["wrong-type"]
        assert found.checks[0] in found.errors
        warnings = [one for one in found.checks if one.severity is Severity.WARNING]
        assert warnings[: len(found.touching)] == list(found.touching)
        assert {one.field for one in found.touching} >= {"tag", "image"}

    def test_nobody_is_touched_where_no_device_is_of_the_platform(self) -> None:
        value = DraftValue({"title": "T", "tag": "t"})
        assert read(value, Terms(Audience(1, {"firefox-linux": 1}, {"mozilla": 1}))).touching == ()

    def test_broken_texts_are_errors_before_anything_else(self) -> None:
        found = read(DraftValue({"title": "T"}).with_json("{"), Terms())
        assert [one.field for one in found.errors] == ["json"]

    def test_a_custom_shape_is_measured_by_its_template(self) -> None:
        value = DraftValue({"title": "T"}, shape=PayloadShape.CUSTOM, template="exactly 18 letters")
        assert read(value, Terms()).size == 18
        broken = DraftValue({"title": "T"}, shape=PayloadShape.CUSTOM, template="{{")
        assert [one.rule for one in read(broken, Terms()).errors] == ["refused-by-shape"]
