"""Own payloads: what devices' own values and shapes make of a message, counted and told as checks."""

from typing import Any

import pytest

from pushdesk.model.payload import PAYLOAD_LIMIT, PayloadShape
from pushdesk.model.subscription import Subscription
from pushdesk.services.payload_writer import PayloadWriter
from pushdesk.services.preview import own_payloads as module
from pushdesk.services.preview.audience import Audience, OwnPayloads, OwnText
from pushdesk.services.preview.checks import DEFAULT_RECEIVER, Severity, check
from tests.services import samples

HELLO = {"title": "Hello {{ name }}"}
NO_ID = "{{ notification.title }}"


def device(shape: PayloadShape | None = None, template: str = "", **attributes: Any) -> Subscription:
    """A device with `attributes` and, where given, a shape of its own."""
    return Subscription(
        endpoint=samples.endpoint(),
        p256dh="",
        auth="",
        vapid_public_key="",
        push_service="lab",
        attributes=attributes,
        shape=shape,
        shape_template=template,
    )


def facts(document: object, *rows: Subscription, shape: PayloadShape = PayloadShape.PUSHDESK) -> OwnPayloads:
    return module.own_payloads(document, rows, DEFAULT_RECEIVER, shape)


def test_a_device_whose_values_make_too_much_is_counted_with_the_largest_size() -> None:
    rows = [device(PayloadShape.RAW, name="a" * length) for length in (1, 4000, 5000)]
    found = facts(HELLO, *rows)
    assert (found.too_large, found.largest) == (2, 5000 + len('{"title":"Hello "}'))
    (over,) = [one for one in check(HELLO, audience=Audience(3, payloads=found)) if one.field == "size"]
    assert (over.rule, over.severity) == ("own-payload-too-large", Severity.ERROR)
    assert over.message.startswith("2 devices are")
    assert "5,018" in over.message


def test_texts_are_counted_as_each_device_gets_them() -> None:
    rows = [device(name="Al"), device(name="Bo"), device(name="Zoë"), device()]
    rows[2].name = "Zoë's phone"
    found = facts(HELLO | {"body": "the same"}, *rows)
    assert found.varied
    assert found.texts == {"title": OwnText({8: 2, 9: 1}, "Zoë's phone")}
    assert not facts({"title": "T"}, device(PayloadShape.TEXT)).varied


def test_a_device_whose_platform_takes_less_is_counted_below_the_limit() -> None:
    android = {"browser": "Firefox", "system": "Android"}
    rows = [device(PayloadShape.RAW, name="a" * 3000) for _ in range(3)]
    rows[0].device = rows[1].device = android
    rows[1].attributes = {"name": "a" * 2000}
    rows[2].device = {"browser": "Chrome", "system": "Android"}
    found = facts(HELLO, *rows)
    assert (found.too_large, found.tight) == (0, {"firefox-android": 1})
    told = [one for one in check(HELLO, audience=Audience(3, payloads=found)) if one.field == "size"]
    assert [(one.rule, one.severity, one.platforms) for one in told] == [
        ("own-payload-too-large-for-some", Severity.WARNING, ("firefox-android",))
    ]
    assert told[0].message.startswith("1 device is to get a payload that Firefox on Android may refuse (413)")
    assert "2,744" in told[0].message


def test_the_limit_itself_still_fits() -> None:
    room = PAYLOAD_LIMIT - len('{"title":"Hello "}')
    assert facts(HELLO, device(PayloadShape.RAW, name="a" * room)).too_large == 0
    assert facts(HELLO, device(PayloadShape.RAW, name="a" * (room + 1))).too_large == 1


def test_a_shape_that_cannot_take_the_message_is_an_error_in_its_own_words() -> None:
    rows = [device(PayloadShape.DECLARATIVE), device(PayloadShape.DECLARATIVE), device()]
    found = facts({"title": "T"}, *rows)
    ((sentence, number),) = found.refused.items()
    assert (number, "needs a URL to open" in sentence) == (2, True)
    told = check({"title": "T"}, audience=Audience(3, payloads=found))
    assert [(one.rule, one.severity) for one in told] == [("own-payload-refused", Severity.ERROR)]
    assert told[0].message.endswith(sentence)
    assert facts({"title": "T", "navigate": "https://example.com/"}, *rows).refused == {}


