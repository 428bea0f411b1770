"""The custom shape: a template of the user's makes the payload from the notification and the delivery.

`{{ delivery.id }}`, `{{ delivery.token }}`, `{{ delivery.receiver }}`; `{{ notification.title }}` and every
other option by its name in the Notifications API; `{{ notification | tojson }}` for all of them.
"""

from jinja2 import nodes

from pushdesk.model.errors import BadInput
from pushdesk.model.notification import Notification
from pushdesk.model.payload import Tracking, as_json
from pushdesk.services.bounded_template import BoundedTemplate
from pushdesk.services.template_dialect import WITH_LOOPS, Dialect

# Eight times what a push service takes: what goes into a template must not be without bounds either.
NOTIFICATION_LIMIT = 32_768
_NOTIFICATION = "notification"
DIALECT = Dialect(
    what="The payload template",
    advice="Write {{ … }}, {% if %} and {% for %} with “notification” and “delivery” only.",
    allowed=WITH_LOOPS,
    names=frozenset({_NOTIFICATION, "delivery"}),
)


class PayloadTemplate:
    """A template, compiled once. Raises BadInput for what the dialect does not know."""

    def __init__(self, text: str) -> None:
        if not text.strip():
            raise BadInput("The shape “custom” needs a template: write one, or choose another shape.")
        self._template = BoundedTemplate(text, DIALECT)

    @property
    def carried(self) -> frozenset[str] | None:
        """The options that it reads by their names; None where it reads all of them, as with `tojson`."""
        tree = self._template.tree
        read = [found for node in tree.find_all(nodes.Node) if (found := _option_read(node)) is not None]
        mentioned = sum(1 for name in tree.find_all(nodes.Name) if name.name == _NOTIFICATION)
        return frozenset(read) if len(read) == mentioned else None

    def write(self, notification: Notification, tracking: Tracking) -> bytes:
        """The payload, whatever its size up to the template's own bounds. Raises BadInput."""
        options = notification.options()
        if len(as_json(options)) > NOTIFICATION_LIMIT:
            raise BadInput(f"The message has more than {NOTIFICATION_LIMIT:,} bytes: shorten it.")
        delivery = {"id": tracking.delivery, "token": tracking.token, "receiver": tracking.receiver}
        text = self._template.render({_NOTIFICATION: options, "delivery": delivery})
        try:
            return text.encode()
        except UnicodeEncodeError:
            raise BadInput(
                "The payload template makes half of a character (a lone surrogate): cut the text elsewhere."
            ) from None


def _option_read(node: nodes.Node) -> str | None:
    """`title` for `notification.title` and `notification["title"]`; None for any other part of a template."""
    if isinstance(node, nodes.Getattr | nodes.Getitem) and isinstance(node.node, nodes.Name):
        if node.node.name != _NOTIFICATION:
            return None
        if isinstance(node, nodes.Getattr):
            return node.attr
        return str(node.arg.value) if isinstance(node.arg, nodes.Const) else None
    return None
