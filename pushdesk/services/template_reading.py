"""Reads templates from a file or a folder; what lies in a folder beside them is told, not lost."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pushdesk.model.errors import BadInput
from pushdesk.services import template_files
from pushdesk.services.exchange import decode
from pushdesk.services.template_files import FILE_LIMIT, SUFFIXES, Entry

MOST_FILES = 10_000
_JSON = ".json"


@dataclass(frozen=True)
class Found:
    """Templates, and what was passed by: `hidden` begins with a dot, `others` are no template's file.

    Both are paths from the folder that was read; a folder's ends in a slash, and nothing in it was read.
    """

    entries: tuple[Entry, ...]
    hidden: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def read(source: Path) -> Found:
    """The templates of a file (YAML or JSON), or of every such file under a folder, whose folder is theirs.

    Raises BadInput with the file and what is wrong in it.
    """
    if not source.is_dir():
        return Found(tuple(_read_file(source, source.name, None)))
    paths, hidden, others = _sorted_out(source)
    if not paths:
        rest = f" {len(hidden)} hidden: {', '.join(hidden[:3])}." if hidden else ""
        raise BadInput(
            f"There is no template in {source}: templates are files that end in .yaml or .json.{rest}"
        )
    entries: list[Entry] = []
    for path in paths:
        inner = path.relative_to(source)
        entries += _read_file(path, inner.as_posix(), inner.parent.as_posix().removeprefix("."))
    return Found(tuple(entries), tuple(hidden), tuple(others))


def read_json(text: str) -> list[Entry]:
    """The templates in a JSON text. Raises BadInput."""
    documents = template_files.from_json(text)
    found = []
    for number, document in enumerate(documents, 1):
        try:
            found.append(template_files.entry(document))
        except BadInput as problem:
            raise BadInput(f"Template {number} of {len(documents)}: {problem.sentence}") from None
    return found


def _sorted_out(source: Path) -> tuple[list[Path], list[str], list[str]]:
    """The files of templates under a folder, the hidden, and the others."""
    templates, hidden, others = [], [], []
    for number, (path, name) in enumerate(_walked(source)):
        if number >= MOST_FILES:
            raise BadInput(
                f"{source} holds more than {MOST_FILES:,} files: choose the folder of the templates."
            )
        if path.name.startswith("."):
            hidden.append(name)
        elif path.suffix.casefold() in SUFFIXES and path.is_file():
            templates.append(path)
        else:
            others.append(name)
    return sorted(templates), sorted(hidden), sorted(others)


def _walked(source: Path) -> Iterator[tuple[Path, str]]:
    """Every file under a folder with its path from there; of hidden and linked folders the folder alone."""
    try:
        for place, folders, files in os.walk(source, onerror=_raise):
            here = Path(place)
            closed = [name for name in folders if name.startswith(".") or (here / name).is_symlink()]
            folders[:] = sorted(set(folders) - set(closed))
            for name in (*files, *closed):
                end = "/" if name in closed else ""
                yield here / name, f"{(here / name).relative_to(source).as_posix()}{end}"
    except OSError as problem:
        where = problem.filename or source
        raise BadInput(f"{where} cannot be read: {problem.strerror or problem}.") from None


def _raise(problem: OSError) -> None:
    raise problem


def _read_file(path: Path, name: str, folder: str | None) -> Sequence[Entry]:
    """The templates in one file: a YAML file's in `folder` (None: where it says itself), JSON's many.

    `name` is what the file is called in a sentence.
    """
    is_json = path.suffix.casefold() == _JSON
    try:
        if path.exists() and not path.is_file():
            raise BadInput("it is no file.")  # a pipe would be read for ever
        if path.stat().st_size > (template_files.JSON_LIMIT if is_json else FILE_LIMIT):
            raise BadInput("it is too large for a template.")
        text = decode(path.read_bytes())
        if is_json:
            return read_json(text)
        return [template_files.entry(template_files.from_yaml(text), folder, path.stem)]
    except OSError as problem:
        raise BadInput(f"The file {path} cannot be read: {problem.strerror or problem}.") from None
    except BadInput as problem:
        raise BadInput(f"{name}: {problem.sentence}") from None
