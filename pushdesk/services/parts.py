"""Desk: the open services as one value, which window and command line are handed."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pushdesk.services.delivery.sender import Sender
from pushdesk.services.devices import Devices
from pushdesk.services.drafts import Drafts
from pushdesk.services.importing import Importer
from pushdesk.services.lab.lab import Lab
from pushdesk.services.local_notification import LocalNotifications
from pushdesk.services.pictures.store import Pictures
from pushdesk.services.store.database import Database
from pushdesk.services.store.feed import Feed
from pushdesk.services.templates import Templates
from pushdesk.services.vapid.keys import Keys
from pushdesk.services.vapid.tokens import Tokens
from pushdesk.settings import CurrentSettings, Settings


@dataclass(frozen=True)
class Addresses:
    """Where the owner of the data folder listens; None for what does not run."""

    receiver: str | None = None
    push_service: str | None = None
    push_service_tls: str | None = None
    firefox_push: str | None = None
    ca_file: Path | None = None


@dataclass
class Desk:
    """Every service, open. Its methods run on the loop that opened it."""

    current_settings: CurrentSettings
    database: Database
    feed: Feed
    keys: Keys
    tokens: Tokens
    devices: Devices
    drafts: Drafts
    templates: Templates
    sender: Sender
    addresses: Addresses
    lab: Lab | None = None
    local_notifications: LocalNotifications = field(default_factory=LocalNotifications)

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""
        return self.current_settings()

    @property
    def pictures(self) -> Pictures:
        """The local files that messages show, and what fetches others for a look."""
        return Pictures(self.settings.data_dir)

    @property
    def importer(self) -> Importer:
        """What brings files of subscriptions in, by the policy of this moment."""
        return Importer(self.database, self.keys, self.settings.endpoint_policy)

    async def apply(self, **changed: Any) -> Settings:
        """Save `changed` settings; the contact and trusted hosts apply at once, ports at the next start.

        Raises BadInput for a wrong value, FolderError where the file cannot be written.
        """
        return await asyncio.to_thread(self.current_settings.save, **changed)
