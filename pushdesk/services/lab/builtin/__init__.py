"""The built-in browser as the lab has it: a process of its own, spoken to over a pipe."""

from pushdesk.services.lab.builtin.browser import BuiltinBrowser
from pushdesk.services.lab.builtin.process import BuiltinUnavailable

__all__ = ["BuiltinBrowser", "BuiltinUnavailable"]
