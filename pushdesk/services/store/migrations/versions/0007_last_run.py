"""When a campaign's last run began; not known of those that ran before."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.add_column("campaign", sa.Column("run_started_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Go one step back."""
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_column("run_started_at")
