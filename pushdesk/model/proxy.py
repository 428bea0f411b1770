"""Which proxy the user wants requests to push services to go through."""

from urllib.parse import urlsplit

from pushdesk.model.errors import BadInput

# In place of an address: pass by every proxy, whatever the computer is set to.
DIRECT = "direct"


def parse_proxy(text: str) -> str:
    """An http proxy's URL, with its login if it has one; `direct`; empty for what the computer is set to.

    A host alone is one of http. Raises BadInput.
    """
    words = text.strip()
    if not words or words.lower() == DIRECT:
        return words.lower()
    proxy = words if "://" in words else f"http://{words}"
    try:
        parts = urlsplit(proxy)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(letter.isspace() for letter in proxy):
        raise BadInput(
            "This is no address of a proxy: write it like http://proxy.example:3128, “direct” for none, or "
            "leave it empty for the one this computer is set to."
        )
    return proxy
