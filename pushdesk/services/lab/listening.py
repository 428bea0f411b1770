"""Sockets to listen on: loopback only, one port for IPv4 and IPv6, a taken port is a sentence."""

import errno
import os
import socket

from pushdesk.model.errors import PortTaken

_TAKEN = {errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE)}
_FORBIDDEN = {errno.EACCES, getattr(errno, "WSAEACCES", errno.EACCES)}
_TRIES = 5


def loopback_sockets(port: int, what: str, how: str) -> list[socket.socket]:
    """Bound sockets on 127.0.0.1 and, where this machine has it, ::1; `port` 0 takes any free one.

    Node resolves localhost to ::1 first, hence both. Raises PortTaken: `what` names who wants the port,
    `how` says how another is chosen.
    """
    for attempt in range(_TRIES):
        first = _bind(socket.AF_INET, "127.0.0.1", port, what, how)
        number = first.getsockname()[1]
        try:
            second = _bind(socket.AF_INET6, "::1", number, what, how)
        except PortTaken:
            first.close()
            if port or attempt == _TRIES - 1:
                raise
        except OSError:  # no IPv6 here
            return [first]
        else:
            return [first, second]
    raise AssertionError("unreachable")


def _bind(family: socket.AddressFamily, host: str, port: int, what: str, how: str) -> socket.socket:
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family is socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind((host, port))
        bound.listen(512)
    except OSError as problem:
        bound.close()
        if problem.errno in _TAKEN:
            raise PortTaken(f"Port {port} for {what} is taken by another program. {how}") from None
        if problem.errno in _FORBIDDEN:
            raise PortTaken(f"Port {port} for {what} may not be used on this system. {how}") from None
        raise
    return bound
