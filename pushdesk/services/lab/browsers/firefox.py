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
    "browser.sessionstore.resume_from_crash": False,
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
# What its push service calls it. Firefox writes its own preferences with a delay, and ends at SIGTERM without
# writing what is left: a name that is not the one of before costs it every subscription.
_NAME = "dom.push.userAgentID"
_FOR_ALL = "permissions.default.desktop-notification"
# Read at each start (nsIPermissionManager, "permissions.manager.defaultsUrl"); not stored by Firefox.
_PERMISSIONS = "lab-permissions.txt"
# nsIPermissionManager: ALLOW_ACTION and DENY_ACTION.
_ALLOW, _DENY = 1, 2


def user_js(prefs: Mapping[str, Pref]) -> str:
    """A profile's user.js; JSON's literals are JavaScript's."""
    return "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in prefs.items())


def prepare(profile: Path, prefs: Mapping[str, Pref], origins: Iterable[str], agent: str | None) -> None:
    """Write the profile's preferences, with notifications allowed for `origins` that were not blocked.

    `agent` is what the lab called it when it was last here, None before that.
    The preference for all origins at once is left out: a site nobody named asks, as for everybody.
    """
    _write(profile, {**dict.fromkeys(origins, _ALLOW), **_rules(profile)})
    own = {name: value for name, value in prefs.items() if name != _FOR_ALL}
    named = {"permissions.manager.defaultsUrl": (profile / _PERMISSIONS).as_uri()}
    if agent is not None:
        named[_NAME] = agent
    (profile / "user.js").write_text(user_js({**QUIET_PREFS, **own, **named}), encoding="utf-8")


def block(profile: Path) -> None:
    """Block notifications, from the next start on, for every origin that has them allowed."""
    _write(profile, dict.fromkeys(_rules(profile), _DENY))


def allow(profile: Path) -> None:
    """Allow them again, from the next start on, for every origin that was blocked."""
    _write(profile, dict.fromkeys(_rules(profile), _ALLOW))


def is_blocked(profile: Path) -> bool:
    """Whether some origin is blocked."""
    return _DENY in _rules(profile).values()


def _rules(profile: Path) -> dict[str, int]:
    """By origin, as in the profile's file of permissions: type, rule and origin between tabs."""
    path = profile / _PERMISSIONS
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    parts = [line.split("\t") for line in lines]
    return {part[3]: int(part[2]) for part in parts}


def _write(profile: Path, rules: Mapping[str, int]) -> None:
    lines = [f"origin\tdesktop-notification\t{rule}\t{origin}\n" for origin, rule in rules.items()]
    (profile / _PERMISSIONS).write_text("".join(lines), encoding="utf-8")


def arguments(profile: Path, url: str) -> Sequence[str]:
    """Apart from any other Firefox, on this profile, at `url`."""
    return ("--no-remote", "--new-instance", "--profile", str(profile), url)
