"""A fault of the lab for all devices of one push service."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.add_column("lab_fault", sa.Column("kind", sa.String(length=8), nullable=True))


def downgrade() -> None:
    """Go one step back."""
    with op.batch_alter_table("lab_fault", schema=None) as batch_op:
        batch_op.drop_column("kind")
