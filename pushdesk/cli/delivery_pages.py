"""A campaign's deliveries page by page: of a million no more are held than of a thousand."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from pushdesk.model.campaign import DeliveryState
from pushdesk.model.views import DeliveryRow

if TYPE_CHECKING:
    from pushdesk.services.parts import Desk

# Of what was not accepted; the rest is a `campaigns show` away.
FAILURES_TOLD = 20
_PAGE = 1000


async def pages(desk: "Desk", campaign_id: str) -> AsyncIterator[list[DeliveryRow]]:
    """All of them in the audience's order; a page is never empty. Raises FolderError."""
    after = -1
    while page := await desk.sender.deliveries(campaign_id, after, _PAGE):
        yield page
        if len(page) < _PAGE:
            return
        after = page[-1].position


async def failures(desk: "Desk", campaign_id: str) -> list[DeliveryRow]:
    """The first FAILURES_TOLD that were not accepted."""
    failed: list[DeliveryRow] = []
    async for page in pages(desk, campaign_id):
        failed += [row for row in page if row.state is not DeliveryState.ACCEPTED]
        if len(failed) >= FAILURES_TOLD:
            break
    return failed[:FAILURES_TOLD]
