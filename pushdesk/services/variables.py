"""Variables: `{{ name }}` and `{{ name | default("friend") }}` in a message, from each device's attributes.

Any text of a message may hold them. What has no value and no default is never sent as an empty text: it is
counted before a send (`missing`) and fails the delivery at the send. Each text is compiled once.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from types import NoneType
from typing import TYPE_CHECKING, Any

from pushdesk.model.errors import BadInput
from pushdesk.model.json_text import is_blank

if TYPE_CHECKING:
    # The sender process fills in variables and loads no database library.
    from pushdesk.model.subscription import Subscription
    from pushdesk.services.variable_text import VariableText

MARK = "{{"
_as_text = json.JSONEncoder(ensure_ascii=False).encode
_WITHOUT = frozenset({int, float, bool, NoneType})


class MissingValue(BadInput):
    """A device has no value for the variable `name`, and the message no default for it."""

    code = "missing_value"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"The device has no value for “{name}”: give it one, or write "
            f'{{{{ {name} | default("…") }}}} in the message.'
        )


class Variables:
    """The variables of one document (any JSON), compiled. Raises BadInput for a text that is no template.

    It is false where there are none; `render` then gives the document back as it is.
    """

    def __init__(self, document: Any) -> None:
        self._document = document
        # A dict, not a set: the first text that is wrong is the first one in the document.
        self._texts = _compiled(dict.fromkeys(_marked(document) if _may_hold_one(document) else ()))

    def __bool__(self) -> bool:
        return bool(self._texts)

    @property
    def names(self) -> set[str]:
        """Every name that is read, with or without a default."""
        return {name for text in self._texts.values() for name in text.names}

    def missing(self, attributes: Mapping[str, Any]) -> set[str]:
        """The variables that have no value in `attributes` and no default; a nested one as `a.b`."""
        return {name for text in self._texts.values() for name in text.missing(attributes)}

    def render(self, attributes: Mapping[str, Any]) -> Any:
        """The document with every variable's value. Raises MissingValue, and BadInput where it fails."""
        if not self._texts:
            return self._document
        if absent := self.missing(attributes):
            raise MissingValue(min(absent))
        values = {name: value for name, value in attributes.items() if not is_blank(value)}
        made = {text: template.render(values) for text, template in self._texts.items()}
        return _replaced(self._document, lambda text: made.get(text, text))


def _compiled(texts: Collection[str]) -> "dict[str, VariableText]":
    if not texts:
        return {}
    # Jinja2 comes with the first message that has a variable: no window and no sender waits for it before.
    from pushdesk.services.variable_text import variable_text

    return {text: variable_text(text) for text in texts}


def names(document: Any) -> set[str]:
    """The variables in the texts of `document`; raises BadInput where one cannot be read."""
    return Variables(document).names


def render(document: Any, attributes: Mapping[str, Any]) -> Any:
    """`document` with every variable's value from `attributes`. Raises MissingValue and BadInput."""
    return Variables(document).render(attributes)


def missing(document: Any, devices: "Iterable[Subscription]") -> dict[str, int]:
    """For each variable without a default, how many of `devices` have no value for it; most first.

    Raises BadInput where a text cannot be read.
    """
    missed = Missed(document)
    missed.add(devices)
    return missed.result()


class Missed:
    """The same of devices that come in pages. Raises BadInput where a text cannot be read."""

    def __init__(self, document: Any) -> None:
        self._variables = Variables(document)
        self._found: Counter[str] = Counter()

    def add(self, devices: "Iterable[Subscription]") -> None:
        """More devices."""
        if self._variables:
            for device in devices:
                self._found.update(self._variables.missing(device.variables))

    def result(self) -> dict[str, int]:
        """How many have no value, by variable, most first."""
        return dict(sorted(self._found.items(), key=lambda item: (-item[1], item[0])))


def has_variables(document: Any) -> bool:
    """Whether a text of it may hold one."""
    return _may_hold_one(document) and next(_marked(document), None) is not None


def _may_hold_one(document: Any) -> bool:
    """Whether the mark is anywhere in it: asked with each keystroke; a walk takes far longer."""
    try:
        return MARK in _as_text(document)
    except (TypeError, ValueError, RecursionError):  # no JSON: the walk finds what there is
        return True


def _marked(document: Any) -> Iterator[str]:
    """The texts that hold a variable, in their order. Without recursion: a draft may be nested deeply."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        # Fifty thousand numbers take a tenth of the time so, and this is asked with each keystroke.
        if type(value) in _WITHOUT:
            continue
        if isinstance(value, str):
            if MARK in value:
                yield value
        elif isinstance(value, Mapping):
            waiting.extend(reversed(list(value.values())))
        elif isinstance(value, list | tuple):
            waiting.extend(reversed(value))


def _replaced(value: Any, change: Callable[[str], str]) -> Any:
    try:
        return _walked(value, change)
    except RecursionError:
        raise BadInput("The message is nested too deeply: make it flatter.") from None


def _walked(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: _walked(item, change) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_walked(item, change) for item in value]
    return value
