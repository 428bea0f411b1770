"""The contact that signs for messages, a VAPID token’s `sub` (RFC 8292); loads no database library."""

import re
from urllib.parse import urlsplit

from pushdesk.model.endpoint import is_public
from pushdesk.model.errors import BadInput

# What messages to the lab and to trusted hosts carry until a contact is set.
PLACEHOLDER_CONTACT = "mailto:nobody@pushdesk.example"
_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]\\?#]+@([^@]+)")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])", re.IGNORECASE)
# Apple refuses a token whose contact names a host that cannot exist (facts: push-services.md row 1).
_UNREAL_SUFFIXES = (".invalid", ".test", ".example", ".devhost", ".localhost", ".local")


def parse_contact(text: str) -> str:
    """`text` as a VAPID `sub`: `mailto:` or `https:` with a real host (RFC 8292 section 2.1).

    Raises BadInput. A blank or angle brackets make a malformed URI that Apple refuses.
    """
    contact = text.strip()
    host = _host(contact) if contact.isascii() and not re.search(r"[\s<>]", contact) else ""
    if not host:
        raise BadInput(
            "The contact must be mailto:you@your-domain or https://your-domain, with no blanks or brackets."
        )
    if not _DOMAIN.fullmatch(host) or not is_public(host) or host.lower().endswith(_UNREAL_SUFFIXES):
        raise BadInput(f"Push services refuse a contact at “{host}”: use an address on a real domain.")
    return contact


def _host(contact: str) -> str:
    """The host that `contact` names, empty where it is neither an address nor a site."""
    if contact.startswith("mailto:"):
        mail = _ADDRESS.fullmatch(contact.removeprefix("mailto:"))
        return mail.group(1) if mail else ""
    try:
        parts = urlsplit(contact)
        return (parts.hostname or "") if parts.scheme == "https" and "@" not in parts.netloc else ""
    except ValueError:
        return ""
