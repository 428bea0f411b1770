"""Bring a file of subscriptions into the desk: all of it or nothing, or the good ones where asked."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pushdesk.model import curve
from pushdesk.model.endpoint import EndpointPolicy
from pushdesk.model.errors import BadInput
from pushdesk.model.labels import parse_tag
from pushdesk.services.delivery.push_services import push_service_name
from pushdesk.services.exchange import Entry, Refusal, read_subscriptions
from pushdesk.services.lab.records import owned_endpoints
from pushdesk.services.store import imports
from pushdesk.services.store.database import Database
from pushdesk.services.store.imports import Import
from pushdesk.services.vapid.keys import Keys

# 65 bytes in base64url are 87 characters; what is much shorter is meant as a key's beginning.
_SHORTEST_WHOLE_KEY = 80


@dataclass(frozen=True)
class Wishes:
    """What the person says beside the file.

    `tags` come on top of the file's. `name` goes before the file's own; with several devices each gets
    a number behind it. `vapid_key` (a key's beginning, or a whole public key) counts for devices whose
    key the file does not name.
    """

    tags: tuple[str, ...] = ()
    name: str | None = None
    vapid_key: str | None = None
    skip_invalid: bool = False


@dataclass(frozen=True)
class Report:
    """What came of an import. `identifiers` are the devices', in the file's order."""

    identifiers: tuple[str, ...]
    created: int
    updated: int
    revived: int
    refusals: tuple[Refusal, ...]
    warnings: tuple[str, ...]


class ImportRefused(BadInput):
    """Nothing was imported because of these refusals, of `total` entries."""

    def __init__(self, refusals: Sequence[Refusal], total: int) -> None:
        self.refusals, self.total = tuple(refusals), total
        number = len(refusals)
        super().__init__(
            f"Nothing was imported: {number:,} of {total:,} cannot be taken (the first: {refusals[0]}) "
            "Mend the file, or import the good ones with --skip-invalid."
        )


class Importer:
    """Reads, checks against this desk (`policy`, keys, the lab's endpoints) and stores."""

    def __init__(self, database: Database, keys: Keys, policy: EndpointPolicy) -> None:
        self._database = database
        self._keys = keys
        self._policy = policy

    async def run(self, text: str, wishes: Wishes) -> Report:
        """Import `text`. Raises ImportRefused, BadInput (unreadable as a whole) and NotFound (the key):
        nothing is stored then."""
        default_key = await self._default_key(wishes.vapid_key)
        # Checking 100,000 points on the curve takes seconds: not in the loop.
        found = await asyncio.to_thread(read_subscriptions, text)
        endpoints = [item.subscription.endpoint for item in found if isinstance(item, Entry)]
        owned = set(await self._database.read(owned_endpoints, endpoints))
        checked = [self._check(item, owned) for item in found]
        entries = [item for item in checked if isinstance(item, Entry)]
        refusals = tuple(item for item in checked if isinstance(item, Refusal))
        if refusals and not wishes.skip_invalid:
            raise ImportRefused(refusals, len(found))
        given = _as_imports(entries, wishes, default_key, owned)
        stored = await self._database.write(imports.store, given)
        return Report(
            identifiers=tuple(stored.identifiers),
            created=stored.created,
            updated=stored.updated,
            revived=stored.revived,
            refusals=refusals,
            warnings=await self._warnings(given),
        )

    async def _default_key(self, text: str | None) -> str:
        """The key in the desk that `text` names, or a whole public key that the desk need not have."""
        if text is None:
            return (await self._keys.current()).public_key
        if len(text.strip()) < _SHORTEST_WHOLE_KEY:
            return (await self._keys.named(text)).public_key
        return curve.public_key(text, "The VAPID key")

    def _check(self, item: Entry | Refusal, owned: set[str]) -> Entry | Refusal:
        if isinstance(item, Refusal):
            return item
        endpoint = item.subscription.endpoint
        try:
            self._policy.check(endpoint, lab_owned=endpoint in owned)
        except BadInput as problem:
            return Refusal(item.line, problem.sentence)
        return item

    async def _warnings(self, given: Sequence[Import]) -> tuple[str, ...]:
        ours = {key.public_key for key in await self._keys.every()}
        used = Counter(item.vapid_public_key or item.default_key for item in given)
        return tuple(
            f"{number:,} made with the key {key[:8]}…, which this desk does not have: nothing can be sent "
            "there until that key is imported."
            for key, number in used.items()
            if key not in ours
        )


def _as_imports(entries: Sequence[Entry], wishes: Wishes, default_key: str, owned: set[str]) -> list[Import]:
    return [
        Import(
            subscription=entry.subscription,
            push_service=push_service_name(
                entry.subscription.endpoint, lab_owned=entry.subscription.endpoint in owned
            ),
            default_key=default_key,
            # A key that the person names goes before the one on record, not before the file's.
            vapid_public_key=entry.vapid_public_key or (default_key if wishes.vapid_key else None),
            name=_name(entry, number, len(entries), wishes),
            user=entry.user,
            tags=tuple(dict.fromkeys((*entry.tags, *map(parse_tag, wishes.tags)))),
            shape=entry.shape,
            shape_template=entry.shape_template,
            state=entry.state,
            attributes=entry.attributes,
            device=entry.device,
            created_at=entry.created_at,
            last_seen_at=entry.last_seen_at,
        )
        for number, entry in enumerate(entries, 1)
    ]


def _name(entry: Entry, number: int, total: int, wishes: Wishes) -> str | None:
    if wishes.name is None:
        return entry.name
    return wishes.name if total == 1 else f"{wishes.name} {number}"
