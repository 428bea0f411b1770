"""A campaign before its start: its message and audience are checked, then all of it is written at once."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Session

from pushdesk.model import clock
from pushdesk.model.audience import Choice
from pushdesk.model.message import Message
from pushdesk.model.payload import PayloadShape
from pushdesk.model.schedule import require_future
from pushdesk.services.delivery.contact import require_contact
from pushdesk.services.delivery.run_steps import LEASE
from pushdesk.services.delivery.shaping import check_payload, require_values
from pushdesk.services.payload_writer import payload_writer
from pushdesk.services.store import addresses, campaigns
from pushdesk.services.store.database import Database
from pushdesk.services.store.subscriptions import audience_pages
from pushdesk.settings import Settings


class Writing:
    """Writes campaigns that `runner` holds from the first moment on."""

    def __init__(self, database: Database, settings: Callable[[], Settings], runner: str) -> None:
        self._database = database
        self._settings = settings
        self._runner = runner

    async def write(
        self,
        message: Message,
        choices: Sequence[Choice],
        shape: PayloadShape,
        template: str,
        at: datetime | None,
    ) -> str:
        """Write a campaign, for `at` where that is a time; returns its id. Raises as `Sender.send` does."""
        receiver = await self.receiver_origin()
        check_payload(message, payload_writer(shape, template), receiver)

        def stored(session: Session) -> str:
            require_contact(session, self._settings(), lambda: audience_pages(session, choices))
            require_values(session, message, choices)
            now = clock.now()
            if at is not None:
                require_future(at, now)
            held = self._runner, now + LEASE
            return campaigns.create(session, message, choices, receiver, *held, shape, template, at).id

        return await self._database.write(stored)

    async def receiver_origin(self) -> str:
        """Where devices report to: the receiver that runs now, or the one that will at the set port."""
        present = await self._database.read(addresses.present)
        return present.get(addresses.RECEIVER, f"http://localhost:{self._settings().receiver_port}")
