"""A queue for each push service, counts that are kept, a time to start, what an attempt's time went into."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_PAGE = 5000
_STATES = """
    INSERT INTO campaign_tally SELECT campaign_id, state, count(*) FROM delivery GROUP BY campaign_id, state
"""
_HEARD = """
    INSERT INTO campaign_tally
    SELECT delivery.campaign_id, receipt.event, count(DISTINCT delivery.id)
    FROM delivery JOIN receipt ON receipt.delivery_id = delivery.id
    WHERE receipt.event IN ('shown', 'clicked') GROUP BY delivery.campaign_id, receipt.event
"""


def upgrade() -> None:
    """Go one step up."""
    op.add_column("campaign", sa.Column("scheduled_at", sa.BigInteger(), nullable=True))
    op.add_column("delivery", sa.Column("origin", sa.String(), nullable=False, server_default=""))
    op.add_column("attempt", sa.Column("timings", sa.JSON(), nullable=True))
    op.create_table(
        "campaign_tally",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("campaign_id", "word"),
    )
    connection = op.get_bind()
    for origins in _origins(connection):
        connection.execute(sa.text("UPDATE delivery SET origin = :origin WHERE id = :id"), origins)
    connection.execute(sa.text(_STATES))
    connection.execute(sa.text(_HEARD))
    op.drop_index("ix_delivery_campaign_state", "delivery")
    op.create_index(
        "ix_delivery_queue", "delivery", ["campaign_id", "state", "origin", "next_attempt_at", "position"]
    )


def _origins(connection: sa.Connection) -> Iterator[list[dict[str, str]]]:
    last = ""
    statement = sa.text("SELECT id, endpoint FROM delivery WHERE id > :last ORDER BY id LIMIT :page")
    while rows := connection.execute(statement, {"last": last, "page": _PAGE}).all():
        yield [{"id": row.id, "origin": _origin(row.endpoint)} for row in rows]
        last = rows[-1].id


def _origin(endpoint: str) -> str:
    # As model/endpoint.py had it at the time; only https and the lab's http were ever stored.
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def downgrade() -> None:
    """Go one step back."""
    op.drop_index("ix_delivery_queue", "delivery")
    op.create_index("ix_delivery_campaign_state", "delivery", ["campaign_id", "state", "next_attempt_at"])
    op.drop_table("campaign_tally")
    for table, column in (("attempt", "timings"), ("delivery", "origin"), ("campaign", "scheduled_at")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
