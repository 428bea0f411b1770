"""The sender process's work without the process: takes orders, sends by each push service's pace, reports.

Each push service has a queue and a pace of its own, and they take turns, so that a slow one never keeps the
rest waiting.
"""

import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from pushdesk.model import moments
from pushdesk.model.endpoint import origin
from pushdesk.model.errors import BadInput
from pushdesk.model.states import DeliveryState
from pushdesk.services.delivery.attempt import Prepared, prepare, result_of
from pushdesk.services.delivery.errand import Errand
from pushdesk.services.delivery.exchange import Exchange
from pushdesk.services.delivery.exchanges import Exchanges
from pushdesk.services.delivery.jobs import Begin, Forget, Halt, Limits, Order, Page, Report
from pushdesk.services.delivery.pace import Allowance, Pace
from pushdesk.services.delivery.retry_policy import RetryPolicy
from pushdesk.services.store.claims import Claim, Result

# An answer waits so long for others to be told of together, while others are on their way: each batch costs
# the desk a transaction.
REPORT_SECONDS = 0.1
REPORT_RESULTS = 1000
# HTTP/1.1 has one request a connection.
_ALONE_CEILING = 64
_COMPLAINTS = frozenset({429, 503})
_TOO_LATE = "Not sent: the push service asks to wait {} seconds more, longer than the message's time to live."
_EXPIRED = "Given up: what came before took so long that the message's time to live is over."
# Requests encrypted in one go before answers are looked for again.
_BURST = 32


@dataclass
class _Run:
    errand: Errand
    results: list[Result] = field(default_factory=list)
    unsent: list[str] = field(default_factory=list)
    halted: bool = False
    origins: set[str] = field(default_factory=set)


class _Waiting(NamedTuple):
    run: str
    claim: Claim
    authorization: str
    lab: str | None


