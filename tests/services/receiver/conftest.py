"""A receiver and, behind it, a desk whose devices live in a sink."""

import json
from collections.abc import AsyncIterator

import pytest

from tests.services.delivery.conftest import desk, sink
from tests.services.delivery.delivery_desk import ALL, DeliveryDesk, message
from tests.services.delivery.push_sink import PushSink
from tests.services.receiver.receiver_desk import ReceiverDesk, receiving

__all__ = ["desk", "house", "sink"]


@pytest.fixture
async def house(desk: DeliveryDesk) -> AsyncIterator[ReceiverDesk]:
    """A running receiver."""
    async with receiving(desk) as running:
        yield running


@pytest.fixture
async def sent(house: ReceiverDesk, sink: PushSink) -> dict[str, str]:
    """The members of a receipt that name a delivery, as its device read them."""
    (browser,) = await house.desk.browsers(1)
    await house.sender.wait(await house.sender.send(message(), ALL))
    (arrival,) = sink.to(browser)
    told = json.loads(browser.decrypt(arrival.body))["pushdesk"]
    return {"delivery": told["delivery"], "token": told["token"]}
