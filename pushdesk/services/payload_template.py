"""The custom shape: a template of the user's makes the payload from the notification and the delivery.

`{{ delivery.id }}`, `{{ delivery.token }}`, `{{ delivery.receiver }}`; `{{ notification.title }}` and every
other option by its name in the Notifications API; `{{ notification | tojson }}` for all of them.
"""

from pushdesk.model.errors import BadInput
from pushdesk.model.notification import Notification
from pushdesk.model.payload import Tracking, as_json
from pushdesk.services.bounded_template import BoundedTemplate
from pushdesk.services.template_dialect import WITH_LOOPS, Dialect

# Eight times what a push service takes: what goes into a template must not be without bounds either.
NOTIFICATION_LIMIT = 32_768
DIALECT = Dialect(
    what="The payload template",
    advice="Write {{ … }}, {% if %} and {% for %} with “notification” and “delivery” only.",
    allowed=WITH_LOOPS,
    names=frozenset({"notification", "delivery"}),
)


class PayloadTemplate:
    """A template, compiled once. Raises BadInput for what the dialect does not know."""

    def __init__(self, text: str) -> None:
        if not text.strip():
            raise BadInput("The shape “custom” needs a template: write one, or choose another shape.")
        self._template = BoundedTemplate(text, DIALECT)

    def write(self, notification: Notification, tracking: Tracking) -> bytes:
        """The payload, whatever its size up to the template's own bounds. Raises BadInput."""
        options = notification.options()
        if len(as_json(options)) > NOTIFICATION_LIMIT:
            raise BadInput(f"The message has more than {NOTIFICATION_LIMIT:,} bytes: shorten it.")
        delivery = {"id": tracking.delivery, "token": tracking.token, "receiver": tracking.receiver}
        text = self._template.render({"notification": options, "delivery": delivery})
        try:
            return text.encode()
        except UnicodeEncodeError:
            raise BadInput(
                "The payload template makes half of a character (a lone surrogate): cut the text elsewhere."
            ) from None