class Dispatcher:
    """Give it orders with `take`, let it work with `turn`. `seconds` is a steady clock."""

    def __init__(self, limits: Limits, seconds: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._seconds = seconds
        self._exchanges = Exchanges(limits.timeout, limits.proxy)
        self._paces: dict[str, Pace] = {}
        self._queues: dict[str, deque[_Waiting]] = {}
        self._turns: deque[str] = deque()
        self._runs: dict[str, _Run] = {}
        self._allowance = Allowance(limits.per_second)
        self._reported = seconds()

    @property
    def busy(self) -> bool:
        """Whether anything is queued, in the air, or to be reported."""
        return bool(self._exchanges.in_air or self._turns or any(map(_has_news, self._runs.values())))

    def take(self, order: Order) -> None:
        """Do what the desk says."""
        match order:
            case Limits():
                self._limits = order
                self._allowance.per_second = order.per_second
                self._exchanges.timeout = order.timeout
                self._exchanges.proxies.named = order.proxy
                for pace in self._paces.values():
                    pace.ceiling = order.ceiling
            case Begin():
                self._runs[order.run] = _Run(order.errand)
            case Page():
                self._queue(order)
            case Halt():
                self._take_back(order.run)
                self._runs[order.run].halted = True
            case Forget():
                self._take_back(order.run)
                self._exchanges.drop(partial(self._is_of, order.run))
                self._runs.pop(order.run, None)

    def turn(self, wait: float) -> list[Report]:
        """Send what may leave, take in answers; wait for the network at most so many seconds. What is new."""
        left = self._send_some()
        self._exchanges.turn(0.0 if left else wait)
        return list(self._reports())

    def close(self) -> None:
        """Drop everything."""
        self._exchanges.close()

    def _queue(self, page: Page) -> None:
        run = self._runs[page.run]
        page_origins: set[str] = set()
        for claim in page.claims:
            where = origin(claim.endpoint)
            page_origins.add(where)
            authorization = page.authorizations[claim.vapid_public_key, where]
            if not (queue := self._queues.setdefault(where, deque())):
                self._turns.append(where)
            queue.append(_Waiting(page.run, claim, authorization, page.lab))
        run.origins |= page_origins
        for where in page_origins:
            self._give_up(where)

    def _give_up(self, where: str) -> None:
        """Fail what could leave only after its message's time to live, for the push service asks to wait."""
        wait = self._pace(where).blocked_until - self._seconds()
        if wait <= 0 or not self._queues[where]:
            return
        free = moments.now() + timedelta(seconds=wait)
        kept: deque[_Waiting] = deque()
        for waiting in self._queues[where]:
            run, claim = self._runs[waiting.run], waiting.claim
            if free <= run.errand.deadline:
                kept.append(waiting)
            else:
                reason = _TOO_LATE.format(math.ceil(wait))
                run.results.append(Result(claim.delivery_id, claim.endpoint, DeliveryState.FAILED, reason))
        self._queues[where] = kept
        if not kept:
            self._turns.remove(where)

    def _take_back(self, name: str) -> None:
        for where in list(self._turns):
            kept: deque[_Waiting] = deque()
            for waiting in self._queues[where]:
                if waiting.run != name:
                    kept.append(waiting)
                elif run := self._runs.get(name):
                    run.unsent.append(waiting.claim.delivery_id)
            self._queues[where] = kept
            if not kept:
                self._turns.remove(where)

    def _send_some(self) -> int:
        """Let up to _BURST requests leave, one push service after the other; returns how many did."""
        now = self._seconds()
        left = 0
        for where in list(self._turns):
            queue, pace = self._queues[where], self._pace(where)
            room = min(pace.room(now), len(queue), max(1, _BURST - left))
            granted = self._allowance.take(room, now)
            for _ in range(granted):
                self._send(queue.popleft(), where, pace)
                left += 1
            if granted:
                # Whoever got nothing, because others used up the cap, stays in front.
                self._turns.remove(where)
                self._turns.extend([where] if queue else [])
            if left >= _BURST:
                break
        return left

    def _pace(self, where: str) -> Pace:
        if where not in self._paces:
            self._paces[where] = Pace(self._limits.ceiling)
        return self._paces[where]

    def _send(self, waiting: _Waiting, where: str, pace: Pace) -> None:
        run, claim = self._runs[waiting.run], waiting.claim
        if claim.attempt > claim.tried_before + 1 and moments.now() > run.errand.deadline:
            # It was due in time, and then stood in the queue behind others.
            failed = Result(claim.delivery_id, claim.endpoint, DeliveryState.FAILED, _EXPIRED)
            run.results.append(failed)
            return
        try:
            prepared = prepare(claim, run.errand, waiting.authorization, waiting.lab)
        except BadInput as problem:
            failed = Result(claim.delivery_id, claim.endpoint, DeliveryState.FAILED, problem.sentence)
            run.results.append(failed)
            return
        pace.started()
        if prepared.post is None:
            self._landed(waiting.run, prepared, where, self._seconds(), Exchange(None, prepared.reason))
            return
        done = partial(self._landed, waiting.run, prepared, where, self._seconds())
        self._exchanges.start(prepared.post, done)

    def _landed(self, name: str, prepared: Prepared, where: str, started: float, exchange: Exchange) -> None:
        now, pace = self._seconds(), self._paces[where]
        policy = RetryPolicy(self._limits.attempts, self._limits.retry_base)
        run = self._runs[name]
        result, wait = result_of(prepared, exchange, run.errand, policy, moments.now())
        if exchange.timed_out or (exchange.answer and exchange.answer.status in _COMPLAINTS):
            pace.complained(started, now, wait)
            if wait is not None:
                self._give_up(where)
        else:
            pace.answered()
        if exchange.answer is not None:
            most = self._limits.ceiling
            pace.ceiling = most if exchange.http2 else min(most, _ALONE_CEILING)
        run.results.append(result)

    def _is_of(self, name: str, done: Callable[[Exchange], None]) -> bool:
        """Whether the request that `done` waits for is of this run; its pace is told that it is dropped."""
        assert isinstance(done, partial)
        run, _, where, _ = done.args
        if run != name:
            return False
        self._paces[where].dropped()
        return True

    def _reports(self) -> Iterator[Report]:
        now = self._seconds()
        due = now - self._reported >= REPORT_SECONDS or not (self._exchanges.in_air or self._turns)
        for name, run in self._runs.items():
            if _has_news(run) and (due or run.halted or len(run.results) >= REPORT_RESULTS):
                rooms = {where: self._room(where, now) for where in run.origins}
                yield Report(name, tuple(run.results), tuple(run.unsent), rooms, run.halted)
                run.results, run.unsent, run.halted = [], [], False
                self._reported = now

    def _room(self, where: str, now: float) -> int:
        pace = self._pace(where)
        return 0 if now < pace.blocked_until else int(pace.limit)


def _has_news(run: _Run) -> bool:
    return bool(run.results or run.unsent or run.halted)
