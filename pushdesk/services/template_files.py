"""Message templates as text fit for git: YAML with one file a template, or one JSON document for all.

YAML is written by YAML 1.1's rules and read by JSON's: what a hand writes without quotes is a number,
true, false or null only where JSON says so too (not `yes`, not 12:30, not a date). Aliases are not read: a
few lines of them can stand for gigabytes. Source: yaml.org/spec/1.2.2, "10.2. JSON Schema".
"""

import json
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import yaml

from pushdesk.model import json_text
from pushdesk.model.errors import BadInput
from pushdesk.model.findings import place
from pushdesk.model.message_template import MessageTemplate, checked_folder, checked_name, file_stem, ordered
from pushdesk.model.payload import PayloadShape, payload_shape
from pushdesk.services.payload_writer import PayloadWriter

# A message of 3,993 bytes with a template of 8,000 characters is far below; YAML is read slowly.
FILE_LIMIT = 131_072
JSON_LIMIT = 16 * 1024 * 1024
SUFFIX = ".yaml"
SUFFIXES = frozenset({SUFFIX, ".yml", ".json"})
_FIELDS = ("name", "folder", "shape", "shapeTemplate", "message")
_WIDTH = 100
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$")


@dataclass(frozen=True)
class Entry:
    """A template as a file has it, checked."""

    name: str
    folder: str
    message: dict[str, Any]
    shape: PayloadShape = PayloadShape.PUSHDESK
    shape_template: str = ""


def entry(document: object, folder: str | None = None, name: str | None = None) -> Entry:
    """A template's document, checked; `folder` goes before the document's own, `name` stands in for none.

    Raises BadInput.
    """
    if not isinstance(document, dict):
        raise BadInput("A template must be an object with “name” and “message”.")
    if unknown := [field for field in document if field not in _FIELDS]:
        raise BadInput(f"“{unknown[0]}” is nothing that a template has: leave it out.")
    message = checked_message(document.get("message"))
    shape, template = checked_shape(
        payload_shape(_text(document, "shape") or PayloadShape.PUSHDESK), _text(document, "shapeTemplate")
    )
    given = _text(document, "folder") if folder is None else folder
    return Entry(
        checked_name(_text(document, "name") or name or ""), checked_folder(given), message, shape, template
    )


def checked_message(message: object) -> dict[str, Any]:
    """A message as a template keeps it, half-written or not: any JSON object. Raises BadInput."""
    if not isinstance(message, dict):
        raise BadInput('A template\'s “message” must be an object such as {"title": "Hello"}.')
    try:
        json_text.check(message, "The template")
        text = json.dumps(message, ensure_ascii=False)
    except TypeError:
        raise BadInput("The template's “message” holds something that JSON has no word for.") from None
    if len(text) > FILE_LIMIT // 2:
        raise BadInput(f"The template's message has more than {FILE_LIMIT // 2:,} characters: shorten it.")
    # Once through JSON: a key that is a number is text from here on.
    return ordered(json.loads(text))


def checked_shape(shape: PayloadShape, template: str) -> tuple[PayloadShape, str]:
    """A shape with the template that it really uses; raises BadInput for one that cannot be compiled."""
    return shape, PayloadWriter(shape, template).template


def file_paths(templates: list[MessageTemplate]) -> dict[str, PurePosixPath]:
    """For each template's id its file, by folder and name; names that some disk would mix up get numbers."""
    found: dict[str, PurePosixPath] = {}
    taken: set[str] = set()
    for template in sorted(templates, key=lambda row: (row.folder, row.name)):
        # A file that begins with a dot is hidden, and an import of the folder passes over it.
        stem, number = file_stem(template.name).lstrip(".") or "template", 1
        path = PurePosixPath(template.folder, f"{stem}{SUFFIX}")
        while str(path).casefold() in taken:
            number += 1
            path = PurePosixPath(template.folder, f"{stem}-{number}{SUFFIX}")
        taken.add(str(path).casefold())
        found[template.id] = path
    return found


def to_yaml(template: MessageTemplate) -> str:
    """One file: the folder is where it lies, everything else is in it, always in the same order."""
    document = {name: value for name, value in template.document().items() if name != "folder"}
    return str(
        yaml.dump(
            document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH, line_break="\n"
        )
    )


