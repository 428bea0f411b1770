"""A file that is there whole or not at all: written beside its place, then put there in one step."""

import os
import tempfile
from pathlib import Path


def replace(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Put `content` in the place of what `path` holds; whom `mode` keeps out never reads it.

    What is written beside it meanwhile has a name that begins with the file's. Raises OSError: `path` is as
    it was then.
    """
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            # A computer that loses its power right after the next step would have an empty file otherwise.
            os.fsync(file.fileno())
        os.chmod(beside, mode)
        os.replace(beside, path)
    except OSError:
        os.unlink(beside)
        raise
