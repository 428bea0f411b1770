"""A notification daemon for tests: takes the bus name, prints each notification it is given as a JSON line.

Run by dbus-run-session on a bus of its own; the arguments are its capabilities. The first line it prints is
the bus's address. Lines on its standard input are what a person does: `{"id": 1, "action": "<key>"}` presses
a button ("default": the notification itself), `{"id": 1, "closed": 2}` dismisses it (the number is the
reason).
Interface: Desktop Notifications Specification 1.2.
"""

import asyncio
import json
import os
import sys
from typing import Annotated

from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusDict, DBusInt32, DBusSignature, DBusStr, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_method, dbus_signal

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
BY_A_CALL = 3  # the reason of a notification that its application closed
_Texts = Annotated[list[str], DBusSignature("as")]
_Four = Annotated[list[str], DBusSignature("ssss")]
_Action = Annotated[list[int | str], DBusSignature("us")]
_Reason = Annotated[list[int], DBusSignature("uu")]


class Daemon(ServiceInterface):
    """What an application may ask of it, and what it tells applications."""

    def __init__(self, capabilities: list[str]) -> None:
        super().__init__(NAME)
        self._capabilities = capabilities
        self._given = 0

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
        number = replaces or self._next()
        told = {"app": app_name, "icon": icon, "title": summary, "body": body, "actions": actions}
        print(json.dumps({"id": number} | told), flush=True)
        return number

    @dbus_method()
    def CloseNotification(self, number: DBusUInt32) -> None:
        self.NotificationClosed(number, BY_A_CALL)

    @dbus_signal()
    def ActionInvoked(self, number: int, key: str) -> _Action:
        return [number, key]

    @dbus_signal()
    def NotificationClosed(self, number: int, reason: int) -> _Reason:
        return [number, reason]

    def _next(self) -> int:
        self._given += 1
        return self._given


async def main(capabilities: list[str]) -> None:
    """Serve until standard input ends, and with this process the bus."""
    bus = await MessageBus().connect()
    daemon = Daemon(capabilities)
    bus.export(PATH, daemon)
    await bus.request_name(NAME)
    print(os.environ["DBUS_SESSION_BUS_ADDRESS"], flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        done = json.loads(line)
        if "action" in done:
            daemon.ActionInvoked(done["id"], done["action"])
        else:
            daemon.NotificationClosed(done["id"], done["closed"])
    bus.disconnect()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
