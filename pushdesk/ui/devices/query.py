"""The search over devices: words, and `tag:qa state:active browser:firefox user:ann service:fcm mine`."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pushdesk.model.subscription import Subscription
from pushdesk.services.browser_name import browser_name
from pushdesk.services.delivery.push_services import catalogue

_TERM = re.compile(r'(?:(?P<field>[a-z]+):)?(?:"(?P<quoted>[^"]*)"|(?P<word>\S+))', re.IGNORECASE)


def browser_of(row: Subscription) -> str:
    """“Firefox 153 · Linux”, from what the device said of itself; empty where it said nothing."""
    agent = row.device.get("userAgent")
    return browser_name(agent) if isinstance(agent, str) else ""


def service_of(row: Subscription) -> str:
    """The push service's name for people: “Mozilla”, “FCM”, “Lab”."""
    known = catalogue().get(row.push_service)
    return known.title if known else row.push_service


def name_of(row: Subscription) -> str:
    """The device's name, or its id where it has none."""
    return row.name or row.id


_FIELDS: dict[str, Callable[[Subscription], list[str]]] = {
    "tag": lambda row: row.tags,
    "state": lambda row: [row.state.value],
    "user": lambda row: [row.user],
    "browser": lambda row: [browser_of(row)],
    "service": lambda row: [row.push_service, service_of(row)],
    "id": lambda row: [row.id],
}
# Of these a part is enough; a tag, a state, a user and an id must be whole.
_PARTIAL = {"browser", "service"}


@dataclass(frozen=True)
class Term:
    """One word of a search; `field` is empty for a plain one. `value` is in lower case."""

    field: str
    value: str

    def fits(self, row: Subscription) -> bool:
        """Whether the row has it."""
        if not self.field:
            return (self.value == "mine" and row.mine) or self.value in _haystack(row)
        values = (text.casefold() for text in _FIELDS[self.field](row))
        if self.field in _PARTIAL:
            return any(self.value in text for text in values)
        return self.value in values


def parse_query(text: str) -> tuple[Term, ...]:
    """The terms of a search, all of which must fit. A prefix nobody knows is a plain word, colon and all."""
    terms = []
    for match in _TERM.finditer(text):
        value = match["word"] if match["quoted"] is None else match["quoted"]
        field = (match["field"] or "").lower()
        if field and field not in _FIELDS:
            field, value = "", f"{match['field']}:{value}"
        if value:
            terms.append(Term(field, value.casefold()))
    return tuple(terms)


def _haystack(row: Subscription) -> str:
    parts = [name_of(row), row.user, browser_of(row), service_of(row), *row.tags, row.endpoint, row.id]
    return "\n".join(parts).casefold()
