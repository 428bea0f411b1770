"""The profiles' rows and folders: made for a browser, deleted with everything in them."""

import itertools
import shutil
from pathlib import Path

from sqlmodel import Session, col, select

from pushdesk.model.endpoint import LAB_PUSH_SERVICE
from pushdesk.model.errors import Conflict, NotFound
from pushdesk.model.lab import LabAgent, LabChannel, LabProfile
from pushdesk.model.subscription import Subscription, SubscriptionState
from pushdesk.services.lab.browsers.finding import FoundBrowser, engine_of, name_of
from pushdesk.services.lab.builtin.browser import PROFILE as BUILTIN_PROFILE
from pushdesk.services.store import subscriptions


def make(session: Session, browser: FoundBrowser, keep: bool) -> LabProfile:
    """A new row for a browser, with a name that no other has, and that an update leaves true: no version."""
    title = name_of(browser.id)
    others = set(session.exec(select(LabProfile.name)))
    names = itertools.chain([title], (f"{title} ({number})" for number in itertools.count(2)))
    name = next(name for name in names if name not in others)
    row = LabProfile(browser=browser.id, name=name, kept=keep)
    session.add(row)
    session.flush()
    return row


def get(session: Session, profile: str) -> LabProfile:
    """The row of a real browser's profile; raises NotFound."""
    found = session.get(LabProfile, profile)
    if found is None or found.browser == BUILTIN_PROFILE:
        raise NotFound(f"There is no browser profile “{profile}” in the lab.")
    return found


def get_for(session: Session, profile: str, browser: FoundBrowser) -> LabProfile:
    """The row that `browser` shall use; raises NotFound, and Conflict where it is of another engine."""
    row = get(session, profile)
    if engine_of(row.browser) != browser.engine:
        raise Conflict(f"The profile “{row.name}” is none for {browser.title}: open it on a new one.")
    return row


def agents(session: Session, profile: str) -> list[str]:
    """The devices that live in a profile, the newest first."""
    found = select(LabAgent.id).where(LabAgent.profile == profile)
    return list(session.exec(found.order_by(col(LabAgent.created_at).desc())))


def forget(session: Session, profile: str) -> None:
    """Delete the row, if there is one; the desk's devices that lived in the profile are gone."""
    _put_to_rest(session, profile)
    if (row := session.get(LabProfile, profile)) is not None:
        session.delete(row)


def _put_to_rest(session: Session, profile: str) -> None:
    """The desk need not send to learn it by a 410. A Chromium's address there ends in the lab's token."""
    lived = select(LabChannel.token).join(LabAgent).where(LabAgent.profile == profile)
    tokens = set(session.exec(lived))
    if not tokens:
        return
    active = select(Subscription).where(
        Subscription.push_service == LAB_PUSH_SERVICE, Subscription.state == SubscriptionState.ACTIVE
    )
    for row in session.exec(active).all():
        if row.endpoint.rpartition("/")[2] in tokens:
            subscriptions.end(session, row, SubscriptionState.GONE)


def by_kept(session: Session) -> dict[str, bool]:
    """By id: whether a real browser's profile is to be kept."""
    rows = session.exec(select(LabProfile).where(col(LabProfile.browser) != BUILTIN_PROFILE))
    return {row.id: row.kept for row in rows}


def remove(folder: Path) -> None:
    """Delete a profile's folder and what its browser said; what cannot be deleted goes at the next start."""
    shutil.rmtree(folder, ignore_errors=True)
    log_of(folder).unlink(missing_ok=True)


def log_of(folder: Path) -> Path:
    """Where a profile's browser says what it has to say."""
    return folder.with_name(f"{folder.name}.log")
