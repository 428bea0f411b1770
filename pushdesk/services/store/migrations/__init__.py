"""Alembic's scripts: how a database file of an older PushDesk becomes today's."""
