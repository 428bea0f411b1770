"""Firefox's own alert windows (`alerts.useSystemBackend` false), driven over BiDi in its chrome.

Needs `--remote-allow-system-access`. The windows have a text to click and a cross, and no buttons: an action
is handed to the alert's listener as the notification service of a system does it. Source: Firefox,
toolkit/components/alerts (alert.xhtml, alert.js, nsIAlertsService.idl).
"""

import json
from dataclasses import dataclass
from typing import Any

from tests.browsers.bidi import BiDiConnection

_WORDS = """() => JSON.stringify([
    document.getElementById('alertTitleLabel')?.value ?? '',
    document.getElementById('alertTextLabel')?.textContent ?? ''])"""
_PRESS = """(action) => {
    const pressed = { QueryInterface: ChromeUtils.generateQI(['nsIAlertAction']), action };
    gAlertListener.observe(pressed, 'alertclickcallback', gAlertCookie);
    window.close();
}"""
_CLICK = "() => document.getElementById('alertTextLabel').click()"
_CLOSE = "() => document.getElementById('alert-close').doCommand()"


@dataclass(frozen=True)
class Alert:
    """One window, as a person sees it."""

    context: str
    title: str
    body: str


async def alerts(bidi: BiDiConnection) -> list[Alert]:
    """Those that are on the screen."""
    tree = await bidi.command("browsingContext.getTree", **{"moz:scope": "chrome"})
    found = [one["context"] for one in tree["contexts"] if one["url"].endswith("/alerts/alert.xhtml")]
    return [Alert(context, *json.loads(await _call(bidi, context, _WORDS))) for context in found]


async def click(bidi: BiDiConnection, alert: Alert, action: str = "") -> None:
    """Click its text, or do what a button of that action would do."""
    if action:
        await _call(bidi, alert.context, _PRESS, action)
    else:
        await _call(bidi, alert.context, _CLICK)


async def close(bidi: BiDiConnection, alert: Alert) -> None:
    """Click its cross."""
    await _call(bidi, alert.context, _CLOSE)


async def _call(bidi: BiDiConnection, context: str, function: str, *arguments: str) -> Any:
    answer = await bidi.command(
        "script.callFunction",
        functionDeclaration=function,
        arguments=[{"type": "string", "value": one} for one in arguments],
        target={"context": context},
        awaitPromise=False,
    )
    assert answer["type"] == "success", answer
    return answer["result"].get("value")
