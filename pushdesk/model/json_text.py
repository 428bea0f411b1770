"""Values that JSON in UTF-8 can hold: a parser lets through what no other program can read back.

Sources: RFC 8259 section 6 (no NaN, no Infinity) and section 8.2 (half of a surrogate pair).
"""

import json

from pushdesk.model.errors import BadInput


def check(value: object, what: str) -> None:
    """Raises BadInput, with `what` as the value's name, where `value` cannot be written as JSON."""
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        raise BadInput(
            f"{what} holds half of a character (a lone surrogate): type that character again."
        ) from None
    except ValueError:
        raise BadInput(f"{what} holds NaN or Infinity, which JSON has no word for: write a number.") from None
    except RecursionError:
        raise BadInput(f"{what} is nested too deeply: make it flatter.") from None
