"""Variables: `{{ name }}` and `{{ name | default("friend") }}` in a message, from each device's attributes.

Any text of a message may hold them. What has no value and no default is never sent as an empty text: it is
counted before a send (`missing`) and fails the delivery at the send. Each text is compiled once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import nodes

from pushdesk.model.errors import BadInput
from pushdesk.model.json_text import is_blank
from pushdesk.services.bounded_template import BoundedTemplate
from pushdesk.services.template_dialect import VALUES_ONLY, Dialect

if TYPE_CHECKING:
    # The sender process fills in variables and loads no database library.
    from pushdesk.model.subscription import Subscription

MARK = "{{"
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
        self._texts = {text: _template(text) for text in dict.fromkeys(_marked(document))}
        self._outputs = [
            expression
            for text in self._texts.values()
            for output in text.tree.find_all(nodes.Output)
            for expression in output.nodes
            if not isinstance(expression, nodes.TemplateData)
        ]

    def __bool__(self) -> bool:
        return bool(self._texts)

    @property
    def names(self) -> set[str]:
        """Every name that is read, with or without a default."""
        return {name.name for text in self._texts.values() for name in text.tree.find_all(nodes.Name)}

    def missing(self, attributes: Mapping[str, Any]) -> set[str]:
        """The variables that have no value in `attributes` and no default; a nested one as `a.b`."""
        return {name for expression in self._outputs for name in _judged(expression, attributes).all}

    def render(self, attributes: Mapping[str, Any]) -> Any:
        """The document with every variable's value. Raises MissingValue, and BadInput where it fails."""
        if not self._texts:
            return self._document
        if absent := self.missing(attributes):
            raise MissingValue(min(absent))
        values = {name: value for name, value in attributes.items() if not is_blank(value)}
        made = {text: template.render(values) for text, template in self._texts.items()}
        return _replaced(self._document, lambda text: made.get(text, text))


def _template(text: str) -> BoundedTemplate:
    """Raises BadInput for a text that is no template."""
    found = _compiled(text)
    if isinstance(found, str):
        raise BadInput(found)
    return found


@lru_cache(maxsize=_TEXTS_KEPT)
def _compiled(text: str) -> BoundedTemplate | str:
    """The template, or the sentence why there is none. Kept: previews, checks and the send all ask for it."""
    try:
        return BoundedTemplate(text, DIALECT)
    except BadInput as problem:
        return problem.sentence


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
    variables = Variables(document)
    if not variables:
        return {}
    found: Counter[str] = Counter()
    for device in devices:
        found.update(variables.missing(device.variables))
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _marked(document: Any) -> Iterator[str]:
    """The texts that hold a variable, in their order. Without recursion: a draft may be nested deeply."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
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
