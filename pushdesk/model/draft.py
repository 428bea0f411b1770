"""Draft: a message being written, saved as it is typed."""

from datetime import datetime
from typing import Any

from sqlmodel import JSON, Column, Field, SQLModel

from pushdesk.model import clock
from pushdesk.model.identifiers import new_id


class Draft(SQLModel, table=True):
    """`form` is the composer's lenient content (a half-written message is not a Message yet)."""

    id: str = Field(default_factory=new_id, primary_key=True)
    form: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    audience: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    updated_at: datetime = Field(default_factory=clock.now, sa_type=clock.Moment)
