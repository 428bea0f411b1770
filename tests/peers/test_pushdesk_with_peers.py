"""PushDesk and its peers: npm's web-push sends to the lab, web-push-testing takes our messages."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import py_vapid
import pytest
from sqlmodel import Session, select

from pushdesk.model import base64url
from pushdesk.model.lab import LabNotification
from tests.journeys.processes import lab, pushdesk
from tests.journeys.watching import watching
from tests.peers.peers import VapidDetails, WebPushTesting, send_with_web_push

CONTACT = "mailto:tests@pushdesk.org"


def _titles(session: Session) -> list[str]:
    return [row.title for row in session.exec(select(LabNotification))]


async def test_web_push_testing_accepts_and_decrypts_what_pushdesk_sends(
    node_modules: Path, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public_key = (await pushdesk(data_dir, "vapid", "show", "--json")).json["publicKey"]
    async with WebPushTesting(node_modules) as service:
        monkeypatch.setenv("PUSHDESK_TRUSTED_PUSH_HOSTS", urlsplit(service.origin).netloc)
        device = await service.subscribe(public_key)
        file = tmp_path / "device.json"
        file.write_text(json.dumps(device.push_subscription), "utf-8")
        imported = await pushdesk(data_dir, "subscriptions", "import", str(file))
        assert imported.status == 0, imported.err
        sent = await pushdesk(data_dir, "send", "--title", "Grüße ✓", "--ttl", "60", "--to", "all", "--json")
        assert sent.status == 0, sent.err + sent.out
        (message,) = await service.get_notifications(device)
    assert json.loads(message)["title"] == "Grüße ✓"
    assert json.loads(message)["pushdesk"]["delivery"] == sent.json["deliveries"][0]["id"]


async def test_a_message_from_web_push_reaches_a_virtual_device_over_the_labs_tls(
    node_modules: Path, data_dir: Path, tmp_path: Path
) -> None:
    key = py_vapid.Vapid02()
    key.generate_keys()
    key.save_key(str(tmp_path / "private.pem"))
    assert (await pushdesk(data_dir, "vapid", "import", str(tmp_path / "private.pem"))).status == 0
    public_key = (await pushdesk(data_dir, "vapid", "show", "--json")).json["publicKey"]
    private_key = base64url.encode(key.private_key.private_numbers().private_value.to_bytes(32))
    async with lab(data_dir, "--devices", "1") as ready, watching(data_dir) as watch:
        (device,) = (await pushdesk(data_dir, "subscriptions", "export", "--json")).json
        endpoint = ready["pushServiceTls"].rstrip("/") + urlsplit(device["endpoint"]).path
        answer = await send_with_web_push(
            node_modules,
            subscription={"endpoint": endpoint, "keys": device["keys"]},
            payload=json.dumps({"title": "From another sender"}),
            vapid=VapidDetails(CONTACT, public_key, private_key),
            options={"TTL": 60, "urgency": "high", "topic": "news"},
            ca_file=Path(ready["caFile"]),
        )
        assert answer.status == 201, answer.body
        assert await watch.until(_titles) == ["From another sender"]
