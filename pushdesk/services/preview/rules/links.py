"""Rules for URLs: pictures over http, addresses that only this computer can reach, relative ones."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeGuard
from urllib.parse import urljoin, urlsplit

from pushdesk.model.endpoint import is_public
from pushdesk.services.preview.case import Case, Rule
from pushdesk.services.preview.mending import Document, Mend
from pushdesk.services.preview.profile import Platform, Support, platforms
from pushdesk.services.preview.verdict import Check, Fix, Severity
from pushdesk.services.preview.words import ids, listed
from pushdesk.services.variables import MARK

_PICTURES = ("icon", "image", "badge")
_BASE = "whatwg/notifications: URLs are parsed against the service worker's address"
_MIXED = "W3C Mixed Content, section 4.1: an https page's pictures over http are upgraded or blocked"


def http_picture(case: Case) -> Iterator[Check]:
    """A page on https gets no pictures over http, unless from the computer itself."""
    for field, places in _places(case, pictures_only=True).items():
        bad = {place for place, url in places.items() if _scheme(url) == "http" and not _is_near(url)}
        if bad:
            words = f"{_quoted(bad)} comes over http: browsers upgrade or block it. Use https."
            fix = Fix("Use https", _mapping(field, _to_https))
            yield Check("http-picture", Severity.WARNING, field, words, _MIXED, _showing(field), fix)


def local_picture(case: Case) -> Iterator[Check]:
    """The receiver's own files, for one."""
    for field, places in _places(case, pictures_only=True).items():
        near = {place for place, url in places.items() if _scheme(url) in {"http", "https"} and _is_near(url)}
        if near:
            words = f"{_quoted(near)} is on this computer or its network: devices elsewhere cannot load it."
            source = "RFC 6761, section 6.3; RFC 1918: loopback and private addresses"
            yield Check("local-picture", Severity.INFO, field, words, source, _showing(field))


def relative_url(case: Case) -> Iterator[Check]:
    """It depends on whose service worker gets the message."""
    for field, places in _places(case, pictures_only=False).items():
        bad = {place for place, url in places.items() if url and not _scheme(url)}
        if bad:
            words = f"{_quoted(bad)} is relative: it leads to another place for each receiving site."
            fix = Fix(f"Put it under {case.receiver}", _mapping(field, _under(case.receiver)))
            yield Check("relative-url", Severity.WARNING, field, words, _BASE, _showing(field), fix)


def _places(case: Case, *, pictures_only: bool) -> dict[str, dict[str, str]]:
    """URLs that arrive, as typed: field → place (`icon`, `actions[1].icon`) → URL."""
    names = _PICTURES if pictures_only else (*_PICTURES, "navigate")
    inner = ("icon",) if pictures_only else ("icon", "navigate")
    found = {name: {name: url} for name in names if _is_judged(url := case.document.get(name))}
    rows = {
        f"actions[{number}].{name}": url
        for number, row in enumerate(case.actions)
        if isinstance(row, Mapping)
        for name in inner
        if _is_judged(url := row.get(name))
    }
    places = found | ({"actions": rows} if rows else {})
    lost = case.left_out(places)
    return {field: urls for field, urls in places.items() if field not in lost}


def _is_judged(url: Any) -> TypeGuard[str]:
    """A text, and known before it is filled in for a device."""
    return isinstance(url, str) and MARK not in url


def _mapping(field: str, mend: Callable[[str], str]) -> Mend:
    """Applies `mend` to each URL of one field."""

    def row(values: Mapping[str, Any]) -> dict[str, Any]:
        changed = {name: mend(url) for name in ("icon", "navigate") if _is_judged(url := values.get(name))}
        return dict(values) | changed

    def apply(document: Document) -> Document:
        if field != "actions":
            return document | {field: mend(document[field])}
        rows = [row(one) if isinstance(one, Mapping) else one for one in document["actions"]]
        return document | {"actions": rows}

    return apply


def _to_https(url: str) -> str:
    is_bad = _scheme(url) == "http" and not _is_near(url)
    return f"https{url[4:]}" if is_bad else url


def _under(receiver: str) -> Callable[[str], str]:
    def mend(url: str) -> str:
        return urljoin(f"{receiver.rstrip('/')}/", url) if url and not _scheme(url) else url

    return mend


def _scheme(url: str) -> str:
    """`https` and so on; empty for a relative URL, `?` for what is none."""
    try:
        return urlsplit(url).scheme
    except ValueError:
        return "?"


def _is_near(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return not is_public(host)


def _showing(field: str) -> tuple[str, ...]:
    """Where the option counts at all: what is ignored there cannot go wrong there."""

    def counts(one: Platform) -> bool:
        return field == "navigate" or one.options[field].support is not Support.IGNORED

    return ids(one for one in platforms() if counts(one))


def _quoted(places: set[str]) -> str:
    return listed(f"“{place}”" for place in sorted(places))


RULES: tuple[Rule, ...] = (http_picture, local_picture, relative_url)
