"""What is noted of a message's pictures, as checks."""

import base64

from pushdesk.model.payload import PayloadShape
from pushdesk.services.preview.verdict import Severity
from pushdesk.ui.compose.presets import giant_icon
from pushdesk.ui.pictures.checks import MOST_ACTIONS, NOT_SEEN, picture_checks, urls
from pushdesk.ui.pictures.gallery import Gallery
from tests.ui.fakes import FakeDesk, until
from tests.ui.pictures.test_decoding import drawn


async def test_notes_and_failures_are_checks_that_lead_to_the_box(gallery: Gallery, desk: FakeDesk) -> None:
    desk.pictures.served["https://a/i"] = drawn(48, 48, "red")
    document = {"icon": "https://a/i", "image": "https://a/missing", "badge": 7, "title": "Hello"}
    assert picture_checks(document, gallery) == ()
    gallery.want(urls(document).values())
    await until(lambda: gallery.found("https://a/i") and gallery.found("https://a/missing"))
    small, missing = picture_checks(document, gallery)
    assert (small.rule, small.field, small.severity) == ("icon-small", "icon", Severity.INFO)
    assert "48 × 48" in small.message
    assert "web-push-book" in small.source
    assert (missing.rule, missing.field) == (NOT_SEEN, "image")
    assert "Nobody answers" in missing.message


async def test_the_giant_icon_of_the_torture_presets_is_noted(gallery: Gallery, desk: FakeDesk) -> None:
    icon = giant_icon()
    desk.pictures.served[icon] = base64.b64decode(icon.partition(",")[2])
    gallery.want([icon])
    await until(lambda: gallery.found(icon))
    (large,) = picture_checks({"icon": icon}, gallery)
    assert (large.rule, large.field) == ("icon-large", "icon")
    assert "takes 16.8 MB of each device's memory" in large.message


async def test_icons_of_actions_are_noted_once_a_rule_and_lead_to_the_actions(
    gallery: Gallery, desk: FakeDesk
) -> None:
    desk.pictures.served |= {f"https://a/{side}": drawn(side, side, "red") for side in (16, 32)}
    icons = ["https://a/32", "https://a/16", 7, "https://a/16", "https://a/gone"]
    document = {"actions": [{"action": "a", "title": "A", "icon": icon} for icon in icons] + ["odd"]}
    wanted = urls(document)
    assert list(wanted) == [f"actions[{number}].icon" for number in (0, 1, 3, 4)]
    gallery.want(wanted.values())
    await until(lambda: all(gallery.found(url) for url in wanted.values()))
    small, missing = picture_checks(document, gallery)
    assert (small.rule, small.field) == ("action-icon-small", "actions")
    assert small.message.startswith("Icon of action 2 (and of 1 more): 16 × 16 is small")
    assert (missing.rule, missing.field) == (NOT_SEEN, "actions")
    assert missing.message.startswith("Icon of action 5: ")


async def test_of_a_picture_that_the_shape_has_no_place_for_nothing_is_noted(gallery: Gallery) -> None:
    rows = [{"action": "a", "title": "A", "icon": "https://a/action"}]
    document = {"title": "T", "icon": "https://a/icon", "image": "https://a/image", "actions": rows}
    gallery.want(urls(document).values())
    await until(lambda: len(picture_checks(document, gallery)) == 3)
    assert picture_checks(document, gallery, PayloadShape.TEXT) == ()
    template = '{"t": {{ notification.title | tojson }}, "i": {{ notification.image | tojson }}}'
    (image,) = picture_checks(document, gallery, PayloadShape.CUSTOM, template)
    assert (image.rule, image.field) == (NOT_SEEN, "image")


def test_of_very_many_actions_only_the_first_are_looked_at() -> None:
    rows = [{"action": "a", "title": "A", "icon": f"https://a/{number}"} for number in range(1500)]
    assert len(urls({"actions": rows})) == MOST_ACTIONS
    assert urls({"actions": "none"}) == {}
