"""The lab as a service: its addresses, its ports, what it owns."""

import asyncio
import socket
import subprocess
from pathlib import Path

import pytest
from sqlmodel import Session, select

from pushdesk.model.errors import PortTaken
from pushdesk.model.lab import AgentKind, LabAgent, LabChannel, LabProfile
from pushdesk.services.lab import records
from pushdesk.services.lab.lab import Lab
from pushdesk.services.lab.push_request import lab_route
from pushdesk.services.store.database import Database
from pushdesk.settings import Settings
from tests.services.lab.conftest import Clock, OpenLab


async def test_its_addresses_and_preferences_lead_to_it(lab: Lab, data_dir: Path) -> None:
    port = lab.addresses.push_service.rpartition(":")[2]
    assert lab.addresses.push_service == f"http://127.0.0.1:{port}"
    assert lab.addresses.firefox_push == f"ws://127.0.0.1:{port}/"
    assert lab.addresses.push_service_tls.startswith("https://localhost:")
    assert lab.addresses.ca_file == data_dir / "lab" / "ca.pem"
    preferences = lab.firefox_prefs()
    assert preferences["dom.push.serverURL"] == lab.addresses.firefox_push
    assert preferences["dom.push.testing.allowInsecureServerURL"] is True
    assert preferences["dom.push.connection.enabled"] is True


@pytest.mark.parametrize("taken", ["push_service_port", "push_service_tls_port"])
async def test_a_taken_port_is_a_sentence_and_leaves_the_other_port_free(
    database: Database, data_dir: Path, taken: str
) -> None:
    async def key() -> str:
        return ""

    with socket.create_server(("127.0.0.1", 0)) as other, socket.create_server(("127.0.0.1", 0)) as spare:
        ports = {"push_service_port": spare.getsockname()[1], "push_service_tls_port": spare.getsockname()[1]}
        spare.close()
        ports[taken] = other.getsockname()[1]
        lab = Lab(Settings(data_dir=data_dir, **ports), database, lambda: "", key)
        with pytest.raises(PortTaken, match=f"Port {ports[taken]} .* is taken by another program") as caught:
            await lab.__aenter__()
    assert f"PUSHDESK_{taken.upper()}" in caught.value.sentence
    for port in ports.values():
        socket.create_server(("127.0.0.1", port)).close()


async def test_its_port_is_free_again_once_it_has_closed(open_lab: OpenLab) -> None:
    async with open_lab() as lab:
        port = int(lab.addresses.push_service.rpartition(":")[2])
    socket.create_server(("127.0.0.1", port)).close()


async def test_it_knows_what_it_handed_out_byte_for_byte(lab: Lab, database: Database) -> None:
    devices = await lab.ensure_devices(3)
    await lab.devices.unsubscribe(devices[0].id)
    endpoints = {device.endpoint or "" for device in devices}
    one = devices[1].endpoint or ""
    strangers = {one.upper(), one + "/", one + "?", "https://push.example/x"}
    found = await database.read(records.owned_endpoints, [*endpoints, *strangers])
    assert set(found) == endpoints
    many = [f"https://push.example/{n}" for n in range(2000)]
    assert await database.read(records.owned_endpoints, many) == {}


def test_a_route_leads_to_where_the_lab_is_now() -> None:
    assert lab_route("abc", "http://127.0.0.1:9000") == "http://127.0.0.1:9000/push/abc"
    assert lab_route("abc", "http://127.0.0.1:9000/") == "http://127.0.0.1:9000/push/abc"


async def test_node_trusts_it_with_node_extra_ca_certs(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "ask.mjs"
    script.write_text(
        "import https from 'node:https';\n"
        "https.get(process.argv[2], (answer) => { console.log(answer.statusCode); answer.resume(); });\n"
    )
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", str(lab.addresses.ca_file))
    process = await asyncio.create_subprocess_exec(
        "node", str(script), lab.addresses.push_service_tls, stdout=subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert output.strip() == b"200"


async def test_a_browser_that_never_subscribed_is_forgotten_after_a_day(
    open_lab: OpenLab, database: Database, now: Clock
) -> None:
    def add(session: Session) -> None:
        session.add(LabProfile(id="here", browser="chromium", name="Chromium", kept=True))
        agents = {"stranger": "", "gone": "deleted", "ours": "here", "subscribed": ""}
        for name, profile in agents.items():
            session.add(LabAgent(id=name, kind=AgentKind.CHROMIUM, profile=profile, created_at=now()))
        session.flush()
        session.add(
            LabChannel(
                token="t",
                agent_id="subscribed",
                channel_id="c",
                endpoint="http://127.0.0.1/push/t",
                ended_at=now(),
            )
        )

    def names(session: Session) -> set[str]:
        return set(session.exec(select(LabAgent.id)))

    await database.write(add)
    now.move(hours=23)
    async with open_lab():
        assert await database.read(names) == {"stranger", "gone", "ours", "subscribed"}
    now.move(hours=2)
    async with open_lab():
        assert await database.read(names) == {"ours", "subscribed"}
