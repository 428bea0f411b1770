"""Virtual devices over real HTTP: they subscribe, decrypt, show, report, come back."""

from pushdesk.services.lab.lab import Lab
from tests.services.lab.desk_stub import DeskStub
from tests.services.lab.sending import AppServer, tracked


async def test_a_device_subscribes_shows_a_push_and_reports_it(
    lab: Lab, desk: DeskStub, server: AppServer
) -> None:
    (device,) = await lab.ensure_devices(1)
    (subscription,) = desk.of("subscribe")
    assert subscription["device"] == {
        "name": "Virtual device 1",
        "userAgent": "PushDesk virtual device",
        "platform": "virtual",
        "maxActions": 2,
    }
    assert subscription["endpoint"] == device.endpoint

    answer = await server.push(subscription, tracked("d1"))
    assert answer.status == 201
    await desk.until(lambda: desk.events("d1") == ["received", "shown"])
    (shown,) = await lab.devices.notifications(device.id)
    assert (shown.title, shown.options["body"], shown.delivery) == ("Hello", "World", "d1")
