"""A run that was started, and how it ended."""

import asyncio
import logging
from dataclasses import dataclass, field

from pushdesk.model.errors import FolderLost, KnownError
from pushdesk.services.delivery.campaign_run import CampaignRun

log = logging.getLogger(__name__)


@dataclass
class Started:
    """`problem` is what ended it early, once it has `ended`."""

    run: CampaignRun
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    problem: KnownError | None = None

    async def live(self) -> None:
        """Run to the end; what a person can act on is kept and logged, not raised."""
        try:
            await self.run.run()
        except* KnownError as group:
            self.problem = _first(group)
            # Where the folder is lost, whoever waits says so, and the log went with it.
            level = logging.INFO if isinstance(self.problem, FolderLost) else logging.ERROR
            log.log(level, "campaign %s stopped: %s", self.run.campaign_id, self.problem.sentence)
        finally:
            self.ended.set()


def _first(group: BaseExceptionGroup[KnownError]) -> KnownError:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, KnownError)
    return error
