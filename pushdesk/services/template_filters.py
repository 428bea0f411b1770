"""The filters that a bounded template may use, each charged for what it makes (see bounded_template.py).

Names and meanings are Jinja2's. What makes much from little (center, indent, format, lipsum …) is not here.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from jinja2 import TemplateRuntimeError, Undefined
from jinja2.filters import do_default, do_float, do_int, do_urlencode

# In steps: one for a filter, an iteration's expression, or CHARACTERS_A_STEP of text that is made. Measured:
# all of them together take some 50 ms.
WORK_LIMIT = 50_000
CHARACTERS_A_STEP = 64


class Refused(TemplateRuntimeError):
    """The end of a sentence that begins with what was refused: "… has no value."."""


class Work:
    """How many steps the template that is being rendered may still take."""

    def __init__(self) -> None:
        self.left = WORK_LIMIT


# Unset while Jinja2 compiles: what it then tries to work out beforehand fails and is left for the render.
WORK: ContextVar[Work] = ContextVar("work of the template that is being rendered")


def charge(steps: int) -> None:
    """Take `steps` off; raises Refused where the template has used up what it may."""
    work = WORK.get()
    work.left -= steps
    if work.left < 0:
        raise Refused("does too much: a loop in a loop, or over too long a list. Make it shorter.")


def charge_text(length: int) -> None:
    """The price of a text, or a list, of that length."""
    charge(1 + length // CHARACTERS_A_STEP)


def no_value(missing: Undefined) -> Refused:
    """What to say where `missing` was to be used."""
    name = missing._undefined_name
    return Refused(f"finds no value for “{name}”: give it one, or write “| default(…)” behind it.")


def written(value: object) -> str:
    """A value as it is put out: text as it is, everything else as JSON."""
    if isinstance(value, str):
        charge_text(len(value))
        return value
    return to_json(value)


def to_json(value: object) -> str:
    """Compact JSON; raises Refused for what JSON has no word for."""
    if isinstance(value, Undefined):
        raise no_value(value)
    if not isinstance(value, str | int | float | list | tuple | dict | None):
        raise Refused("puts out something that is neither text nor JSON.")
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    charge_text(len(text))
    return text


def joined(values: Sequence[object], separator: object = "") -> str:
    """`values` as one text."""
    between = _as_text(separator)
    charge_text(len(values) * len(between))
    return between.join([written(value) for value in values])


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else to_json(value)


def _replace(value: object, *pair: object) -> str:
    text, old, new = map(_as_text, (value, *pair))
    charge_text(len(text) + text.count(old) * max(0, len(new) - len(old)))
    return text.replace(old, new)


def _truncate(value: object, length: int = 255, end: str = "…") -> str:
    text = _as_text(value)
    return text if len(text) <= length else text[: max(0, length - len(end))] + end


def _round(number: float, precision: int = 0) -> float:
    return round(float(number), precision)


def _items(value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        raise Refused("uses “items” on something that is no JSON object.")
    return list(value.items())


def _place(index: int) -> Callable[[Sequence[Any]], Any]:
    def found(values: Sequence[Any]) -> Any:
        return values[index] if values else Undefined(name="first" if index == 0 else "last")

    return found


def _text(method: Callable[[str], str]) -> Callable[[object], str]:
    return lambda value: method(_as_text(value))


def _sentence(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, whose errors are a sentence about the filter and not about Python's functions."""

    def called(*given: Any, **named: Any) -> Any:
        try:
            return function(*given, **named)
        except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError):
            raise TemplateRuntimeError(f"the filter “{name}” cannot do that with what it is given") from None

    return called


def _metered(function: Callable[..., Any]) -> Callable[..., Any]:
    def metered(value: Any, *given: Any, **named: Any) -> Any:
        for argument in (value, *given, *named.values()):
            if isinstance(argument, Undefined):
                raise no_value(argument)
        result = function(value, *given, **named)
        charge_text(len(result) if isinstance(result, str | list) else 0)
        return result

    return metered


_PLAIN: dict[str, Callable[..., Any]] = {
    "upper": _text(str.upper),
    "lower": _text(str.lower),
    "capitalize": _text(str.capitalize),
    "title": _text(str.title),
    "trim": _text(str.strip),
    "string": written,
    "tojson": to_json,
    "urlencode": do_urlencode,
    "replace": _replace,
    "truncate": _truncate,
    "join": joined,
    "length": len,
    "count": len,
    "first": _place(0),
    "last": _place(-1),
    "items": _items,
    "int": do_int,
    "float": do_float,
    "round": _round,
}
FILTERS: dict[str, Callable[..., Any]] = {
    **{name: _sentence(name, do_default) for name in ("default", "d")},
    **{name: _sentence(name, _metered(function)) for name, function in _PLAIN.items()},
}
