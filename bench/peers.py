"""PushDesk against the libraries that are used today: `python bench/peers.py [MESSAGES] [ROUNDS] [SENDER …]`.

PushDesk end to end (a real desk: campaign, database, progress) beside npm web-push as it comes and with its
token signed once, pywebpush's webpush_async with one session, and pywebpush's encoder with aiohttp;
MESSAGES (2,000) each in ROUNDS (5) that alternate, at an nginx that speaks HTTP/1.1, then at one that
speaks HTTP/2, too. `webpush_async as documented` (a connection for each message) is sent by name only: it
is slow. Ratios are to PushDesk, inside one round; CPU is that of the sending processes with their children.
Asserts nothing but that every message arrived.
"""

import asyncio
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import devices
from desk_rounds import fill
from filelock import FileLock
from measuring import HERE, ROUNDS, Cost, FreshSender, SenderProcess, alternate, print_costs, python_sender
from sinks import Sink

DESK = "PushDesk"
_CACHE = HERE.parent / ".make" / "peers"
_LOCK = HERE.parent / "tests" / "peers" / "package-lock.json"


def node_modules() -> Path:
    """Where npm's packages are, installed once from the lock that the tests use, in the tests' own folder."""
    if shutil.which("npm") is None:
        raise SystemExit("This benchmark needs npm: install Node.js (Debian: apt-get install npm).")
    folder = _CACHE / hashlib.sha256(_LOCK.read_bytes()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(_CACHE / "lock"):
        if not (folder / "complete").exists():
            for name in ("package.json", "package-lock.json"):
                shutil.copy(_LOCK.with_name(name), folder)
            subprocess.run(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True
            )
            (folder / "complete").touch()
    return folder / "node_modules"


def desk_environment(sink: Sink) -> dict[str, str]:
    """A desk that trusts the sink, and keeps its key in its folder."""
    return sink.environment | {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


def senders(sink: Sink, port: int, messages: int, folder: Path) -> dict[str, SenderProcess]:
    """Every sender by name, not started yet."""
    everybody = devices.subscriptions(messages, port)
    os.environ.update(desk_environment(sink))
    asyncio.run(fill(folder, everybody))
    counts, rows = folder.with_name(folder.name + "-counts"), folder.with_name(folder.name + "-rows")
    shutil.copytree(folder, counts)
    shutil.copytree(folder, rows)
    errand = {
        "subscriptions": everybody,
        "payload": devices.PAYLOAD,
        "vapid": devices.vapid(),
        "concurrency": devices.CONCURRENCY,
        "warm": devices.WARM,
    }
    campaign = {"messages": messages, "warm": min(devices.WARM, messages), "audience": "all"}
    node = ["node", str(HERE / "web_push_rounds.mjs")]
    at_node = sink.environment | {"NODE_PATH": str(node_modules())}
    desk = desk_environment(sink)

    def python(name: str) -> SenderProcess:
        return SenderProcess(python_sender("python_rounds.py", name), errand, sink.environment)

    return {
        DESK: SenderProcess(python_sender("desk_rounds.py", str(counts)), campaign, desk),
        "PushDesk, every row told": SenderProcess(
            python_sender("desk_rounds.py", str(rows), "rows"), campaign, desk
        ),
        "npm web-push": SenderProcess(node, errand, at_node),
        "npm web-push, token cached": SenderProcess(node, errand | {"cached": True}, at_node),
        "npm web-push, a new process each round": FreshSender(node, errand | {"warm": 0}, at_node),
        "webpush_async, one session": python("one_session"),
        "webpush_async as documented": python("as_documented"),
        "pywebpush's encoder with aiohttp": python("own_request"),
    }


def main(messages: int, rounds: int, wanted: list[str]) -> None:
    """Both sinks, one after the other."""
    with Sink() as sink:
        for protocol, port in (("HTTP/1.1", sink.http1), ("HTTP/2", sink.http2)):
            with tempfile.TemporaryDirectory() as folder:
                everybody = senders(sink, port, messages, Path(folder) / "desk")
                names = [name for name in everybody if not wanted or any(word in name for word in wanted)]
                if not wanted:
                    names.remove("webpush_async as documented")
                chosen = {name: everybody[name] for name in [DESK, *names]}
                seen = sink.requests()

                def arrived(name: str, cost: Cost, chosen_port: int = port) -> None:
                    nonlocal seen
                    seen, before = sink.requests(), seen
                    if seen - before < cost.messages:
                        raise SystemExit(f"{name} sent {seen - before} of {cost.messages}")

                print(f"\nA sink of {protocol}, {messages:,} messages a round, median of {rounds} rounds")
                print_costs(alternate(chosen, rounds, arrived), DESK)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    words = [word for word in sys.argv[1:] if not word.isdigit()]
    main(*(numbers + [2000, ROUNDS][len(numbers) :]), words)
