"""Writes payloads in any shape, a custom one included: what a campaign, a device and the byte meter share."""

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from pushdesk.model.errors import BadInput
from pushdesk.model.notification import Notification
from pushdesk.model.payload import (
    PayloadShape,
    Tracking,
    carried,
    confirms,
    payload_unchecked,
    within_limit,
)

if TYPE_CHECKING:
    from pushdesk.services.payload_template import PayloadTemplate

_TEMPLATES_KEPT = 64


class PayloadWriter:
    """One shape; `template` counts for the custom one only. Raises BadInput for a template that is none."""

    def __init__(self, shape: PayloadShape = PayloadShape.PUSHDESK, template: str = "") -> None:
        self.shape = shape
        self.template = template if shape is PayloadShape.CUSTOM else ""
        self._template = _template(template) if shape is PayloadShape.CUSTOM else None
        self._carried = carried(shape) if self._template is None else self._template.carried

    def write(self, notification: Notification, tracking: Tracking) -> bytes:
        """The payload; raises BadInput over the limit, or where the shape needs more."""
        return within_limit(self.write_unchecked(notification, tracking))

    def write_unchecked(self, notification: Notification, tracking: Tracking) -> bytes:
        """The payload whatever its size; raises BadInput where the shape needs more."""
        if self._template is not None:
            return self._template.write(notification, tracking)
        return payload_unchecked(notification, tracking, self.shape)

    def left_out(self, options: Iterable[str]) -> tuple[str, ...]:
        """Those of `options` that the payload has no place for, in their order: no device hears of them."""
        if self._carried is None:
            return ()
        return tuple(name for name in options if name not in self._carried)

    def confirms(self, notification: Notification) -> bool:
        """Whether a device can report back: the payload has a place for the delivery's id and token.

        Raises BadInput where a template cannot be worked out.
        """
        if self._template is None:
            return confirms(self.shape)
        sample = Tracking.sample("http://localhost")
        return sample.stands_in(self._template.write(notification, sample))


def _template(text: str) -> "PayloadTemplate":
    # Jinja2 comes with the first custom shape: no window and no sender waits for it before.
    from pushdesk.services.payload_template import PayloadTemplate

    return PayloadTemplate(text)


def payload_writer(shape: PayloadShape = PayloadShape.PUSHDESK, template: str = "") -> PayloadWriter:
    """The writer for a shape, compiled once for all devices and keystrokes that use it.

    Raises BadInput for a template that is none.
    """
    found = _compiled(shape, template)
    if isinstance(found, str):
        raise BadInput(found)
    return found


@lru_cache(maxsize=_TEMPLATES_KEPT)
def _compiled(shape: PayloadShape, template: str) -> PayloadWriter | str:
    """The writer, or the sentence why there is none: to find that out takes as long."""
    try:
        return PayloadWriter(shape, template)
    except BadInput as problem:
        return problem.sentence
