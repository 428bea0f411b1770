"""How a Firefox is started on a profile of the lab's: preferences that ask nobody anything, its arguments."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Pref = bool | int | str

# Firefox as it comes, except that it asks nobody anything: no update, no study, no captive portal test, no
# question at the start.
QUIET_PREFS: Mapping[str, Pref] = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.newtabpage.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#no-remote-settings/v1",
    "toolkit.telemetry.server": "data:,#no-telemetry",
}
_PERMISSIONS = "lab-permissions.txt"
# nsIPermissionManager: ALLOW_ACTION and DENY_ACTION.
_ALLOW, _DENY = 1, 2


def user_js(prefs: Mapping[str, Pref]) -> str:
    """A profile's user.js; JSON's literals are JavaScript's."""
    return "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in prefs.items())


def prepare(profile: Path, prefs: Mapping[str, Pref], origins: Iterable[str], *, allowed: bool) -> None:
    """Write the profile's preferences, with notifications `allowed` or blocked for `origins` and no other.

    The preference for all origins at once is left out: a site nobody named asks, as for everybody.
    """
    rule = _ALLOW if allowed else _DENY
    lines = [f"origin\tdesktop-notification\t{rule}\t{origin}" for origin in origins]
    (profile / _PERMISSIONS).write_text("\n".join(lines) + "\n", encoding="utf-8")
    own = {name: value for name, value in prefs.items() if name != "permissions.default.desktop-notification"}
    named = {"permissions.manager.defaultsUrl": (profile / _PERMISSIONS).as_uri()}
    (profile / "user.js").write_text(user_js({**QUIET_PREFS, **own, **named}), encoding="utf-8")


def arguments(profile: Path, url: str) -> Sequence[str]:
    """Apart from any other Firefox, on this profile, at `url`."""
    return ("--no-remote", "--new-instance", "--profile", str(profile), url)
