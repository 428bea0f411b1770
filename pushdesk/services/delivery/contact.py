"""Who answers for the messages: a push service on the internet is sent to only with a contact (RFC 8292)."""

from collections.abc import Callable, Iterable, Sequence

from sqlmodel import Session, col, select

from pushdesk.model.endpoint import EndpointPolicy, split
from pushdesk.model.errors import BadInput
from pushdesk.model.subscription import LAB_PUSH_SERVICE, Subscription
from pushdesk.settings import Settings


def require_contact(
    session: Session, settings: Settings, find: Callable[[], Iterable[Sequence[tuple[str, str]]]]
) -> None:
    """Raise BadInput where no contact is set and a device of the pages that `find` gives is a stranger's.

    They are (id, endpoint), and looked for only without a contact: an audience may be a million.

    The lab and the hosts in `trusted_push_hosts` are the user's own: they get a placeholder.
    """
    if settings.contact:
        return
    policy = settings.endpoint_policy
    for page in find():
        outside = select(Subscription.endpoint).where(
            col(Subscription.id).in_([identifier for identifier, _ in page]),
            Subscription.push_service != LAB_PUSH_SERVICE,
        )
        if words := refusal(session.exec(outside), policy):
            raise BadInput(words)


def refusal(endpoints: Iterable[str], policy: EndpointPolicy) -> str:
    """Why `endpoints`, none of the lab's, are not sent to without a contact; empty where they are."""
    for endpoint in endpoints:
        if not policy.trusts(split(endpoint)):
            return (
                f"Set a contact first: {split(endpoint).hostname} wants to know whom to ask about your "
                "messages. Use Settings, `pushdesk vapid create --contact` or PUSHDESK_CONTACT."
            )
    return ""
