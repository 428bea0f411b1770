"""The message as one device of the audience gets it."""

import pytest

from pushdesk.model.audience import Choice, Selector
from pushdesk.model.errors import BadInput
from pushdesk.model.payload import PayloadShape
from pushdesk.model.views import Changes
from pushdesk.ui.compose.screen import ComposeScreen
from pushdesk.ui.context import UiContext
from pushdesk.ui.pictures.checks import NOT_SEEN
from pushdesk.ui.templates.stepper import rendered
from tests.ui.fakes import FakeDesk, until
from tests.ui.rows import device

PHONES = Choice(Selector.TAG, "phones")


def write(compose: ComposeScreen, **options: object) -> None:
    """Another message for the three phones."""
    compose.put_document({"title": "Hello {{ first }}", **options}, "write")
    compose.audience.set_choices([PHONES])
    compose.audience.changed.emit()


def reshape(compose: ComposeScreen, shape: PayloadShape | None) -> None:
    """The first phone gets a payload shape of its own, or loses it."""
    row = device("a", "Phone a", tags=("phones",), push_service="lab", shape=shape)
    row.attributes = {"first": "Ada"}
    compose.apply(Changes(1, subscriptions=(row,)))


async def test_a_message_without_variables_has_no_stepper(compose: ComposeScreen) -> None:
    assert compose.look.stepper.isHidden()
    assert compose.shown_document is compose.draft.document


async def test_previews_and_meter_show_one_device_after_the_other(
    named: list[str], compose: ComposeScreen
) -> None:
    write(compose)
    stepper = compose.look.stepper
    assert not stepper.isHidden()
    assert (stepper.words.text(), stepper.device.text()) == ("1 of 3 devices", "Phone a")
    assert compose.preview.content.title == "Hello Ada"
    assert stepper.problem.isHidden()
    first = compose.meter.text
    stepper.step(2)
    assert (stepper.words.text(), compose.preview.content.title) == ("3 of 3 devices", "Hello Cy")
    assert compose.meter.text != first
    assert compose.draft.document["title"] == "Hello {{ first }}"
    stepper.on.click()
    assert stepper.words.text() == "1 of 3 devices"
    stepper.back.click()
    assert stepper.words.text() == "3 of 3 devices"


async def test_the_headers_are_those_of_the_device_that_is_looked_at(
    named: list[str], compose: ComposeScreen
) -> None:
    write(compose)
    for name in ("Phone a", "Phone b", "Phone c"):
        assert compose.look.stepper.device.text() == name
        size = compose.judge.size(compose.look.value)
        assert size is not None
        assert f"Content-Length: {size + 103}" in compose.views.headers.text.toPlainText()
        assert compose.views.headers.body.text().startswith(f"Body: {size} bytes")
        compose.look.stepper.step(1)


async def test_a_missing_value_stays_as_written_and_is_said(named: list[str], compose: ComposeScreen) -> None:
    write(compose, body="Order {{ order | default('?') }}")
    compose.look.stepper.step(1)
    assert compose.preview.content.title == "Hello {{ first }}"
    assert compose.preview.content.body == "Order 7"
    assert "“first”" in compose.look.stepper.problem.text()
    await until(
        lambda: any(one.field == "audience" or "first" in one.message for one in compose.reading.checks)
    )


async def test_the_device_that_is_looked_at_stays_when_others_come(
    named: list[str], compose: ComposeScreen, desk: FakeDesk
) -> None:
    write(compose)
    compose.look.stepper.step(2)
    compose.audience.set_choices([PHONES, Choice(Selector.TAG, "qa")])
    compose.audience.changed.emit()
    assert compose.look.stepper.device.text() == "Phone c"
    assert compose.look.stepper.words.text() == "3 of 5 devices"


async def test_a_devices_own_shape_counts_in_the_meter(
    named: list[str], compose: ComposeScreen, desk: FakeDesk, context: UiContext
) -> None:
    row = await desk.devices.get("a")
    row.shape = PayloadShape.TEXT
    write(compose)
    assert compose.meter.text.startswith("9 of")  # Hello Ada


async def test_without_variables_too_previews_and_meter_show_what_a_device_of_its_own_shape_gets(
    named: list[str], compose: ComposeScreen
) -> None:
    def drawn() -> tuple[tuple[str, ...], tuple[str, ...]]:
        return compose.preview.content.left_out, compose.preview.content.actions

    reshape(compose, PayloadShape.TEXT)
    write(compose, title="Ten", icon="/i.png", silent=True, actions=[{"action": "a", "title": "A"}])
    stepper = compose.look.stepper
    assert not stepper.isHidden()
    assert (stepper.words.text(), stepper.device.text()) == ("1 of 3 devices", "Phone a")
    assert stepper.problem.isHidden()
    assert drawn() == (("icon", "silent", "actions"), ())
    assert compose.meter.text.startswith("3 of")
    stepper.step(1)
    assert drawn() == ((), ("A",))
    assert compose.meter.text.startswith(f"{compose.reading.size} of")
    stepper.step(-1)
    reshape(compose, None)
    assert stepper.isHidden()
    assert drawn() == ((), ("A",))
    assert compose.meter.text.startswith(f"{compose.reading.size} of")


