"""own articles beside borrowed ones; governments that are being entered"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("instansi", schema=None) as batch_op:
        batch_op.add_column(sa.Column("borrows", sa.String(length=10), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("articles", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("instansi", schema=None) as batch_op:
        batch_op.alter_column("borrows", existing_type=sa.String(length=10), server_default=None)
        batch_op.alter_column("articles", existing_type=sa.JSON(), server_default=None)
    op.create_table(
        "government_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("begun_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_government_draft")),
    )


def downgrade() -> None:
    op.drop_table("government_draft")
    with op.batch_alter_table("instansi", schema=None) as batch_op:
        batch_op.drop_column("articles")
        batch_op.drop_column("borrows")
