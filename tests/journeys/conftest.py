"""The browsers' fixtures serve the journeys, too, and so does a desk on free ports."""

from tests.browsers.conftest import chromium_path, firefox_path
from tests.desks import desk

__all__ = ["chromium_path", "desk", "firefox_path"]
