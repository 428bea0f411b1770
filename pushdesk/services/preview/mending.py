"""What fixes are made of: functions from a message document to another one; the one given stays as it is."""

from collections.abc import Callable
from typing import Any

Document = dict[str, Any]
Mend = Callable[[Document], Document]


def setting(name: str, value: Any) -> Mend:
    """Puts `value` in place of the option's."""
    return lambda document: document | {name: value}


def without(name: str) -> Mend:
    """Leaves the option out."""
    return lambda document: {key: value for key, value in document.items() if key != name}


def renaming(name: str, right: str) -> Mend:
    """Gives an option another name, in its place."""
    return lambda document: {(right if key == name else key): value for key, value in document.items()}


def within(name: str, mend: Mend) -> Mend:
    """Mends the object that the option `name` holds, or would hold."""
    return lambda document: document | {name: mend(dict(document.get(name, {})))}
