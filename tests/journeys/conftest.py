"""The browsers' fixtures serve the journeys, too."""

from tests.browsers.conftest import chromium_path, firefox_path

__all__ = ["chromium_path", "firefox_path"]
