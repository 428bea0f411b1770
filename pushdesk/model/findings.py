"""What a validation found wrong, in one sentence that says what to do: pydantic's own words are for us.

Source of the types and their context: pydantic, “Validation Errors”.
"""

import re
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from pushdesk.model import option_words

_LONGEST = 80
_TEXT, _WHOLE, _YES_NO = "must be text", "must be a whole number", "must be true or false"
_OBJECT, _LIST, _CHOICE = "must be a JSON object", "must be a list", "must be {expected}"
_WORDS = {
    "missing": "is missing: write it",
    "string_too_short": "is empty: write it",
    "string_type": _TEXT,
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number, not NaN or Infinity",
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be {ge:g} or more",
    "less_than_equal": "must be {le:.0f} or less",
    "literal_error": _CHOICE,
    "enum": _CHOICE,
    "json_value": "must be a JSON value",
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "extra_forbidden": "is no option here: leave it out",
}


def sentence(problem: ValidationError) -> str:
    """The first finding with its place, such as `“actions[1].title” is empty: write it.`"""
    first = problem.errors(include_url=False)[0]
    where, words = place(first["loc"]), predicate(first)
    return f"“{where}” {words}." if where else f"{words[:1].upper()}{words[1:]}."


def place(steps: Iterable[str | int]) -> str:
    """`actions[1].title`: cut in its middle where it is as long as a page, halves of characters replaced."""
    found = ""
    for step in steps:
        found += f"[{step}]" if isinstance(step, int) else f".{step}" if found else step
    found = re.sub("[\ud800-\udfff]", "\ufffd", found)
    return found if len(found) <= _LONGEST else f"{found[: _LONGEST // 2]}…{found[-_LONGEST // 2 :]}"


def predicate(finding: Any) -> str:
    """What is wrong with the value, to be read after its name; no full stop at the end."""
    kind, context = finding["type"], finding.get("ctx", {})
    if kind == "value_error":
        return str(context["error"]).rstrip(".")
    if words := option_words.of_option(finding):
        return words
    if kind not in _WORDS:
        return f"is not right ({finding['msg']})"
    return _WORDS[kind].format(**context).replace("'", "")  # pydantic quotes each of the expected words