def from_yaml(text: str) -> object:
    """The document in a file; raises BadInput with the line of what is wrong."""
    if len(text) > FILE_LIMIT:
        raise BadInput(f"The file has more than {FILE_LIMIT:,} characters: it is no template.")
    try:
        document: object = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as problem:
        line = f"Line {problem.problem_mark.line + 1}" if problem.problem_mark else "The file"
        raise BadInput(f"{line} is not YAML: {problem.problem or 'it cannot be read'}.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        words = (
            "it is nested too deeply" if isinstance(problem, RecursionError) else str(problem).split("\n")[0]
        )
        raise BadInput(f"The file is not YAML: {words}.") from None
    return document


def to_json(templates: list[MessageTemplate]) -> str:
    """All of them as one document."""
    document = {"templates": [template.document() for template in templates]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def from_json(text: str) -> list[object]:
    """The templates' documents in a JSON text: `{"templates": […]}`, a list, or one. Raises BadInput."""
    if len(text) > JSON_LIMIT:
        raise BadInput(f"The file has more than {JSON_LIMIT:,} characters: it holds no templates.")
    try:
        document = json.loads(text, object_pairs_hook=_each_once)
    except _Repeated:
        first = json_text.repeated(text)[0]
        raise _twice(first.name, *first.lines[:2]) from None
    except json.JSONDecodeError as problem:
        raise BadInput(f"Line {problem.lineno} is not JSON: {problem.msg}.") from None
    except (ValueError, RecursionError):
        raise BadInput(
            "The file is not JSON that can be read: a number is too long or it nests too deeply."
        ) from None
    if isinstance(document, dict) and "templates" in document:
        document = document["templates"]
    return document if isinstance(document, list) else [document]


class _Repeated(Exception):
    """An object has a name twice."""


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Repeated
    return found


def _twice(name: str, first: int, second: int) -> BadInput:
    """Where two versions of a file were merged, nobody knows which of the two was meant."""
    where = f"lines {first} and {second}" if first != second else f"line {first}, twice"
    return BadInput(f"“{place([name])}” stands more than once ({where}): take one of the two away.")


def _text(document: dict[str, Any], name: str) -> str:
    value = document.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(f"A template's “{name}” must be text: put it in quotes.")
    json_text.check(value, f"A template's “{name}”")
    return value


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]
    """Texts of several lines as blocks, so that a change is a change of one line; no aliases."""

    def ignore_aliases(self, data: object) -> bool:
        """The same value twice is written twice."""
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> Any:
    lines = text.split("\n")
    style = None
    if not all(line.isprintable() for line in lines):
        # With escapes: in the other styles U+0085 and its kin come back as the ends of lines.
        style = '"'
    elif (
        len(lines) > 1
        and lines[0].lstrip() == lines[0] != ""
        and all(line == line.rstrip() for line in lines)
    ):
        # Only what a block gives back as it was: no blanks at a line's end, nor where the text begins.
        style = "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


class _Loader(yaml.SafeLoader):  # type: ignore[misc]
    """JSON's values only; no aliases and no tags."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own way

    def compose_node(self, parent: Any, index: Any) -> Any:
        """As PyYAML has it, but for what JSON has no word for."""
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(
                problem="aliases (*) are not read, write it out", problem_mark=event.start_mark
            )
        if event.tag is not None:
            raise yaml.MarkedYAMLError(
                problem="tags (!) are not read, leave it out", problem_mark=event.start_mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """As PyYAML has it, but each name once: it takes the last one without a word."""
        lines: dict[str, int] = {}
        for name, _ in node.value:
            if isinstance(name, yaml.ScalarNode):
                line = name.start_mark.line + 1
                if name.value in lines:
                    raise _twice(name.value, lines[name.value], line)
                lines[name.value] = line
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


_Dumper.add_representer(str, _represent_text)
# YAML 1.1, by which PyYAML quotes, takes 1e5 for a text; the loader below does not.
_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, list("-0123456789"))
for _tag, _pattern, _first in (
    ("null", re.compile(r"(?:~|null|)$"), ["~", "n", ""]),
    ("bool", re.compile(r"(?:true|false)$"), ["t", "f"]),
    ("int", re.compile(r"-?(?:0|[1-9][0-9]*)$"), list("-0123456789")),
    ("float", _FLOAT, list("-0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", _pattern, _first)
