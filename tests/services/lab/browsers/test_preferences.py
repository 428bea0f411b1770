"""What is written into a profile, and which processes are taken for its browser's."""

import json
from pathlib import Path

import pytest

from pushdesk.model.errors import BadInput
from pushdesk.services.lab.browsers import chromium, firefox
from pushdesk.services.lab.browsers.preparing import page_address
from pushdesk.services.lab.browsers.process import lives_in

ORIGIN = "http://localhost:8765"


def firefox_rules(profile: Path) -> str:
    """Firefox's rules of a profile."""
    return (profile / "lab-permissions.txt").read_text(encoding="utf-8")


def test_firefox_allows_the_named_origins_alone_and_stays_blocked_until_allowed(tmp_path: Path) -> None:
    prefs: dict[str, firefox.Pref] = {
        "dom.push.serverURL": "ws://127.0.0.1:1/",
        "permissions.default.desktop-notification": 1,
    }
    firefox.prepare(tmp_path, prefs, [ORIGIN], None)
    written = (tmp_path / "user.js").read_text(encoding="utf-8")
    assert 'user_pref("dom.push.serverURL", "ws://127.0.0.1:1/");' in written
    assert "permissions.default.desktop-notification" not in written
    assert firefox_rules(tmp_path) == f"origin\tdesktop-notification\t1\t{ORIGIN}\n"

    firefox.block(tmp_path)
    firefox.prepare(tmp_path, prefs, [ORIGIN, "http://localhost:3000"], None)
    assert f"2\t{ORIGIN}\n" in firefox_rules(tmp_path)
    assert "1\thttp://localhost:3000\n" in firefox_rules(tmp_path)

    assert firefox.is_blocked(tmp_path)
    firefox.allow(tmp_path)
    assert f"1\t{ORIGIN}\n" in firefox_rules(tmp_path)
    assert not firefox.is_blocked(tmp_path)


def test_chromium_keeps_its_other_preferences_and_stays_blocked_until_allowed(tmp_path: Path) -> None:
    path = tmp_path / "Default" / "Preferences"
    path.parent.mkdir()
    path.write_text('{"profile": {"name": "Person 1"}}', encoding="utf-8")
    chromium.prepare(tmp_path, [ORIGIN])
    settings = {"setting": 1}
    rules = {"exceptions": {"notifications": {f"{ORIGIN},*": settings}}}
    expected = {"profile": {"name": "Person 1", "content_settings": rules}}
    assert json.loads(path.read_text(encoding="utf-8")) == expected

    chromium.block(tmp_path)
    chromium.prepare(tmp_path, [ORIGIN])
    settings["setting"] = 2
    assert json.loads(path.read_text(encoding="utf-8")) == expected
    assert chromium.is_blocked(tmp_path)

    chromium.allow(tmp_path)
    settings["setting"] = 1
    assert json.loads(path.read_text(encoding="utf-8")) == expected
    assert not chromium.is_blocked(tmp_path)


def test_chromium_gets_one_switch_of_disabled_features(tmp_path: Path) -> None:
    switches = ["--disable-features=A", "--gcm-checkin-url=x", "--disable-features=B,C"]
    line = chromium.arguments(tmp_path, switches, ORIGIN)
    assert [one for one in line if "disable-features" in one] == ["--disable-features=A,B,C"]
    assert f"--user-data-dir={tmp_path}" in line
    assert line[-1] == ORIGIN


def test_a_chromium_behind_other_windows_checks_in_all_the_same(tmp_path: Path) -> None:
    assert "--disable-backgrounding-occluded-windows" in chromium.arguments(tmp_path, [], ORIGIN)


@pytest.mark.parametrize("url", ["--version", "file:///etc/passwd", "about:config", "http://", "http://a:b"])
def test_only_a_page_is_opened(url: str) -> None:
    with pytest.raises(BadInput, match="no address of a page"):
        page_address(url)


def test_only_a_browser_on_the_profile_is_taken_for_its_own(tmp_path: Path) -> None:
    named = str(tmp_path)
    assert lives_in(tmp_path, ["firefox", "--no-remote", "--profile", named])
    assert lives_in(tmp_path, ["chromium", f"--user-data-dir={named}", ORIGIN])
    assert not lives_in(tmp_path, ["tail", "-f", f"{named}.log"])
    assert not lives_in(tmp_path, ["ls", named])
    assert not lives_in(tmp_path, ["chromium", f"--user-data-dir={named}2"])
