"""A device gets another address (the Push API's pushsubscriptionchange): it stays the same device."""

from sqlmodel import Session, col, select, update

from pushdesk.model.campaign import Delivery
from pushdesk.model.errors import NotFound
from pushdesk.model.subscription import Subscription, SubscriptionState
from pushdesk.services.store import subscriptions
from pushdesk.services.store.revision import next_revision


def rotate(session: Session, old_endpoint: str, given: subscriptions.Capture) -> Subscription:
    """Give the device at `old_endpoint` its new address: same row and history.

    The old address stays as a row in state `replaced` that points to the device. Raises NotFound.
    """
    known = subscriptions.by_endpoint(session, old_endpoint)
    if known is None:
        raise NotFound("No device has that old endpoint. Subscribe it as a new one.")
    device = _carried_on_by(session, known)
    if device.endpoint == given.subscription.endpoint:
        return subscriptions.capture(session, given)[0]
    newcomer = subscriptions.by_endpoint(session, given.subscription.endpoint)
    if newcomer is None:
        old = device.endpoint
        _move(session, device, given.subscription.endpoint)
        session.add(_left_behind(device, old, next_revision(session)))
    elif _carried_on_by(session, newcomer) is device:
        _swap(session, device, newcomer)  # back to an address that it had before
    else:
        # The page posted its new address before the worker said where it came from: that row goes on.
        _join(session, device, newcomer)
    return subscriptions.capture(session, given)[0]


def _carried_on_by(session: Session, row: Subscription) -> Subscription:
    """The device that `row` became, over however many addresses; `row` itself where it was never replaced."""
    while row.replaced_by:
        row = session.get_one(Subscription, row.replaced_by)
    return row


def _move(session: Session, row: Subscription, endpoint: str) -> None:
    row.endpoint = endpoint
    session.add(row)
    session.flush()


def _swap(session: Session, device: Subscription, earlier: Subscription) -> None:
    here, there = device.endpoint, earlier.endpoint
    _move(session, earlier, f"moving:{earlier.id}")  # an endpoint may stand only once, at every moment
    _move(session, device, there)
    _move(session, earlier, here)
    earlier.revision = next_revision(session)


def _left_behind(device: Subscription, old_endpoint: str, revision: int) -> Subscription:
    return Subscription(
        endpoint=old_endpoint,
        p256dh=device.p256dh,
        auth=device.auth,
        push_service=device.push_service,
        vapid_public_key=device.vapid_public_key,
        name=device.name,
        user=device.user,
        created_at=device.created_at,
        last_seen_at=device.last_seen_at,
        state=SubscriptionState.REPLACED,
        replaced_by=device.id,
        revision=revision,
    )


def _join(session: Session, old: Subscription, newcomer: Subscription) -> None:
    """Make `newcomer` the device that `old` was: its words, its history, what is on its way to it."""
    newcomer.name = newcomer.name or old.name
    newcomer.user = newcomer.user or old.user
    if newcomer.shape is None:
        newcomer.shape, newcomer.shape_template = old.shape, old.shape_template
    newcomer.mine, old.mine = newcomer.mine or old.mine, False
    newcomer.attributes = {**old.attributes, **newcomer.attributes}
    newcomer.device = {**old.device, **newcomer.device}
    newcomer.created_at = min(newcomer.created_at, old.created_at)
    subscriptions.attach_tags(newcomer, old.tags)
    subscriptions.enter(old, SubscriptionState.REPLACED)
    old.replaced_by = newcomer.id
    old.revision = revision = next_revision(session)
    session.add_all((old, newcomer))
    # Where both were in one campaign, the newcomer has its own copy: it must not get another.
    has_copy = select(Delivery.campaign_id).where(Delivery.subscription_id == newcomer.id)
    session.exec(
        update(Delivery)
        .where(col(Delivery.subscription_id) == old.id, col(Delivery.campaign_id).not_in(has_copy))
        .values(subscription_id=newcomer.id, revision=revision)
    )