async def test_a_shape_of_a_device_that_is_not_meant_needs_no_stepper(
    named: list[str], compose: ComposeScreen
) -> None:
    reshape(compose, PayloadShape.TEXT)
    write(compose, title="Ten", icon="/i.png")
    compose.audience.set_choices([Choice(Selector.ID, "b")])
    compose.audience.changed.emit()
    assert compose.look.stepper.isHidden()
    assert compose.preview.content.left_out == ()


async def test_a_text_that_is_no_template_still_comes_in_the_devices_own_shape(
    named: list[str], compose: ComposeScreen
) -> None:
    reshape(compose, PayloadShape.TEXT)
    write(compose, body="{{ first.upper() }}", tag="t")
    assert compose.look.stepper.problem.text().endswith(".")
    assert compose.preview.content.left_out == ("tag",)


async def test_of_pictures_that_a_shape_leaves_out_nothing_is_noted(
    named: list[str], compose: ComposeScreen, context: UiContext
) -> None:
    def noted() -> list[str]:
        return [one.field for one in compose.reading.checks if one.rule == NOT_SEEN]

    write(compose, title="Ten", icon="https://a/gone", image="https://a/lost")
    await until(lambda: noted() == ["icon", "image"])
    context.actions.get("compose.shape.text").trigger()
    assert noted() == []
    context.actions.get("compose.shape.pushdesk").trigger()
    assert noted() == ["icon", "image"]
    reshape(compose, PayloadShape.TEXT)
    assert noted() == []
    compose.look.stepper.step(1)
    assert noted() == ["icon", "image"]


async def test_an_empty_audience_is_said(compose: ComposeScreen) -> None:
    write(compose)
    assert compose.look.stepper.words.text() == "0 of 0 devices"
    assert "No active device" in compose.look.stepper.problem.text()
    assert compose.preview.content.title == "Hello {{ first }}"
    compose.look.stepper.step(1)


async def test_a_text_that_is_no_template_is_a_sentence(named: list[str], compose: ComposeScreen) -> None:
    write(compose, body="{{ first.upper() }}")
    assert compose.look.stepper.problem.text().endswith(".")
    assert compose.preview.content.body == "{{ first.upper() }}"


async def test_show_on_this_computer_shows_what_the_previews_show(
    named: list[str], compose: ComposeScreen, desk: FakeDesk, context: UiContext
) -> None:
    write(compose, icon="/icons/{{ first }}.png")
    context.actions.get("compose.show_here").trigger()
    await context.bridge.idle()
    ((document, icon),) = desk.local_notifications.shown
    assert document["title"] == "Hello Ada"
    assert icon == "http://localhost:8765/icons/Ada.png"


def test_each_option_is_rendered_by_itself() -> None:
    document = {"title": "{{ a }}", "body": "{{ b }}", "actions": [{"title": "{{ a }}"}]}
    made, absent = rendered(document, {"a": "1"})
    assert made == {"title": "1", "body": "{{ b }}", "actions": [{"title": "1"}]}
    assert absent == {"b"}
    with pytest.raises(BadInput):
        rendered({"title": "{{ a("}, {})


async def test_one_device_is_one_device(named: list[str], compose: ComposeScreen) -> None:
    write(compose)
    compose.audience.set_choices([Choice(Selector.ID, "a")])
    compose.audience.changed.emit()
    assert compose.look.stepper.words.text() == "1 of 1 device"


async def test_a_text_that_reaches_for_what_is_pythons_says_what_can_be_written(
    named: list[str], compose: ComposeScreen
) -> None:
    write(compose, body="{{ first.__class__ }}")
    sentence = compose.look.stepper.problem.text()
    assert "“__class__” cannot be used. Write {{ name }}" in sentence


async def test_the_previews_draw_what_arrives_in_the_campaigns_shape_and_in_the_devices_own(
    named: list[str], compose: ComposeScreen, context: UiContext, desk: FakeDesk
) -> None:
    desk.devices.rows[-2].shape = PayloadShape.TEXT
    actions = [{"action": "a", "title": "A"}]
    compose.put_document({"title": "T", "tag": "t", "actions": actions}, "write")
    assert (compose.preview.content.actions, compose.preview.content.left_out) == (("A",), ())
    context.actions.get("compose.shape.text").trigger()
    assert (compose.preview.content.actions, compose.preview.content.left_out) == ((), ("tag", "actions"))
    context.actions.get("compose.shape.pushdesk").trigger()
    write(compose, actions=actions)
    left_out = []
    for _ in named:
        left_out.append(compose.preview.content.left_out)
        compose.look.stepper.step(1)
    assert left_out == [(), ("actions",), ()]
