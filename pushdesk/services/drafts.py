"""Drafts: the message being written, saved as it is typed, so that nothing typed is lost."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from pushdesk.model import clock
from pushdesk.model.draft import Draft
from pushdesk.model.identifiers import new_id
from pushdesk.services.early_draft import LeftBehind
from pushdesk.services.store.database import Database


class Drafts:
    """Reads and writes drafts. `form` is whatever the composer holds, as JSON; it is not checked here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def recent(self, most: int) -> list[Draft]:
        """The drafts that were saved last, at most so many, the last one first."""

        def read(session: Session) -> list[Draft]:
            # Two saves within one millisecond: the id at least makes the answer the same each time.
            order = col(Draft.updated_at).desc(), col(Draft.id)
            return list(session.exec(select(Draft).order_by(*order).limit(most)).all())

        return await self._database.read(read)

    async def save(self, draft_id: str | None, form: dict[str, Any], audience: Sequence[str]) -> str:
        """Write `form` and `audience` (selectors as in `--to`) as the draft `draft_id`; returns its id.

        None makes a new draft, an id that there is no draft of makes one with that id.
        """

        def write(session: Session) -> str:
            draft = (session.get(Draft, draft_id) if draft_id else None) or Draft(id=draft_id or new_id())
            draft.form, draft.audience, draft.updated_at = form, list(audience), clock.now()
            session.add(draft)
            return draft.id

        return await self._database.write(write)

    async def add(self, found: Sequence[LeftBehind]) -> int:
        """Make drafts of `found`, saved now and in this order; returns how many were not there yet.

        One that is there stays as it is: it was made from this file, and written on since.
        """

        def write(session: Session) -> int:
            new = [one for one in found if session.get(Draft, one.id) is None]
            saved = clock.now() - timedelta(milliseconds=len(new))
            for number, one in enumerate(new, 1):
                moment = saved + timedelta(milliseconds=number)
                session.add(Draft(id=one.id, form=one.form, audience=one.audience, updated_at=moment))
            return len(new)

        return await self._database.write(write)
