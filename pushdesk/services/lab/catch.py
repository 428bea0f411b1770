"""The catch: every request that reached the lab, as a mail catcher keeps mail."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from pushdesk.model import base64url
from pushdesk.model.errors import BadInput
from pushdesk.model.lab import CaughtState, LabCaught
from pushdesk.model.views import CaughtRow
from pushdesk.services.lab import answers, details, replaying
from pushdesk.services.lab.channels import Channels
from pushdesk.services.lab.details import CaughtDetails
from pushdesk.services.lab.messages import Messages
from pushdesk.services.rebuilding import rebuilt_payload
from pushdesk.services.store import caught, caught_links, caught_rows, caught_search
from pushdesk.services.store.database import Database


class Catch:
    """Reads, clears, exports and replays what was caught. `changed()` is called where it was cleared."""

    def __init__(
        self,
        database: Database,
        channels: Channels,
        messages: Messages,
        now: Callable[[], datetime],
        changed: Callable[[], None],
    ) -> None:
        self._database = database
        self._channels = channels
        self._messages = messages
        self._now = now
        self._changed = changed

    async def rows(self, limit: int = 1000, before: int | None = None) -> list[CaughtRow]:
        """The newest, newest first; those with a smaller number than `before` where it is given."""
        return await self._database.read(caught_rows.newest, limit, before)

    async def get(self, number: int) -> LabCaught:
        """One with its headers and body; raises NotFound."""
        return await self._database.read(caught.get, number)

    async def of_delivery(self, delivery_id: str) -> int | None:
        """The number of the newest message of one of the desk's deliveries, where one is kept."""
        return await self._database.read(caught_links.of_delivery, delivery_id)

    async def campaign_of(self, message: LabCaught) -> str | None:
        """The id of the desk's campaign that a message is of; None for other people's."""
        if not message.delivery:
            return None
        return await self._database.read(caught_links.campaign_of, message.delivery)

    async def containing(self, text: str) -> Mapping[str, frozenset[int]]:
        """By word of `text`: the numbers of the messages that have it where no row shows it."""
        return await self._database.read(caught_search.containing, text)

    async def written(self, message: LabCaught) -> str | None:
        """The payload as the desk wrote it, where it is the sender and only the browser has the key.

        None for other people's messages, for one that was decrypted, and where it cannot be written again.
        """
        unread = message.payload is None and message.size and message.state is not CaughtState.UNDECRYPTABLE
        if not message.delivery or not unread:
            return None
        return await self._database.read(_written, message.delivery)

    @staticmethod
    def details(message: LabCaught, written: str | None = None) -> CaughtDetails:
        """What can be said of one, for a person; `written`: its payload as the desk wrote it."""
        return details.details(message, written)

    async def export(self) -> list[dict[str, Any]]:
        """Everything that is kept, oldest first, as JSON documents; bodies in base64url."""
        return await self._database.read(_documents)

    async def replay(self, number: int, agent_id: str) -> int:
        """Send a caught message's payload to another device of the lab, encrypted anew; returns its number.

        It meets no fault and needs no token. Raises NotFound for either, and BadInput where the payload
        or the device's keys are not known.
        """
        message = await self.get(number)
        written = await self.written(message)
        to = await self._database.read(replaying.target, agent_id)
        request, arrival = replaying.copy(message, to, self._now(), written)
        channel = self._channels.by_token(to.token)
        if channel is None or channel.ended:
            raise BadInput("That device's subscription has just ended: let it subscribe again.")
        stored = await self._messages.accept(channel, request, arrival)
        return await self._database.read(caught.number_of, stored.id)

    async def clear(self) -> None:
        """Forget everything that was caught; what waits for its device still waits."""
        await self._database.write(caught.clear)
        self._changed()


def _written(session: Session, delivery_id: str) -> str | None:
    sent = caught_links.sent(session, delivery_id)
    try:
        return rebuilt_payload(*sent, delivery_id).decode() if sent is not None else None
    except BadInput:
        return None  # an attribute that the message reads was taken from the device


def _documents(session: Session) -> list[dict[str, Any]]:
    return [document(message) for message in caught.every(session)]


def document(message: LabCaught) -> dict[str, Any]:
    """Everything of one caught message, camelCase."""
    return caught_rows.row_of(message).document() | {
        "token": message.token,
        "messageId": message.message_id,
        "delivery": message.delivery,
        "senderKey": message.sender_key,
        "headers": message.headers,
        "answer": answers.document(message),
        "body": base64url.encode(message.body),
        "payload": message.payload,
        "events": message.events,
    }
