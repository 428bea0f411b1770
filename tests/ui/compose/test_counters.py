"""The counters beside title and body: characters as they will be shown."""

import pytest
from pytestqt.qtbot import QtBot

from pushdesk.services.preview.audience import Audience, OwnPayloads, OwnText
from pushdesk.ui.compose.draft import DraftValue
from pushdesk.ui.compose.reading import Terms, read
from pushdesk.ui.compose.views import MessageViews
from pushdesk.ui.theme.theme import Theme


@pytest.fixture
def views(theme: Theme, qtbot: QtBot) -> MessageViews:
    """An empty draft."""
    made = MessageViews(theme, [])
    qtbot.addWidget(made)
    return made


def counted(views: MessageViews, title: object, own: OwnText | None = None) -> tuple[str, str]:
    """What stands beside the title, and its tooltip."""
    value = DraftValue({"title": title})
    audience = Audience(3, payloads=OwnPayloads(varied=True, texts={"title": own} if own else {}))
    views.show_value(value)
    views.show_reading(value, read(value, Terms(audience)), None, "")
    label = views.form.counts["title"]
    return label.text(), label.toolTip()


def test_a_plain_text_is_counted_as_it_is(views: MessageViews) -> None:
    assert views.form.counts["title"].text() == "0 characters"
    assert counted(views, "e\u0301h") == ("2 characters", "")
    assert counted(views, 512) == ("3 characters", "")


def test_a_template_is_counted_with_its_defaults(views: MessageViews) -> None:
    words = "With the defaults of the variables."
    assert counted(views, "Hi {{ name | default('you') }}") == ("6 characters", words)
    assert counted(views, "Hi {{ name }}") == ("at least 4 characters", words)


def test_a_template_is_counted_as_the_devices_get_it(views: MessageViews) -> None:
    words = "With the values of the devices; “Ann” has the most."
    assert counted(views, "Hi {{ name }}", OwnText({5: 2, 40: 1}, "Ann")) == (
        "up to 40 characters",
        words,
    )
    assert counted(views, "Hi {{ name }}", OwnText({6: 3}, "Ann")) == ("6 characters", words)
