"""Before a send: whether a message can be written for its devices, and which could not report back."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from sqlmodel import Session, col, func, select

from pushdesk.model.audience import Choice
from pushdesk.model.errors import BadInput
from pushdesk.model.message import Message
from pushdesk.model.payload import PayloadShape, Tracking, within_limit
from pushdesk.model.subscription import Subscription
from pushdesk.services.payload_writer import PayloadWriter, payload_writer
from pushdesk.services.store.subscriptions import audience_pages, device_pages
from pushdesk.services.variables import Variables, missing


def check_payload(message: Message, writer: PayloadWriter, receiver: str) -> None:
    """Raises BadInput where `message` cannot be written at all.

    With variables each device has a size of its own: that is judged when its payload is made.
    """
    raw = writer.write_unchecked(message.notification, Tracking.sample(receiver))
    if not Variables(message.notification.options()):
        within_limit(raw)


def require_values(session: Session, message: Message, choices: Sequence[Choice]) -> None:
    """Raises BadInput where active devices of `choices` lack a value for a variable without a default.

    The sentence names the variable that most of them lack. Raises NotFound and Conflict (a named device).
    """
    document = message.notification.options()
    if not Variables(document):
        return
    devices = chain.from_iterable(device_pages(session, choices))
    for name, number in missing(document, devices).items():
        who, them = ("1 device has", "it") if number == 1 else (f"{number:,} devices have", "them")
        raise BadInput(
            f"{who} no value for “{name}”, so nothing was sent: give {them} one, or write "
            f'{{{{ {name} | default("…") }}}} in the message.'
        )


def silent_shapes(
    session: Session, message: Message, choices: Sequence[Choice], writer: PayloadWriter
) -> dict[PayloadShape, int]:
    """How many devices of `choices` have a payload without the delivery's id, by its shape.

    `writer` writes for devices without a shape of their own. Raises NotFound and Conflict (a named device).
    """
    found: Counter[PayloadShape] = Counter()
    for page in audience_pages(session, choices):
        some = col(Subscription.id).in_([identifier for identifier, _ in page])
        statement = (
            select(Subscription.shape, Subscription.shape_template, func.count())
            .where(some)
            .group_by(col(Subscription.shape), col(Subscription.shape_template))
        )
        for shape, template, number in session.exec(statement):
            used = payload_writer(PayloadShape(shape), template) if shape else writer
            if not used.confirms(message.notification):
                found[used.shape] += number
    return dict(found)
