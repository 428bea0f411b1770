"""A device's attributes as JSON."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pushdesk.model.subscription import Subscription
from pushdesk.ui.devices.attributes import AttributesField
from tests.ui.rows import device

Saved = list[tuple[str, dict[str, object]]]


def with_attributes(identifier: str, **attributes: object) -> Subscription:
    """A device."""
    row = device(identifier, identifier)
    row.attributes = attributes
    return row


def write(field: AttributesField, text: str) -> None:
    """Replace everything, as a person does."""
    field.box.selectAll()
    field.box.insertPlainText(text)


@pytest.fixture
def field(theme: object, qtbot: QtBot) -> AttributesField:
    """One that shows a device."""
    made = AttributesField()
    qtbot.addWidget(made)
    made.show()
    made.show_device(with_attributes("a", first="Ada"))
    return made


@pytest.fixture
def saved(field: AttributesField) -> Saved:
    """What it told."""
    told: Saved = []
    field.saved.connect(lambda identifier, attributes: told.append((identifier, attributes)))
    return told


def foot(field: AttributesField) -> QWidget:
    """Where its buttons are."""
    parent = field.save_button.parentWidget()
    assert parent is not None
    return parent


def test_it_shows_json_and_saves_an_object(field: AttributesField, saved: Saved) -> None:
    assert field.box.text() == '{\n  "first": "Ada"\n}'
    assert foot(field).isHidden()
    write(field, '{"first": "Grace", "order": 7}')
    assert not foot(field).isHidden()
    field.save_button.click()
    assert saved == [("a", {"first": "Grace", "order": 7})]
    assert foot(field).isHidden()
    field.save()
    assert len(saved) == 1


@pytest.mark.parametrize("text", ['{"first": ', "[1]", "7", '{"n": NaN}'])
def test_anything_else_is_a_sentence_and_is_not_saved(
    field: AttributesField, saved: Saved, text: str
) -> None:
    write(field, text)
    assert field.problem.text().endswith(".")
    assert not field.save_button.isEnabled()
    field.save()
    assert saved == []
    field.revert_button.click()
    assert field.box.text() == '{\n  "first": "Ada"\n}'
    assert field.problem.isHidden()


def test_an_empty_box_means_no_attributes(field: AttributesField, saved: Saved) -> None:
    write(field, " ")
    field.save()
    assert saved == [("a", {})]


def test_what_is_typed_stays_with_its_device(field: AttributesField, saved: Saved) -> None:
    write(field, '{"half": ')
    field.show_device(with_attributes("a", first="News"))
    assert field.box.text() == '{"half": '
    field.show_device(with_attributes("b", first="Bo"))
    assert field.box.text() == '{\n  "first": "Bo"\n}'
    field.show_device(with_attributes("a", first="Ada"))
    assert field.box.text() == '{"half": '
    assert saved == []
