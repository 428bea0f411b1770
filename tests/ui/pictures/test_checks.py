"""What is noted of a message's pictures, as checks."""

from pushdesk.services.preview.verdict import Severity
from pushdesk.ui.context import UiContext
from pushdesk.ui.pictures.checks import NOT_SEEN, picture_checks, urls
from pushdesk.ui.pictures.gallery import Gallery
from tests.ui.fakes import FakeDesk, FakeEngine, until
from tests.ui.pictures.test_decoding import drawn


async def test_notes_and_failures_are_checks_that_lead_to_the_box(
    context: UiContext, engine: FakeEngine, desk: FakeDesk
) -> None:
    gallery = Gallery(context.bridge)
    gallery.attach(engine, desk)
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
