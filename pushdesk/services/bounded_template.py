"""Templates of the user's that cannot run for long, grow large, or reach for anything but JSON values.

A part of Jinja2: which part, a Dialect says. Calls, macros, assignments and attributes of Python objects are
not in any of them; loops, filters and operators are charged for what they do, so that the most that any
template can take is known beforehand (tens of milliseconds), whatever its loops are nested in.
"""

from collections.abc import Iterable, Iterator, Mapping
from traceback import walk_tb
from typing import Any

from jinja2 import Template, TemplateError, TemplateSyntaxError, Undefined, nodes
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from pushdesk.model.errors import BadInput
from pushdesk.model.json_text import is_blank
from pushdesk.services.template_dialect import TESTS, Dialect
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
# Jinja2's for what comes from no file; its tracebacks have the template's own lines under it.
_FILE_NAME = "<template>"
_WIDEST_NUMBER = 10**18
_LOOP_FIELDS = frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length"})
_FAILURES = (
    TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError
)  # fmt: skip


class BoundedTemplate:
    """A compiled template. Raises BadInput, with the line, for what the dialect does not know.

    `tree` is Jinja2's, in which what is charged stands in the place of what is not.
    """

    def __init__(self, text: str, dialect: Dialect) -> None:
        self._what = dialect.what
        self._has_lines = "\n" in text
        if len(text) > TEXT_LIMIT:
            raise BadInput(f"{dialect.what} is longer than {TEXT_LIMIT:,} characters: shorten it.")
        environment = _Environment(dialect)
        try:
            self.tree = environment.parse(text)
            dialect.check(self.tree)
            code = environment.compile(_Metering().visit(self.tree))
        except TemplateSyntaxError as problem:
            words = (problem.message or "it cannot be read").rstrip(". ")
            raise BadInput(f"{dialect.what}, line {problem.lineno}: {words}.") from None
        except ValueError:  # int() of more than sys.get_int_max_str_digits()
            raise BadInput(f"{dialect.what} holds a number that is too long: shorten it.") from None
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
            raise BadInput(f"{self._place(problem)} {problem.message}") from None
        except _FAILURES as problem:
            words = str(problem).rstrip(". ")
            raise BadInput(f"{self._place(problem)} cannot be worked out: {words}.") from None
        finally:
            WORK.reset(token)

    def _place(self, problem: Exception) -> str:
        """What begins a sentence; with the line, where there are several and it is known."""
        lines = [
            line for frame, line in walk_tb(problem.__traceback__) if frame.f_code.co_filename == _FILE_NAME
        ]
        return f"{self._what}, line {lines[-1]}," if lines and self._has_lines else self._what

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
        self.tests = {name: self.tests[name] for name in TESTS}

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
    if not isinstance(values, str | list | tuple | dict | Undefined):
        raise Refused("loops over something that is no list.")
    for value in values:
        charge(steps)
        yield value
