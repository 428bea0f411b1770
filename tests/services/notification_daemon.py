"""A notification daemon for tests: takes the bus name, prints each notification it is given as a JSON line.

Run by dbus-run-session on a bus of its own; the arguments are its capabilities. The first line it prints is
the bus's address. Interface: Desktop Notifications Specification 1.2.
"""

import asyncio
import json
import os
import sys
from typing import Annotated

from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusDict, DBusInt32, DBusSignature, DBusStr, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_method

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
_Texts = Annotated[list[str], DBusSignature("as")]
_Four = Annotated[list[str], DBusSignature("ssss")]


class Daemon(ServiceInterface):
    """What an application may ask of it."""

    def __init__(self, capabilities: list[str]) -> None:
        super().__init__(NAME)
        self._capabilities = capabilities

    @dbus_method()
    def GetServerInformation(self) -> _Four:
        return ["pushdesk-test", "pushdesk", "1", "1.2"]

    @dbus_method()
    def GetCapabilities(self) -> _Texts:
        return self._capabilities

    @dbus_method()
    def Notify(
        self,
        app_name: DBusStr,
        replaces: DBusUInt32,
        icon: DBusStr,
        summary: DBusStr,
        body: DBusStr,
        actions: _Texts,
        hints: DBusDict,
        timeout: DBusInt32,
    ) -> DBusUInt32:
        told = {"app": app_name, "icon": icon, "title": summary, "body": body, "actions": actions}
        print(json.dumps(told), flush=True)
        return 1


async def main(capabilities: list[str]) -> None:
    """Serve until standard input ends, and with this process the bus."""
    bus = await MessageBus().connect()
    bus.export(PATH, Daemon(capabilities))
    await bus.request_name(NAME)
    print(os.environ["DBUS_SESSION_BUS_ADDRESS"], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    bus.disconnect()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
