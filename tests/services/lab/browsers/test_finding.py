"""Which browsers are found: by names on PATH, in the usual places of a system, with the version they tell."""

from pathlib import Path

import pytest

from pushdesk.services.lab.browsers import finding

posix = pytest.mark.skipif("sys.platform == 'win32'", reason="the pretended browsers are shell scripts")


def browser(path: Path, told: str) -> Path:
    """A program that tells a version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{told}'\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@posix
def test_names_on_the_path_are_found_with_their_versions(tmp_path: Path) -> None:
    chromium = browser(tmp_path / "chromium-browser", "Chromium 156.0.7000.1 built on Debian")
    esr = browser(tmp_path / "firefox-esr", "Mozilla Firefox 153.7.0esr")
    found = {one.id: one for one in finding.find("none", {"PATH": str(tmp_path)})}
    assert found["chromium"] == finding.FoundBrowser("chromium", "Chromium 156.0", "chromium", chromium)
    assert found["firefox-esr"] == finding.FoundBrowser("firefox-esr", "Firefox ESR 153.7", "firefox", esr)
    assert set(found) == {"chromium", "firefox-esr"}


@posix
def test_two_names_of_one_program_are_one_browser(tmp_path: Path) -> None:
    browser(tmp_path / "firefox", "Mozilla Firefox 160.0")
    (tmp_path / "firefox-esr").symlink_to(tmp_path / "firefox")
    assert [one.id for one in finding.find("none", {"PATH": str(tmp_path)})] == ["firefox"]


@posix
def test_a_script_that_only_starts_another_browser_is_no_second_one(tmp_path: Path) -> None:
    browser(tmp_path / "firefox-esr", "Mozilla Firefox 153.7.0esr")
    browser(tmp_path / "firefox", "Mozilla Firefox 153.7.0esr")
    browser(tmp_path / "chromium", "no idea")
    browser(tmp_path / "google-chrome", "no idea")
    found = finding.find("none", {"PATH": str(tmp_path)})
    assert [one.title for one in found] == ["Firefox 153.7", "Chromium", "Google Chrome"]


@posix
def test_a_browser_that_tells_no_version_is_found_without_one(tmp_path: Path) -> None:
    browser(tmp_path / "google-chrome", "no idea")
    (found,) = finding.find("none", {"PATH": str(tmp_path)})
    assert found.title == "Google Chrome"


def test_on_windows_the_installers_folders_are_looked_at_and_nothing_is_run(tmp_path: Path) -> None:
    edge = browser(tmp_path / "Microsoft" / "Edge" / "Application" / "msedge.exe", "a window")
    (found,) = finding.find("win32", {"PATH": str(tmp_path / "none"), "PROGRAMFILES(X86)": str(tmp_path)})
    assert (found.id, found.title, found.engine) == ("edge", "Microsoft Edge", "chromium")
    assert found.executable == edge
