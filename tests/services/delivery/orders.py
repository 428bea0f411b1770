"""Gives orders to a Dispatcher as the desk does, by a clock that can be moved, and keeps its reports."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

from pushdesk.model import clock
from pushdesk.model.endpoint import origin
from pushdesk.model.identifiers import DELIVERY_ID_LENGTH, RECEIPT_TOKEN_LENGTH, new_id
from pushdesk.services.delivery.dispatcher import Dispatcher
from pushdesk.services.delivery.errand import Errand
from pushdesk.services.delivery.jobs import Begin, Limits, Page, Report
from pushdesk.services.store.claims import Claim, Result
from tests.services.delivery.delivery_desk import RECEIVER, message
from tests.services.delivery.push_sink import PushSink

KEY, AUTHORIZATION = "a key", "vapid t=a.b.c, k=a key"


class Ordering:
    """Of one Dispatcher. `later` moves its clock."""

    def __init__(self, limits: Limits) -> None:
        self._offset = 0.0
        self.dispatcher = Dispatcher(limits, lambda: time.monotonic() + self._offset)
        self.reports: list[Report] = []

    def later(self, seconds: float) -> None:
        """Let so much time pass."""
        self._offset += seconds

    def begin(self, run: str, life: timedelta = timedelta(days=1)) -> None:
        """Begin a run with a message of its own, which nobody wants later than `life` from now."""
        self.dispatcher.take(Begin(run, Errand(message(), RECEIVER, clock.now() + life)))

    def page(self, run: str, sink: PushSink, number: int, attempt: int = 1, before: int = 0) -> list[str]:
        """Have so many messages sent to new devices of a push service; returns their ids.

        It is attempt number `attempt`, of which `before` were made before somebody asked once more.
        """
        claims = tuple(claim_to(sink)._replace(attempt=attempt, tried_before=before) for _ in range(number))
        slots = {(KEY, origin(claim.endpoint)): AUTHORIZATION for claim in claims}
        self.dispatcher.take(Page(run, claims, slots, None))
        return [claim.delivery_id for claim in claims]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Let it work until something holds."""
        while not holds():
            await self.turn()

    async def turn(self, wait: float = 0.005) -> None:
        """One turn."""
        self.reports += await asyncio.to_thread(self.dispatcher.turn, wait)

    async def rest(self) -> None:
        """Let it work until all that may leave now has left, and arrived."""
        for _ in range(40):
            await self.turn()

    def results(self, run: str = "a run") -> list[Result]:
        """What came of it so far."""
        return [result for report in self.reports if report.run == run for result in report.results]

    def unsent(self, run: str = "a run") -> list[str]:
        """The ids that came back as never sent."""
        return [name for report in self.reports if report.run == run for name in report.unsent]

    def halted(self, run: str = "a run") -> bool:
        """Whether a Halt was answered."""
        return any(report.halted for report in self.reports if report.run == run)


def claim_to(sink: PushSink) -> Claim:
    """A claim for a new device of a push service."""
    subscription = sink.browser().subscription
    return Claim(
        delivery_id=new_id(DELIVERY_ID_LENGTH),
        token=new_id(RECEIPT_TOKEN_LENGTH),
        attempt=1,
        subscription_id="a device",
        endpoint=subscription["endpoint"],
        p256dh=subscription["keys"]["p256dh"],
        auth=subscription["keys"]["auth"],
        vapid_public_key=KEY,
        push_service="other",
        lab_owned=False,
    )
