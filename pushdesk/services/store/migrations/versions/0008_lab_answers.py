"""What the lab answered each message; not known of those that were caught before."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.add_column("lab_caught", sa.Column("answer", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Go one step back."""
    with op.batch_alter_table("lab_caught", schema=None) as batch_op:
        batch_op.drop_column("answer")
