"""The proxy that the user set: used for push services on the internet, from the next message on."""

from collections.abc import AsyncIterator

import pytest

from tests.services.delivery.delivery_desk import ALL, DeliveryDesk, message
from tests.services.delivery.push_sink import PushSink

pytestmark = pytest.mark.allow_log("no keyring answers")
FAR = "http://push.invalid/push/a"


@pytest.fixture
async def proxies() -> AsyncIterator[list[PushSink]]:
    """Two proxies that answer by themselves."""
    async with PushSink() as one, PushSink() as other:
        yield [one, other]


async def test_the_set_proxy_is_used_and_another_one_from_the_next_message_on(
    desk: DeliveryDesk, sink: PushSink, proxies: list[PushSink]
) -> None:
    desk.change(trusted_push_hosts=("push.invalid",))
    await desk.devices.capture(sink.browser().subscription | {"endpoint": FAR})
    sender = await desk.sender()
    for proxy in proxies:
        desk.change(proxy=proxy.origin)
        row = await sender.wait(await sender.send(message(), ALL))
        assert row.counts.accepted == 1
    assert [[arrival.path for arrival in proxy.arrivals] for proxy in proxies] == [[FAR], [FAR]]


async def test_a_push_service_on_this_computer_is_reached_past_the_set_proxy(
    desk: DeliveryDesk, sink: PushSink, proxies: list[PushSink]
) -> None:
    desk.change(proxy=proxies[0].origin)
    await desk.browsers(1)
    sender = await desk.sender()
    assert (await sender.wait(await sender.send(message(), ALL))).counts.accepted == 1
    assert (len(sink.arrivals), proxies[0].arrivals) == (1, [])