def test_what_the_message_is_refused_for_is_not_told_twice() -> None:
    found = facts({"title": "T"}, device(PayloadShape.DECLARATIVE))
    around = {"audience": Audience(1, payloads=found), "shape": PayloadShape.DECLARATIVE}
    assert [one.rule for one in check({"title": "T"}, **around)] == ["refused-by-shape"]  # type: ignore[arg-type]


def test_shapes_without_a_place_for_the_id_are_counted_and_worth_knowing() -> None:
    rows = [
        device(PayloadShape.TEXT),
        device(PayloadShape.CUSTOM, NO_ID),
        device(PayloadShape.NGSW),
        device(),
    ]
    found = facts({"title": "T"}, *rows)
    assert found == OwnPayloads(largest=found.largest, unconfirmed=2)
    (told,) = check({"title": "T"}, audience=Audience(4, payloads=found))
    assert (told.rule, told.severity) == ("own-payload-unconfirmed", Severity.INFO)
    assert told.message.startswith("2 devices are")


def test_what_a_devices_own_shape_has_no_place_for_is_counted_and_said_once() -> None:
    message = {"title": "T", "body": "B", "tag": "t", "actions": [{"action": "a", "title": "A"}]}
    text, mute = device(PayloadShape.TEXT), device(PayloadShape.CUSTOM, NO_ID)
    rows = [text, text, mute, device(PayloadShape.NGSW), device(PayloadShape.RAW), device()]
    found = facts(message, *rows)
    assert found.left_out == {("tag", "actions"): 2, ("body", "tag", "actions"): 1}
    around = Audience(6, payloads=found)

    def said(shape: PayloadShape) -> list[tuple[Severity, str]]:
        every = check(message, audience=around, shape=shape)
        return [(one.severity, one.message) for one in every if one.rule == "own-payload-left-out"]

    start = "set to a payload shape without a place for"
    assert said(PayloadShape.PUSHDESK) == [
        (Severity.WARNING, f"2 devices are {start} tag and actions: that will not arrive there."),
        (Severity.WARNING, f"1 device is {start} body, tag and actions: that will not arrive there."),
    ]
    assert [words for _, words in said(PayloadShape.TEXT)] == [
        f"1 device is {start} body: that will not arrive there."
    ]
    assert facts({"title": "T"}, *rows).left_out == {}
    assert facts(message, device(), shape=PayloadShape.TEXT).left_out == {}


def test_a_value_that_is_not_there_has_a_check_of_its_own() -> None:
    assert facts(HELLO, device()) == OwnPayloads()


def test_a_value_that_makes_no_message_is_refused() -> None:
    found = facts({"title": "T", "navigate": "{{ url }}"}, device(url="javascript:alert(1)"))
    assert [number for sentence, number in found.refused.items() if "navigate" in sentence] == [1]


@pytest.mark.parametrize("document", [None, {}, {"title": "{{ name"}, {"title": "\ud800"}])
def test_what_is_no_message_is_not_counted(document: object) -> None:
    assert facts(document, device(PayloadShape.TEXT, name="a")) == OwnPayloads()


def test_each_different_payload_is_made_once_and_the_devices_looked_at_are_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[object] = []
    write = PayloadWriter.write_unchecked

    def counted(self: PayloadWriter, *arguments: Any) -> bytes:
        made.append(arguments)
        return write(self, *arguments)

    monkeypatch.setattr(PayloadWriter, "write_unchecked", counted)
    monkeypatch.setattr(module, "MOST", 3)
    rows = [device(PayloadShape.TEXT) for _ in range(5)]
    assert facts({"title": "T"}, *rows).unconfirmed == 3
    assert len(made) == 1
    in_pages = module.Measuring({"title": "T"}, DEFAULT_RECEIVER)
    for page in (rows[:2], rows[2:]):
        in_pages.add(page)
    assert in_pages.result().unconfirmed == 3
