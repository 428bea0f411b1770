"""A desk on free ports, whose lab starts the browsers of this computer."""

from tests.desks import desk

__all__ = ["desk"]
