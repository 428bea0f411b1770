"""Templates of the user's that cannot run for long, grow large, or reach for anything but JSON values.

A part of Jinja2: which part, a Dialect says. Calls, macros, assignments and attributes of Python objects are
not in any of them; loops, filters and operators are charged for what they do, so that the most that any
template can take is known beforehand (tens of milliseconds), whatever its loops are nested in.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from jinja2 import Template, TemplateError, TemplateSyntaxError, Undefined, nodes
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from pushdesk.model.errors import BadInput
from pushdesk.model.subscription import is_blank
from pushdesk.services.template_filters import (
    FILTERS,
    WORK,
    Refused,
    Work,
    charge,
    charge_text,
    joined,
    written,
)

# Twice what a push service takes. Measured: no text of that length takes more than 0.2 s to compile.
TEXT_LIMIT = 8_000
OUTPUT_LIMIT = 65_536
_WIDEST_NUMBER = 10**18
_LOOP_FIELDS = frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length"})
_TESTS = (
    "defined", "undefined", "none", "string", "number", "integer", "float", "boolean", "mapping",
    "sequence", "true", "false", "even", "odd", "in", "eq", "==", "ne", "!=", "lt", "<", "le", "<=", "gt",
    ">", "ge", ">=",
)  # fmt: skip
_VALUES = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Filter)
_FIELDS = (nodes.Getattr, nodes.Keyword)
_EXPRESSIONS = (
    nodes.If, nodes.For, nodes.CondExpr, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.List, nodes.Tuple, nodes.Dict, nodes.Pair, nodes.Getitem, nodes.Slice, nodes.Add,
    nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Neg, nodes.Pos, nodes.Concat,
)  # fmt: skip
_WORDS = {
    nodes.Call: "a call with ( )",
    nodes.Pow: "**",
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
    nodes.Getitem: "[ ]",
}
VALUES_ONLY = frozenset(_VALUES + _FIELDS)
WITH_LOOPS = VALUES_ONLY | frozenset(_EXPRESSIONS)
_FAILURES = (
    TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError
)  # fmt: skip


@dataclass(frozen=True)
class Dialect:
    """Which part of Jinja2. `what` begins every sentence, `advice` ends that about what is not in it.

    `names` are the only ones that a template may read, where not None. `statements` says whether `{% %}` and
    `{# #}` mean anything; otherwise they are text like any other. With `blank_is_undefined` a default stands
    in for a null, for a text of blanks, and for a field of what has no fields.
    """

    what: str
    advice: str
    allowed: frozenset[type[nodes.Node]]
    names: frozenset[str] | None = None
    statements: bool = True
    blank_is_undefined: bool = False


class BoundedTemplate:
    """A compiled template. Raises BadInput, with the line, for what the dialect does not know."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self._what = dialect.what
        if len(text) > TEXT_LIMIT:
            raise BadInput(f"{dialect.what} is longer than {TEXT_LIMIT:,} characters: shorten it.")
        environment = _Environment(dialect)
        try:
            self.tree = environment.parse(text)
            _check(self.tree, dialect)
            metered = _Metering().visit(environment.parse(text)).set_environment(environment)
            code = environment.compile(metered)
        except TemplateSyntaxError as problem:
            raise BadInput(f"{dialect.what}, line {problem.lineno}: {problem.message}") from None
        except (RecursionError, MemoryError, SyntaxError):
            raise BadInput(f"{dialect.what} is nested too deeply: make it flatter.") from None
        # No globals: a name that Jinja2 brings along (range, lipsum …) is one that has no value.
        self._template = Template.from_code(environment, code, {})

    def render(self, values: Mapping[str, Any]) -> str:
        """The text; `values` are JSON. Raises BadInput where it fails, does too much or makes too much."""
        token = WORK.set(Work())
        try:
            return self._joined(values)
        except Refused as problem:
            raise BadInput(f"{self._what} {problem.message}") from None
        except _FAILURES as problem:
            raise BadInput(f"{self._what} cannot be worked out: {problem}.") from None
        finally:
            WORK.reset(token)

    def _joined(self, values: Mapping[str, Any]) -> str:
        parts, length = [], 0
        for part in self._template.generate(values):
            parts.append(part)
            length += len(part)
            if length > OUTPUT_LIMIT:
                raise Refused(f"makes more than {OUTPUT_LIMIT:,} characters: shorten what it puts out.")
        return "".join(parts)


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%"})

    def __init__(self, dialect: Dialect) -> None:
        # Delimiters that no text holds: there is no switch that turns statements and comments off.
        away = "" if dialect.statements else "\0"
        super().__init__(
            block_start_string=f"{away}{{%",
            comment_start_string=f"{away}{{#",
            keep_trailing_newline=not dialect.statements,
            finalize=written,
            autoescape=False,
            optimized=False,
        )
        self._blank_is_undefined = dialect.blank_is_undefined
        self.filters = {**FILTERS, "_counted": _counted, "_joined": joined}
        self.tests = {name: self.tests[name] for name in _TESTS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of a JSON object, or of the loop; never an attribute of a Python object."""
        if isinstance(obj, LoopContext) and attribute in _LOOP_FIELDS:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """A field of a JSON object or a place in a list; undefined where there is none."""
        if isinstance(obj, Undefined):
            return self.undefined(name=f"{obj._undefined_name}.{argument}")
        if isinstance(obj, dict) and isinstance(argument, str):
            there = argument in obj and not (self._blank_is_undefined and is_blank(obj[argument]))
            return obj[argument] if there else self.undefined(name=argument)
        if self._blank_is_undefined:
            return self.undefined(name=str(argument))
        if isinstance(obj, list | tuple | str) and isinstance(argument, int):
            there = -len(obj) <= argument < len(obj)
            return obj[argument] if there else self.undefined(name=str(argument))
        raise Refused(f"reaches for “{argument}”: only the fields of JSON objects can be read.")

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Numbers by every operator; texts and lists by “+” alone."""
        if isinstance(left, int | float) and isinstance(right, int | float):
            result = self.binop_table[operator](left, right)
            if abs(result) > _WIDEST_NUMBER:
                raise Refused("makes a number that is too large.")
            return result
        texts = isinstance(left, str) and isinstance(right, str)
        if operator == "+" and (texts or (isinstance(left, list) and isinstance(right, list))):
            charge_text(len(left) + len(right))
            return left + right
        raise Refused(f"uses “{operator}” on something other than two numbers.")


class _Metering(NodeTransformer):
    """Puts what is charged in the place of what is not."""

    def visit_For(self, node: nodes.For) -> nodes.Node:
        repeated = [*node.body, node.target, *([node.test] if node.test else [])]
        steps = 1 + sum(1 for part in repeated for _ in part.find_all(nodes.Node))
        self.generic_visit(node)
        node.iter = _filter(node.iter, "_counted", [nodes.Const(steps)])
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        return _filter(nodes.List(node.nodes, lineno=node.lineno), "_joined", [])


def _filter(node: nodes.Node, name: str, arguments: list[nodes.Expr]) -> nodes.Filter:
    return nodes.Filter(node, name, arguments, [], None, None, lineno=node.lineno)


def _counted(values: Iterable[Any], steps: int) -> Iterator[Any]:
    for value in values:
        charge(steps)
        yield value


def _check(tree: nodes.Template, dialect: Dialect) -> None:
    """Raises BadInput for the first thing that is not in the dialect."""
    own = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"} | {"loop"}
    for node in tree.find_all(nodes.Node):
        if type(node) not in dialect.allowed:
            word = _WORDS.get(type(node), type(node).__name__.lower())
            _refuse(dialect, node, f"“{word}” cannot be used. {dialect.advice}")
        if isinstance(node, nodes.For) and node.recursive:
            _refuse(dialect, node, f"“recursive” cannot be used. {dialect.advice}")
        if isinstance(node, nodes.Filter) and (node.dyn_args or node.dyn_kwargs):
            _refuse(dialect, node, f"“*” cannot be used. {dialect.advice}")
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            _refuse(dialect, node, f"there is no filter “{node.name}” here. Use {', '.join(FILTERS)}.")
        if isinstance(node, nodes.Test) and node.name not in _TESTS:
            _refuse(dialect, node, f"there is no test “{node.name}” here.")
        if isinstance(node, nodes.Name) and not _is_known(node.name, own, dialect):
            _refuse(dialect, node, f"there is no “{node.name}” here. {dialect.advice}")


def _is_known(name: str, own: set[str], dialect: Dialect) -> bool:
    # “self” is Jinja2's own object, whatever the values hold.
    return name != "self" and (dialect.names is None or name in dialect.names | own)


def _refuse(dialect: Dialect, node: nodes.Node, words: str) -> NoReturn:
    place = f", line {node.lineno}" if node.lineno else ""
    raise BadInput(f"{dialect.what}{place}: {words}")
