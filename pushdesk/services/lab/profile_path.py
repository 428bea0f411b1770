"""The profile in the path of a browser's request: which of the lab's own browsers it is."""

import re

from aiohttp import web

from pushdesk.services.lab.push_request import Refusal

# In a path where a profile must stand and the browser lives in none of the lab's.
NOBODYS = "-"
_PROFILE = re.compile(r"[A-Za-z0-9_-]{1,64}")


def profile_in(request: web.Request) -> str:
    """The LabProfile's id, empty for a browser that somebody else started; raises Refusal (404)."""
    profile = request.match_info.get("profile", NOBODYS)
    if not _PROFILE.fullmatch(profile):
        raise Refusal(404, "profile_unknown", "No profile has such a name.")
    return "" if profile == NOBODYS else profile
