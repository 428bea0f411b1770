"""A campaign's queue has what waits in it, and no longer what is on its way or has ended."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_COLUMNS = ["campaign_id", "state", "origin", "next_attempt_at", "position"]


def upgrade() -> None:
    """Go one step up."""
    waiting = sa.text("state = 'pending' OR state = 'retrying'")
    op.drop_index("ix_delivery_queue", "delivery")
    op.create_index("ix_delivery_queue", "delivery", _COLUMNS, sqlite_where=waiting)


def downgrade() -> None:
    """Go one step back."""
    op.drop_index("ix_delivery_queue", "delivery")
    op.create_index("ix_delivery_queue", "delivery", _COLUMNS)
