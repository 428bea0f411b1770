"""The parts that no sender can do without, each as a process of its own: `curl_rounds.py NAME`.

`post` sends one constant body with libcurl's multi interface over HTTP/2, `pywebpush` and `cryptography`
encrypt for each device and send nothing, `both` encrypts with pywebpush and sends with libcurl. In: a line
of JSON {subscriptions, payload, concurrency, warm}, then a line for each round.
"""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pycurl
from encoders import by_cryptography, by_pywebpush
from measuring import serve_rounds

Body = Callable[[dict[str, Any]], bytes]


class Poster:
    """A pool of easy handles on one multi handle; each handle takes the next device when it is done."""

    def __init__(self, concurrency: int) -> None:
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_PIPELINING, pycurl.PIPE_MULTIPLEX)
        self._handles = [_handle() for _ in range(concurrency)]

    def send(self, devices: Iterator[dict[str, Any]], body: Body) -> None:
        """Until `devices` end; raises RuntimeError where one is not answered with 201."""
        busy = sum(self._start(handle, devices, body) for handle in self._handles)
        while busy:
            self._multi.perform()
            started = False
            while True:
                waiting, done, failed = self._multi.info_read()
                started = started or bool(done)
                for handle in done:
                    if handle.getinfo(pycurl.RESPONSE_CODE) != 201:
                        raise RuntimeError(f"status {handle.getinfo(pycurl.RESPONSE_CODE)}")
                    self._multi.remove_handle(handle)
                    busy -= not self._start(handle, devices, body)
                if failed:
                    raise RuntimeError(failed[0][2])
                if not waiting:
                    break
            # What was added since is on no socket yet: it would not be waited for, but would wait.
            if busy and not started:
                self._multi.select(1.0)

    def _start(self, handle: pycurl.Curl, devices: Iterator[dict[str, Any]], body: Body) -> bool:
        device = next(devices, None)
        if device is None:
            return False
        handle.setopt(pycurl.URL, device["endpoint"])
        handle.setopt(pycurl.POSTFIELDS, body(device))
        self._multi.add_handle(handle)
        return True


def _handle() -> pycurl.Curl:
    handle = pycurl.Curl()
    handle.setopt(pycurl.CAINFO, os.environ["SSL_CERT_FILE"])
    handle.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS)
    handle.setopt(pycurl.PIPEWAIT, 1)
    handle.setopt(pycurl.POST, 1)
    headers = ["TTL: 60", "Content-Encoding: aes128gcm", "Content-Type: application/octet-stream"]
    handle.setopt(pycurl.HTTPHEADER, [*headers, "Authorization: vapid t=" + "t" * 250 + ", k=" + "k" * 87])
    handle.setopt(pycurl.WRITEFUNCTION, lambda data: None)
    return handle


async def main(name: str) -> None:
    """Get warm, then serve rounds."""
    errand = json.loads(sys.stdin.readline())
    payload = errand["payload"].encode()
    constant = by_pywebpush(payload, errand["subscriptions"][0]["keys"])
    poster = Poster(errand["concurrency"])

    def work(devices: list[dict[str, Any]]) -> None:
        match name:
            case "post":
                poster.send(iter(devices), lambda device: constant)
            case "both":
                poster.send(iter(devices), lambda device: by_pywebpush(payload, device["keys"]))
            case "pywebpush":
                for device in devices:
                    by_pywebpush(payload, device["keys"])
            case "cryptography":
                for device in devices:
                    by_cryptography(payload, device["keys"])

    async def once() -> None:
        work(errand["subscriptions"])

    work(errand["subscriptions"][: errand["warm"]])
    await serve_rounds(len(errand["subscriptions"]), once)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
