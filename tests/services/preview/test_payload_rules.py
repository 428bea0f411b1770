"""Size per push service, and what a payload's shape needs, leaves out and cannot confirm."""

import pytest

from pushdesk.model.errors import BadInput
from pushdesk.model.notification import Notification
from pushdesk.model.payload import PayloadShape, Tracking
from pushdesk.services.preview.checks import Severity, check, payload_bytes


def of_size(size: int, shape: PayloadShape = PayloadShape.PUSHDESK) -> dict[str, str]:
    """A message whose payload has `size` bytes."""
    empty = payload_bytes({"title": "T", "data": ""}, shape=shape)
    assert empty is not None
    return {"title": "T", "data": "x" * (size - empty)}


@pytest.mark.parametrize("shape", [PayloadShape.PUSHDESK, PayloadShape.RAW])
@pytest.mark.parametrize(
    ("size", "rules"),
    [
        (2744, []),
        (2745, [("too-large-for-some", Severity.WARNING, ("firefox-android",))]),
        (3993, [("too-large-for-some", Severity.WARNING, ("firefox-android",))]),
        (3994, [("too-large", Severity.ERROR, ())]),
    ],
)
def test_size_is_judged_per_push_service(
    shape: PayloadShape, size: int, rules: list[tuple[str, Severity, tuple[str, ...]]]
) -> None:
    found = [one for one in check(of_size(size, shape), shape=shape) if one.field == "size"]
    assert [(one.rule, one.severity, one.platforms) for one in found] == rules


@pytest.mark.parametrize("shape", list(PayloadShape))
def test_a_shape_without_the_deliverys_id_cannot_be_confirmed(shape: PayloadShape) -> None:
    document = {"title": "T", "navigate": "https://a.example/"}
    found = [one for one in check(document, shape=shape) if one.rule == "unconfirmed"]
    wanted = [Severity.INFO] if shape in {PayloadShape.TEXT, PayloadShape.RAW} else []
    assert [one.severity for one in found] == wanted


def test_a_shape_that_needs_more_says_what() -> None:
    (found,) = check({"title": "T"}, shape=PayloadShape.DECLARATIVE)
    assert (found.rule, found.severity, found.field) == ("refused-by-shape", Severity.ERROR, "shape")
    assert "navigate" in found.message
    assert "WebKit" in found.source
    (found,) = check({"title": "T", "data": 5}, shape=PayloadShape.NGSW)
    assert (found.rule, "WebKit" in found.source) == ("refused-by-shape", False)


def test_plain_text_leaves_the_other_options_out() -> None:
    (found,) = [
        one
        for one in check({"title": "T", "body": "B", "lang": "de", "data": 1}, shape=PayloadShape.TEXT)
        if one.rule == "left-out-by-shape"
    ]
    assert found.severity is Severity.WARNING
    assert "lang and data" in found.message
    assert check({"title": "T", "body": "B"}, shape=PayloadShape.PUSHDESK) == ()


@pytest.mark.parametrize("shape", list(PayloadShape))
def test_a_link_that_a_browser_does_not_know_is_no_warning_in_any_shape_that_carries_it(
    shape: PayloadShape,
) -> None:
    document = {"title": "T", "navigate": "https://a.example/"}
    found = [(one.rule, one.severity) for one in check(document, shape=shape) if one.rule != "unconfirmed"]
    if shape is PayloadShape.TEXT:
        assert found == [("left-out-by-shape", Severity.WARNING)]
    else:
        assert found == [("ignored-option", Severity.INFO)]


def test_a_custom_shape_is_judged_by_what_its_template_makes() -> None:
    def mute(notification: Notification, _tracking: Tracking) -> bytes:
        return notification.title.encode() * 3000

    def broken(_notification: Notification, _tracking: Tracking) -> bytes:
        raise BadInput("The template ends too early.")

    def telling(_notification: Notification, tracking: Tracking) -> bytes:
        return f"{tracking.delivery} {tracking.token}".encode()

    def rules(write: object) -> list[str]:
        return [one.rule for one in check({"title": "T"}, shape=PayloadShape.CUSTOM, write=write)]  # type: ignore[arg-type]

    assert rules(mute) == ["too-large-for-some", "unconfirmed"]
    assert rules(broken) == ["refused-by-shape"]
    assert rules(telling) == rules(None) == []
