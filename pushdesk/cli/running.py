"""Campaigns that this process runs or stops: send, resume, pause, cancel, each to its end."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from pushdesk.cli import output
from pushdesk.cli.follow import Following, Wait, progress_bar
from pushdesk.cli.signals import Interrupted
from pushdesk.model.audience import Choice
from pushdesk.model.campaign import ENDED_CAMPAIGNS, CampaignState
from pushdesk.model.errors import BadInput, Conflict, FolderError, KnownError
from pushdesk.model.message import Message
from pushdesk.model.payload import PayloadShape
from pushdesk.model.views import CampaignRow
from pushdesk.services.parts import Desk

# A runner hears of a request with its next heartbeat; one that died is given up with its lease.
STOP_SECONDS = 20.0


@dataclass(frozen=True)
class Outcome:
    """A campaign; `problem` is why it did not come to what was asked, if it did not."""

    campaign: CampaignRow
    problem: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether the push services took every message."""
        return self.campaign.counts.accepted == self.campaign.counts.total


async def outcome(desk: Desk, campaign_id: str, problem: str | None = None) -> Outcome:
    """The campaign as it is now. Raises NotFound."""
    return Outcome(await desk.sender.get(campaign_id), problem)


async def send_and_follow(
    desk: Desk,
    message: Message,
    choices: Sequence[Choice],
    shape: tuple[PayloadShape, str],
    wait: Wait | None,
) -> Outcome:
    """Send, and wait for the end and for the receipts. Raises KnownError with nothing stored or sent.

    `shape` comes with its template, empty where it is not custom. Where it is cancelled, what is left is
    paused, and Interrupted says so.
    """
    if wait is not None:
        _refuse_to_wait(await desk.sender.unconfirmed(message, choices, *shape))
    # Cancelled while it is written, it may be stored or not: only its own end tells, and the id with it.
    storing = asyncio.ensure_future(desk.sender.send(message, choices, *shape))
    try:
        campaign_id = await asyncio.shield(storing)
    except asyncio.CancelledError:
        raise await _interrupted(desk, await storing) from None
    output.note(f"Campaign {campaign_id}")
    return await _follow(desk, campaign_id, wait)


def _refuse_to_wait(silent: dict[PayloadShape, int]) -> None:
    """Raises BadInput where devices could never report what is waited for."""
    if silent:
        devices = output.plural(sum(silent.values()), "device", "devices")
        raise BadInput(
            f"{devices} could not confirm anything: a payload in the shape {', '.join(silent)} does not "
            "carry the delivery's id. Send without --wait, or in another shape."
        )


async def resume_and_follow(desk: Desk, campaign_id: str) -> Outcome:
    """Go on with a campaign to its end.

    Raises NotFound, Conflict where another process sends it, Interrupted as `send_and_follow` does.
    """
    return await _follow(desk, campaign_id, None, begin=desk.sender.resume)


async def retry_and_follow(desk: Desk, campaign_id: str) -> Outcome:
    """Send what failed or was rejected once more, to the end.

    Raises NotFound, BadInput where nothing failed, Conflict where it is being sent, Interrupted as
    `send_and_follow` does.
    """
    return await _follow(desk, campaign_id, None, begin=desk.sender.retry_failed)


async def _follow(
    desk: Desk,
    campaign_id: str,
    wait: Wait | None,
    begin: Callable[[str], Awaitable[None]] | None = None,
) -> Outcome:
    """`begin` starts it here; without, it runs already."""
    try:
        if begin is not None:
            await begin(campaign_id)
        return await _to_the_end(desk, campaign_id, wait)
    except asyncio.CancelledError:
        raise await _interrupted(desk, campaign_id) from None


async def _interrupted(desk: Desk, campaign_id: str) -> Interrupted:
    """Pauses what runs, and says how far it came."""
    await desk.sender.pause_all()
    campaign = await desk.sender.get(campaign_id)
    counts = campaign.counts
    state, accepted = campaign.state, f"{counts.accepted:,} of {counts.total:,} accepted"
    words = f"Stopped. Campaign {campaign_id} is {state.value}: {accepted}"
    if state in ENDED_CAMPAIGNS:
        return Interrupted(f"{words}.", campaign_id)
    return Interrupted(
        f"{words}, {counts.open:,} still open. `pushdesk campaigns resume {campaign_id}` sends the rest.",
        campaign_id,
    )


async def _to_the_end(desk: Desk, campaign_id: str, wait: Wait | None) -> Outcome:
    async with Following(desk, campaign_id, wait.event if wait is not None else None) as following:
        try:
            with progress_bar(following):
                await desk.sender.wait(campaign_id)
        except FolderError as stopped:
            # Where the folder is lost, this raises FolderLost itself.
            rest = f"Then `pushdesk campaigns resume {campaign_id}` sends the rest."
            return await outcome(desk, campaign_id, f"{stopped.sentence} {rest}")
        except KnownError as stopped:
            return await outcome(desk, campaign_id, stopped.sentence)
        if wait is None:
            return await outcome(desk, campaign_id)
        await following.refresh()
        await following.receipts(wait.seconds)
        # What came in the last moment may not have been told of yet.
        silent = await following.silent()
    problem = None
    if silent:
        devices = output.plural(silent, "device", "devices")
        problem = f"{devices} did not report “{wait.event.value}” in {wait.seconds:g} s."
    return await outcome(desk, campaign_id, problem)


async def stop_and_follow(
    desk: Desk, campaign_id: str, ask: Callable[[str], Awaitable[None]], wanted: CampaignState
) -> Outcome:
    """Ask whoever runs the campaign to pause or cancel it, and wait until that happened.

    Raises NotFound, and Conflict for a campaign that has ended already.
    """
    await ask(campaign_id)
    problem = None
    async with Following(desk, campaign_id) as following:
        try:
            async with asyncio.timeout(STOP_SECONDS):
                campaign = await following.state_leaves(CampaignState.SENDING)
                if campaign.state is CampaignState.INTERRUPTED:
                    await ask(campaign_id)  # its runner died before it heard: now nobody is in the way
        except TimeoutError:
            problem = f"The process that sends the campaign did not stop within {STOP_SECONDS:g} s."
        except Conflict as ended:
            problem = ended.sentence
    found = await outcome(desk, campaign_id, problem)
    if problem is None and found.campaign.state is not wanted:
        state = found.campaign.state
        again = state is CampaignState.SENDING
        problem = (
            "It stopped, and somebody resumed it." if again else f"Too late: the campaign is {state.value}."
        )
    return Outcome(found.campaign, problem)
