"""Run by Alembic: migrate on the connection that the caller brings (see store/migrate.py)."""

from alembic import context
from sqlmodel import SQLModel

from pushdesk.model import tables

assert tables.ALL
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
