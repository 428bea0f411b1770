"""The composition root: one async context that builds every service from Settings, starts and stops them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from pushdesk.model.errors import FolderLost
from pushdesk.services import folder
from pushdesk.services.delivery.schedule import Schedule
from pushdesk.services.delivery.sender import Sender
from pushdesk.services.devices import Devices
from pushdesk.services.drafts import Drafts
from pushdesk.services.lab.lab import Lab
from pushdesk.services.parts import Addresses, Desk
from pushdesk.services.receiver.routes import Routes
from pushdesk.services.receiver.server import Receiver
from pushdesk.services.store import addresses as address_book
from pushdesk.services.store.database import Database
from pushdesk.services.store.feed import Feed
from pushdesk.services.templates import Templates
from pushdesk.services.vapid.keys import Keys
from pushdesk.services.vapid.tokens import Tokens
from pushdesk.settings import CurrentSettings, Settings


@asynccontextmanager
async def open_desk(
    settings: Settings, *, own: bool = False, devices: int | None = None
) -> AsyncIterator[Desk]:
    """A desk on the data folder of `settings`.

    `own` takes the folder for this process and starts receiver and lab in it, with at least
    `devices` virtual devices (one at a folder's first start where None). Raises FolderError,
    PortTaken, KeyUnavailable, BadInput: nothing is left running then.
    """
    async with AsyncExitStack() as stack:
        path = await asyncio.to_thread(folder.prepare, settings.data_dir)
        if own:
            stack.enter_context(folder.owned(settings.data_dir))
        database = await stack.enter_async_context(Database(path))
        keys = Keys(database, settings.data_dir)
        first_start = await keys.is_first_start()
        await keys.ensure()
        tokens = Tokens(keys)
        feed = await stack.enter_async_context(Feed(database))
        current = CurrentSettings(settings)
        found = Devices(database, keys, lambda: current().endpoint_policy)
        sender = Sender(database, tokens, current)
        desk = Desk(
            current_settings=current,
            database=database,
            feed=feed,
            keys=keys,
            tokens=tokens,
            devices=found,
            drafts=Drafts(database),
            templates=Templates(database),
            sender=sender,
            addresses=await _beside(database),
        )
        stack.push_async_callback(desk.local_notifications.close)
        await stack.enter_async_context(sender)
        if own:
            await keys.warn_if_lost()
            lab = await _serve(stack, desk)
            await lab.ensure_devices(devices if devices is not None else int(first_start))
        # Last in, first out: what is being sent is paused while the lab still answers.
        stack.push_async_callback(sender.pause_all)
        if own:
            await stack.enter_async_context(Schedule(database, feed, sender.start_due))
        yield desk


async def _serve(stack: AsyncExitStack, desk: Desk) -> Lab:
    """Start what only the owner runs, and publish where it listens until it ends."""
    routes = Routes(desk.database, desk.devices, desk.keys, desk.feed, desk.sender.send, desk.pictures)
    receiver = await stack.enter_async_context(Receiver(routes, desk.settings.receiver_port))

    async def key() -> str:
        return (await desk.keys.current()).public_key

    lab = await stack.enter_async_context(
        Lab(desk.settings, desk.database, lambda: receiver.origin, key, changed=desk.feed.touch_lab)
    )
    desk.lab = lab
    there = lab.addresses
    desk.addresses = Addresses(
        receiver.origin, there.push_service, there.push_service_tls, there.firefox_push, there.ca_file
    )
    stack.push_async_callback(_withdraw, desk.database)
    await desk.database.write(
        address_book.publish,
        {address_book.RECEIVER: receiver.origin, address_book.PUSH_SERVICE: there.push_service},
    )
    return lab


async def _withdraw(database: Database) -> None:
    with suppress(FolderLost):  # with the folder the addresses are gone, too
        await database.write(address_book.withdraw)


async def _beside(database: Database) -> Addresses:
    """What the owner published, for a process that does not own the folder."""
    present = await database.read(address_book.present)
    return Addresses(
        receiver=present.get(address_book.RECEIVER), push_service=present.get(address_book.PUSH_SERVICE)
    )
