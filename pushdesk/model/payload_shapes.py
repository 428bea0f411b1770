"""The JSON and text shapes of a payload: pure functions from a Notification's options to a document.

Sources: Declarative Web Push: W3C Push API, "declarative push message" (facts: push-services.md); ngsw:
Angular's service worker, "Notifications" (`onActionClick` with its operations); text: one title, one body.
"""

import re
from collections.abc import Mapping
from typing import Any

from pushdesk.model.errors import BadInput

# The number of RFC 8030: a browser takes a message with it as declarative, whatever its Content-Type.
DECLARATIVE_MARK = 8030
_OPEN_WINDOW = "openWindow"
_LINE_BREAKS = re.compile(r"[\r\n]+")


def own(options: Mapping[str, Any], identity: Mapping[str, str]) -> dict[str, Any]:
    """PushDesk's own: the options at the top, `pushdesk` beside them."""
    return {**options, "pushdesk": dict(identity)}


def declarative(options: Mapping[str, Any], identity: Mapping[str, str]) -> dict[str, Any]:
    """Declarative Web Push; the identity is in the notification's data.

    `mutable` lets the browser ask the service worker first, and without it nobody could report that the
    message was shown: true unless the message's own `mutable` says otherwise. Raises BadInput without a URL
    to open, or where data has no place.
    """
    if not options.get("navigate"):
        raise BadInput(
            "Declarative Web Push needs a URL to open: fill in “navigate”, or choose another shape."
        )
    shown = {name: value for name, value in options.items() if name != "mutable"}
    shown["data"] = _data(options, "declarative") | {"pushdesk": dict(identity)}
    mutable = options.get("mutable", True)
    if not isinstance(mutable, bool):
        raise BadInput("“mutable” must be true or false: Declarative Web Push knows nothing else.")
    return {"web_push": DECLARATIVE_MARK, "notification": shown, "mutable": mutable}


def ngsw(options: Mapping[str, Any], identity: Mapping[str, str]) -> dict[str, Any]:
    """Angular's; the identity is in the notification's data, and URLs are where Angular looks for them.

    A step that the message's own `data.onActionClick` names stays. Raises BadInput where data has no place.
    """
    data = _data(options, "ngsw")
    shown = {name: value for name, value in options.items() if name != "navigate"}
    steps = _steps(options)
    if isinstance(shown.get("actions"), list):
        shown["actions"] = [_without_url(action) for action in shown["actions"]]
    if steps:
        given = data.get("onActionClick", {})
        if not isinstance(given, dict):
            raise BadInput("“data.onActionClick” must be a JSON object: Angular reads URLs from it.")
        data["onActionClick"] = steps | given
    shown["data"] = data | {"pushdesk": dict(identity)}
    return {"notification": shown}


def text(options: Mapping[str, Any]) -> str:
    """The title, and the body below it. Anything else has no place."""
    title = _LINE_BREAKS.sub(" ", options["title"])
    body = options.get("body") or ""
    return f"{title}\n{body}" if body else title


def raw(typed: Mapping[str, Any]) -> dict[str, Any]:
    """The message's own JSON as it was typed. Raises BadInput for a null that a browser throws on."""
    for name in thrown_nulls(typed):
        raise BadInput(
            f"“{name}” is null, raw JSON goes out as typed, and browsers throw on that: leave it out."
        )
    return dict(typed)


def thrown_nulls(typed: Mapping[str, Any]) -> list[str]:
    """The options whose null showNotification() throws a TypeError at, if a worker hands it over.

    Web IDL makes the word “null” of `dir`'s, no list of `actions`', and of `vibrate`'s the pattern [0].
    """
    thrown = [name for name in ("dir", "actions") if name in typed and typed[name] is None]
    if typed.get("silent") is True and "vibrate" in typed and typed["vibrate"] is None:
        thrown.append("vibrate")
    return thrown


def _data(options: Mapping[str, Any], shape: str) -> dict[str, Any]:
    data = options.get("data")
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise BadInput(
            f"The shape “{shape}” keeps the delivery's id in “data”: make it a JSON object such as "
            '{"value": …}, or choose another shape.'
        )
    return dict(data)


def _steps(options: Mapping[str, Any]) -> dict[str, Any]:
    urls = {"default": options.get("navigate")}
    for action in options.get("actions") or ():
        urls[action["action"]] = action.get("navigate")
    return {name: {"operation": _OPEN_WINDOW, "url": url} for name, url in urls.items() if url}


def _without_url(action: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in action.items() if name != "navigate"}
