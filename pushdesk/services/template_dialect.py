"""Which part of Jinja2 a bounded template may use, and the sentence about what it may not."""

from dataclasses import dataclass
from typing import NoReturn

from jinja2 import nodes

from pushdesk.model.errors import BadInput
from pushdesk.services.template_filters import FILTERS

TESTS = (
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
    nodes.List: "[ ]",
    nodes.Dict: "{ }",
    nodes.CondExpr: "if",
    nodes.Compare: "a comparison",
    nodes.Test: "is",
    nodes.Add: "+",
    nodes.Sub: "-",
    nodes.Neg: "-",
    nodes.Mul: "*",
    nodes.Div: "/",
    nodes.FloorDiv: "//",
    nodes.Mod: "%",
    nodes.Concat: "~",
}
VALUES_ONLY = frozenset(_VALUES + _FIELDS)
WITH_LOOPS = VALUES_ONLY | frozenset(_EXPRESSIONS)


@dataclass(frozen=True)
class Dialect:
    """Which part of Jinja2. `what` begins every sentence, `advice` ends that about what is not in it.

    `names` are the only ones that a template may read, where not None. `statements` says whether `{% %}` and
    `{# #}` mean anything; otherwise they are text like any other. With `blank_is_undefined` a default stands
    in for a null, for a text of blanks, and for a field of what has no fields. `largest` is how many names,
    values and filters one text may have, where not None.
    """

    what: str
    advice: str
    allowed: frozenset[type[nodes.Node]]
    names: frozenset[str] | None = None
    statements: bool = True
    blank_is_undefined: bool = False
    largest: int | None = None

    def check(self, tree: nodes.Template) -> None:
        """Raises BadInput, with the line, for the first thing that is not in the dialect."""
        if self.largest is not None and sum(1 for _ in tree.find_all(nodes.Node)) > self.largest:
            raise BadInput(f"{self.what} holds too many names and filters: write fewer.")
        _check(tree, self)


def _check(tree: nodes.Template, dialect: Dialect) -> None:
    """Raises BadInput for the first thing that is not in the dialect."""
    own = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"} | {"loop"}
    for node in tree.find_all(nodes.Node):
        if type(node) not in dialect.allowed:
            word = _WORDS.get(type(node), type(node).__name__.lower())
            _refuse(dialect, node, f"“{word}” cannot be used. {dialect.advice}")
        if (name := _read_name(node)).startswith("__"):
            _refuse(dialect, node, f"“{name}” cannot be used. {dialect.advice}")
        if isinstance(node, nodes.For) and node.recursive:
            _refuse(dialect, node, f"“recursive” cannot be used. {dialect.advice}")
        if isinstance(node, nodes.Filter) and (node.dyn_args or node.dyn_kwargs):
            _refuse(dialect, node, f"“*” cannot be used. {dialect.advice}")
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            _refuse(dialect, node, f"there is no filter “{node.name}” here. Use {', '.join(FILTERS)}.")
        if isinstance(node, nodes.Test) and node.name not in TESTS:
            _refuse(dialect, node, f"there is no test “{node.name}” here.")
        if isinstance(node, nodes.Name) and not _is_known(node.name, own, dialect):
            _refuse(dialect, node, f"there is no “{node.name}” here. {dialect.advice}")


def _read_name(node: nodes.Node) -> str:
    """The name that is read at this place, from the values or from one of them; empty for another node."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return str(node.arg.value)
    return ""


def _is_known(name: str, own: set[str], dialect: Dialect) -> bool:
    # “self” is Jinja2's own object, whatever the values hold.
    return name != "self" and (dialect.names is None or name in dialect.names | own)


def _refuse(dialect: Dialect, node: nodes.Node, words: str) -> NoReturn:
    place = f", line {node.lineno}" if node.lineno else ""
    raise BadInput(f"{dialect.what}{place}: {words}")
