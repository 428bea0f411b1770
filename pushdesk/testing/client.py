"""A lab from a test: makes devices, sets faults, tells what arrived. Blocking; one session of requests."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from pushdesk.testing import values
from pushdesk.testing.values import Fault, Message

PATIENCE = 10.0
_ANSWER_SECONDS = 30.0
_LONGEST_WAIT = 60.0
_PAGE = 1000
_AGAIN = 0.05  # seconds
_WAITING = "waiting"
# The states of a message that no device has handled.
_NOT_HANDLED = {_WAITING, "refused", "dropped"}


class LabError(Exception):
    """The lab refused what it was asked; the text is its sentence. `code` is its machine word."""

    def __init__(self, status: int, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code


class LabUnreachable(Exception):
    """No lab answers at the URL; the text says what to do."""


class NothingArrived(AssertionError):
    """No message came in time; the text says what had come before."""


class Http:
    """The control interface's requests. Its URL ends in a slash."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        # The lab is on this machine: no proxy, no .netrc.
        self.session.trust_env = False

    def ask(self, method: str, path: str, body: Any = None, wait: float = 0.0, **query: Any) -> Any:
        """The JSON answer, None without one; raises LabError, and LabUnreachable where nothing answers."""
        if wait:
            query["wait"] = f"{wait:.3f}"
        patience = wait + _ANSWER_SECONDS
        try:
            answer = self.session.request(method, self.url + path, json=body, params=query, timeout=patience)
        except (requests.RequestException, ValueError) as problem:  # ValueError: urllib3's, of a URL's port
            raise LabUnreachable(_unreachable(self.url, problem)) from None
        document: Any = answer.json() if answer.content else None
        if answer.status_code >= 400:
            raise LabError(answer.status_code, document["error"]["code"], document["error"]["message"])
        return document


def _unreachable(url: str, problem: Exception) -> str:
    if isinstance(problem, requests.Timeout):
        return f"The lab at {url} does not answer: stop it and start it again."
    return (
        f"No lab answers at {url}: start one (`pushdesk lab`), and give pushdesk_lab_url the address that "
        "its ready line has as “control”."
    )


class _Inbox:
    """What arrived, of one device or of all. Each of the two that wait gives a message once."""

    def __init__(self, http: Http, device: str | None) -> None:
        self._http = http
        self._only: dict[str, Any] = {} if device is None else {"device": device}
        self._seen = self._seen_request = 0
        # Passed over by wait_for_message, and it comes yet: their device was away.
        self._waiting: set[int] = set()

    def messages(self) -> list[Message]:
        """Everything that arrived so far, oldest first.

        A request is here before its sender is answered, so nothing has to be waited for to see that nothing
        was sent.
        """
        return list(self._since(0))

    def wait_for_message(self, timeout: float = PATIENCE) -> Message:
        """The next message that its device has handled; raises NothingArrived after `timeout` seconds.

        What was refused or dropped is passed over; what waits for a device that is away comes with it.
        """
        end = time.monotonic() + timeout
        while True:
            left = max(0.0, end - time.monotonic())
            if (found := self._come_back() or self._next(left)) is not None:
                return found
            if not left:
                raise NothingArrived(self._nothing(timeout))

    def wait_for_request(self, timeout: float = PATIENCE) -> Message:
        """The next request, whatever became of it: refused, dropped, or waiting for its device, too.

        Raises NothingArrived after `timeout` seconds.
        """
        end = time.monotonic() + timeout
        while True:
            left = max(0.0, end - time.monotonic())
            if (found := self._one(self._seen_request, left)) is not None:
                self._seen_request = found.number
                return found
            if not left:
                raise NothingArrived(self._nothing(timeout))

    def _next(self, seconds: float) -> Message | None:
        """One that has not been looked at, if its device has handled it."""
        # The lab wakes nobody for what came before: while something waits, it is looked at again and again.
        found = self._one(self._seen, min(seconds, _AGAIN) if self._waiting else seconds)
        if found is None:
            return None
        self._seen = found.number
        if found.state == _WAITING:
            self._waiting.add(found.number)
        return found if found.state not in _NOT_HANDLED else None

    def _come_back(self) -> Message | None:
        """The oldest of those that waited, if its device has handled it by now."""
        if not self._waiting:
            return None
        there = [one for one in self._since(min(self._waiting) - 1) if one.number in self._waiting]
        self._waiting = {
            one.number for one in there if one.state == _WAITING or one.state not in _NOT_HANDLED
        }
        handled = next((one for one in there if one.state not in _NOT_HANDLED), None)
        if handled is not None:
            self._waiting.remove(handled.number)
        return handled

    def _one(self, since: int, seconds: float) -> Message | None:
        """The first with a larger number than `since`, None where none comes in time."""
        wait = min(seconds, _LONGEST_WAIT)
        found = self._http.ask("GET", "messages", wait=wait, since=since, limit=1, **self._only)["messages"]
        return values.message(found[0]) if found else None

    def _since(self, since: int) -> Iterator[Message]:
        while page := self._http.ask("GET", "messages", since=since, limit=_PAGE, **self._only)["messages"]:
            yield from map(values.message, page)
            since = page[-1]["number"]

    def _nothing(self, timeout: float) -> str:
        lines = [f"  {one.number}: {one.title or '(no title)'} – {one.verdict}" for one in self.messages()]
        before = "\n".join(["Before it came:", *lines]) if lines else "Nothing had come before it."
        return f"No message came within {timeout:g} seconds. {before}"


