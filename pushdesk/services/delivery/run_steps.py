"""What a run writes, each step in one transaction that keeps its lease: claims, results, the end."""

from datetime import timedelta

from sqlmodel import Session

from pushdesk.model import clock
from pushdesk.model.campaign import CampaignState
from pushdesk.services.store import addresses, campaigns, claiming, leases
from pushdesk.services.store.claims import Claim, Result

LEASE = timedelta(seconds=6)


class RunSteps:
    """Of one campaign that `runner` holds; each raises Conflict where another process took it over."""

    def __init__(self, campaign_id: str, runner: str) -> None:
        self._campaign_id = campaign_id
        self._runner = runner

    def claim(
        self, session: Session, wanted: dict[str, int]
    ) -> tuple[CampaignState | None, dict[str, list[Claim]], str | None]:
        """What others asked for; if nothing, the claims that may leave now, and where the lab listens."""
        asked = leases.renew(session, self._campaign_id, self._runner, clock.now() + LEASE)
        claims: dict[str, list[Claim]] = {}
        if asked is None:
            now = clock.now()
            for where, limit in wanted.items():
                claims[where] = claiming.claim(session, self._campaign_id, limit, now, where)
        return asked, claims, addresses.present(session).get(addresses.PUSH_SERVICE)

    def record(
        self, session: Session, results: list[Result], unsent: list[str], died: bool
    ) -> CampaignState | None:
        """What came back; returns what others asked for."""
        campaigns.record(session, self._campaign_id, self._runner, results)
        campaigns.put_back(session, self._campaign_id, unsent)
        if died:
            campaigns.take_back(session, self._campaign_id)
        return leases.renew(session, self._campaign_id, self._runner, clock.now() + LEASE)

    def finish(self, session: Session, stop_as: CampaignState | None) -> None:
        """Let go of it: as somebody said it was to stop, or finished."""
        asked = leases.renew(session, self._campaign_id, self._runner, clock.now() + LEASE)
        # A cancel that came from another process in the last moment outranks our own pause.
        state = asked if asked is CampaignState.CANCELLED else stop_as
        if state is CampaignState.CANCELLED:
            campaigns.cancel_unanswered(session, self._campaign_id)
            campaigns.cancel_open(session, self._campaign_id, "Cancelled before it was sent.")
        else:
            campaigns.take_back(session, self._campaign_id)
        if campaigns.next_due(session, self._campaign_id)[0] == 0 and state is CampaignState.PAUSED:
            state = CampaignState.FINISHED
        leases.release(session, self._campaign_id, self._runner, state or CampaignState.FINISHED)
