"""What is written and said to a browser before it starts, whichever engine it has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

from pushdesk.model.endpoint import origin
from pushdesk.model.errors import BadInput
from pushdesk.services.lab.browsers import chromium, finding, firefox
from pushdesk.services.lab.browsers.finding import FoundBrowser


@dataclass(frozen=True)
class Binding:
    """What binds a browser to the lab: Firefox's preferences and Chromium's switches, by profile."""

    prefs: Callable[[str], Mapping[str, firefox.Pref]]
    switches: Callable[[str], Sequence[str]]
    receiver_url: Callable[[], str]


def prepare(
    binding: Binding, browser: FoundBrowser, folder: Path, url: str, agent: str | None
) -> Sequence[str]:
    """Write the preferences of the profile in `folder`; returns the command line. Raises OSError.

    `agent` is the lab's name for the device that lives in it, None where none does yet.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    origins = dict.fromkeys((origin(binding.receiver_url()), origin(url)))
    if browser.engine == "firefox":
        firefox.prepare(folder, binding.prefs(folder.name), origins, agent)
        return firefox.arguments(folder, url)
    chromium.prepare(folder, origins)
    return chromium.arguments(folder, binding.switches(folder.name), url)


def block(folder: Path, browser_id: str) -> None:
    """Block notifications in a profile whose browser does not run."""
    _engine(browser_id).block(folder)


def allow(folder: Path, browser_id: str) -> None:
    """Allow them again where they were blocked."""
    _engine(browser_id).allow(folder)


def is_blocked(folder: Path) -> bool:
    """Whether notifications of some page are blocked in a profile, whichever browser's it is."""
    return firefox.is_blocked(folder) or chromium.is_blocked(folder)


def _engine(browser_id: str) -> ModuleType:
    return firefox if finding.engine_of(browser_id) == "firefox" else chromium


def page_address(url: str) -> str:
    """The address of a page; raises BadInput for what is none (and could be a switch of the browser's)."""
    try:
        parts = urlsplit(url)
        named = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        named = False
    if not named:
        raise BadInput(f"“{url}” is no address of a page: it begins with http:// or https://.")
    return url
