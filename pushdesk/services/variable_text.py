"""One text with variables, compiled: what it needs of a device, and what it says to one. Loads Jinja2."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import nodes

from pushdesk.model.errors import BadInput
from pushdesk.model.json_text import is_blank
from pushdesk.services.bounded_template import BoundedTemplate
from pushdesk.services.template_dialect import VALUES_ONLY, Dialect

_TEXTS_KEPT = 64
DIALECT = Dialect(
    what="The text with “{{ … }}”",
    advice='Write {{ name }} or {{ name | default("friend") }}; {{ "{{" }} for the two braces themselves.',
    allowed=VALUES_ONLY,
    statements=False,
    blank_is_undefined=True,
    # Far more than a message holds; it is compiled with each keystroke. Measured: within 0.1 s.
    largest=1_000,
)
_DEFAULTS = frozenset({"default", "d"})


class VariableText:
    """Raises BadInput for a text that is no template."""

    def __init__(self, text: str) -> None:
        self._template = BoundedTemplate(text, DIALECT)
        self._outputs = [
            expression
            for output in self._template.tree.find_all(nodes.Output)
            for expression in output.nodes
            if not isinstance(expression, nodes.TemplateData)
        ]

    @property
    def names(self) -> set[str]:
        """Every name that is read, with or without a default."""
        return {name.name for name in self._template.tree.find_all(nodes.Name)}

    def missing(self, attributes: Mapping[str, Any]) -> set[str]:
        """The variables that have no value in `attributes` and no default; a nested one as `a.b`."""
        return {name for expression in self._outputs for name in _judged(expression, attributes).all}

    def render(self, values: Mapping[str, Any]) -> str:
        """The text with its values; raises BadInput where it fails."""
        return self._template.render(values)


def variable_text(text: str) -> VariableText:
    """Compiled once; raises BadInput for a text that is no template."""
    found = _compiled(text)
    if isinstance(found, str):
        raise BadInput(found)
    return found


@lru_cache(maxsize=_TEXTS_KEPT)
def _compiled(text: str) -> VariableText | str:
    """The template, or the sentence why there is none. Kept: previews, checks and the send all ask for it."""
    try:
        return VariableText(text)
    except BadInput as problem:
        return problem.sentence


@dataclass(frozen=True)
class _Judgement:
    """Of one expression: what it cannot be worked out without, and what it has no value for the lack of."""

    needed: frozenset[str] = frozenset()
    undefined: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        return self.needed | self.undefined


def _judged(node: nodes.Node, attributes: Mapping[str, Any]) -> _Judgement:
    """What a render would come to, as Jinja2 works it out: arguments first, whether they are used or not."""
    if isinstance(node, nodes.Filter):
        assert node.node is not None
        operand = _judged(node.node, attributes)
        given = [_judged(part, attributes) for part in (*node.args, *(pair.value for pair in node.kwargs))]
        if node.name not in _DEFAULTS:
            return _Judgement(operand.all.union(*(argument.all for argument in given)))
        needed = operand.needed.union(*(argument.needed for argument in given))
        stand_in = given[0].undefined if given else frozenset[str]()
        return _Judgement(needed, stand_in if operand.undefined else frozenset())
    path = _path(node)
    absent = path and is_blank(_looked_up(path, attributes))
    return _Judgement(undefined=frozenset({".".join(path)})) if absent else _Judgement()


def _path(node: nodes.Node) -> tuple[str, ...]:
    """`a.b` as ("a", "b"); empty for what is no variable."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        inner = _path(node.node)
        return (*inner, node.attr) if inner else ()
    return ()


def _looked_up(path: tuple[str, ...], attributes: Mapping[str, Any]) -> Any:
    value: Any = attributes
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
