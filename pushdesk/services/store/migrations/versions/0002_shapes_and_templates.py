"""Payload shapes of campaigns and devices; message templates."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    # What was sent before there was a choice was PushDesk's own shape.
    op.add_column("campaign", sa.Column("shape", sa.String(), nullable=False, server_default="pushdesk"))
    op.add_column("campaign", sa.Column("shape_template", sa.String(), nullable=False, server_default=""))
    op.add_column("subscription", sa.Column("shape", sa.String(), nullable=True))
    op.add_column("subscription", sa.Column("shape_template", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "message_template",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("message", sa.JSON(), nullable=False),
        sa.Column("shape", sa.String(), nullable=False),
        sa.Column("shape_template", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("folder", "name"),
    )


def downgrade() -> None:
    """Go one step back."""
    op.drop_table("message_template")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_column("shape_template")
        batch_op.drop_column("shape")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_column("shape_template")
        batch_op.drop_column("shape")
