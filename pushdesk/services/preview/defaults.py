"""A message as its variables' defaults fill it in: what can be judged of it before a device is chosen."""

from collections.abc import Mapping
from typing import Any

from pushdesk.model.errors import BadInput
from pushdesk.services.variables import Variables

# In place of a value that nobody knows yet: a value is not blank, so it has one character at least.
_SHORTEST = "1"


def with_defaults(options: Mapping[str, Any]) -> tuple[Mapping[str, Any], frozenset[str]]:
    """`options` with every default, and the variables that have none: one character stands for each.

    Raises BadInput for a text that is no template, or cannot be worked out.
    """
    variables = Variables(options)
    if not variables:
        return options, frozenset()
    absent = variables.missing({})
    values: dict[str, Any] = {}
    for path in sorted(absent, reverse=True):  # a.b before a: an object is a value, too
        _put(values, path.split("."))
    filled = variables.render(values)
    if not isinstance(filled, Mapping):
        raise BadInput("A message is a JSON object.")
    return filled, frozenset(absent)


def _put(values: dict[str, Any], path: list[str]) -> None:
    *outer, last = path
    for step in outer:
        values = values.setdefault(step, {})
    values.setdefault(last, _SHORTEST)
