"""The browsers' fixtures serve the journeys, too."""

from tests.browsers.conftest import firefox_path

__all__ = ["firefox_path"]
