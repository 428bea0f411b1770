"""How many attempts a delivery had before somebody asked for it to be sent once more."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.add_column("delivery", sa.Column("tried_before", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Go one step back."""
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_column("tried_before")
