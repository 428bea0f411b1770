"""How enums are kept: as their own words, readable in the file, and a new word needs no migration."""

from enum import StrEnum
from typing import Any

from sqlmodel import Enum


def words(kind: type[StrEnum]) -> Any:
    """A text column that holds members of `kind` by value."""
    return Enum(kind, values_callable=lambda members: [member.value for member in members], native_enum=False)
