"""Drafts: the message being written, saved as it is typed, so that nothing typed is lost."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from pushdesk.model import clock
from pushdesk.model.draft import Draft
from pushdesk.services.store.database import Database


class Drafts:
    """Reads and writes drafts. `form` is whatever the composer holds, as JSON; it is not checked here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def latest(self) -> Draft | None:
        """The draft that was saved last; None where there is none yet."""
        return await self._database.read(_latest)

    async def save(self, draft_id: str | None, form: dict[str, Any], audience: Sequence[str]) -> str:
        """Write `form` and `audience` (selectors as in `--to`) as the draft `draft_id`; returns its id.

        None, or an id that nobody has any more, makes a new draft.
        """

        def write(session: Session) -> str:
            draft = (session.get(Draft, draft_id) if draft_id else None) or Draft()
            draft.form, draft.audience, draft.updated_at = form, list(audience), clock.now()
            session.add(draft)
            return draft.id

        return await self._database.write(write)


def _latest(session: Session) -> Draft | None:
    # Two saves within one millisecond: the id at least makes the answer the same each time.
    return session.exec(select(Draft).order_by(col(Draft.updated_at).desc(), col(Draft.id)).limit(1)).first()