class Device(_Inbox):
    """A virtual device. `subscription` is what a browser's page would send to your backend."""

    def __init__(self, http: Http, document: Mapping[str, Any]) -> None:
        super().__init__(http, document["id"])
        self.id: str = document["id"]
        self.name: str = document["name"]
        self._take(document)

    def __repr__(self) -> str:
        return f"<Device {self.id} “{self.name}”>"

    def _take(self, document: Mapping[str, Any]) -> None:
        # A device without a subscription keeps the last one: that is what your backend still has.
        self.is_subscribed = document["subscription"] is not None
        if self.is_subscribed:
            self.subscription: dict[str, Any] = document["subscription"]
            self.tls_subscription: dict[str, Any] = document["tlsSubscription"]

    @property
    def endpoint(self) -> str:
        """Where messages for it go."""
        endpoint: str = self.subscription["endpoint"]
        return endpoint

    def rotate(self) -> None:
        """A new endpoint and new keys, as browsers do at any time; the old endpoint answers 410."""
        self._do("rotate")

    def expire(self) -> None:
        """The subscription ends: its endpoint answers 410, and nobody is told."""
        self._do("expire")

    def go_away(self) -> None:
        """Disconnect: messages wait until it comes back or their TTL ends."""
        self._do("away")

    def come_back(self) -> None:
        """Connect again and get what waited."""
        self._do("return")

    def set_fault(self, fault: str | Mapping[str, Any], times: int | None = None) -> Fault:
        """Let the lab misbehave for this device; see Lab.set_fault."""
        return _set_fault(self._http, self.id, fault, times)

    def _do(self, action: str) -> None:
        self._take(self._http.ask("POST", f"devices/{self.id}/{action}"))


class Lab(_Inbox):
    """A running lab, by the URL of its control interface (`"control"` in `pushdesk lab --json`)."""

    def __init__(self, control_url: str) -> None:
        http = Http(control_url.rstrip("/") + "/")
        super().__init__(http, None)
        index = http.ask("GET", "")
        self.push_service: str = index["pushService"]
        self.push_service_tls: str = index["pushServiceTls"]
        self.ca_file = Path(index["caFile"])
        """The authority (PEM) to trust for `push_service_tls`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connections to the lab; it goes on."""
        self._http.session.close()

    def create_device(self, name: str = "", application_server_key: str | None = None) -> Device:
        """A new virtual device, connected and subscribed.

        With `application_server_key` (your public VAPID key, base64url) it takes your messages only.
        """
        body = {"name": name, "applicationServerKey": application_server_key}
        return Device(self._http, self._http.ask("POST", "devices", body))

    def message(self, number: int) -> Message:
        """One message as it stands now."""
        return values.message(self._http.ask("GET", f"messages/{number}"))

    def click(self, message: Message, action: str = "") -> Message:
        """Click the notification of a message, or one of its actions; returns what then stands there."""
        self._http.ask("POST", f"notifications/{_shown(message)}/click", {"action": action})
        return self.message(message.number)

    def dismiss(self, message: Message) -> Message:
        """Close the notification of a message without a click; returns what then stands there."""
        self._http.ask("POST", f"notifications/{_shown(message)}/close")
        return self.message(message.number)

    def set_fault(
        self, fault: str | Mapping[str, Any], times: int | None = None, kind: str | None = None
    ) -> Fault:
        """Let the lab misbehave for every device: a preset's id, or an object as in openapi.yaml.

        It meets the next `times` messages, or all until it is cleared. With `kind` (“virtual”, “firefox”,
        “chromium”) it meets those of one push service.
        """
        return _set_fault(self._http, None, fault, times, kind)

    def clear_faults(self) -> None:
        """End every fault, those of single devices too."""
        self._http.ask("DELETE", "faults")

    def presets(self) -> dict[str, str]:
        """The faults by name: id → what it is."""
        found = self._http.ask("GET", "presets")["presets"]
        return {preset["id"]: preset["title"] for preset in found}

    def reset(self) -> None:
        """Begin from nothing: no devices made here, no faults, nothing that arrived."""
        self._http.ask("POST", "reset")


def _set_fault(
    http: Http,
    device: str | None,
    fault: str | Mapping[str, Any],
    times: int | None,
    kind: str | None = None,
) -> Fault:
    asked = fault if isinstance(fault, str) else dict(fault)
    body = {"device": device, "kind": kind, "fault": asked, "times": times}
    return values.fault(http.ask("POST", "faults", body))


def _shown(message: Message) -> str:
    if message.notification is None:
        raise ValueError(f"Message {message.number} shows no notification: {message.verdict}.")
    return message.notification.id
