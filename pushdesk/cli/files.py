"""Files named on the command line, `-` for standard input; what cannot be read is a sentence."""

import sys
from pathlib import Path

from pushdesk.model.errors import BadInput

STANDARD_INPUT = "-"


def read_bytes(name: str) -> bytes:
    """What is in the file; raises BadInput."""
    if name == STANDARD_INPUT:
        if sys.stdin is None:
            raise BadInput("There is no standard input here: name a file.")
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as problem:
        raise BadInput(f"The file {name} cannot be read: {problem.strerror or problem}.") from None
    except ValueError:
        raise BadInput("The file's name holds a NUL character: write it again.") from None
