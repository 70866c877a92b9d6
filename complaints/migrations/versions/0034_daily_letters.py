"""up to when each officer was told of their work by the daily letter"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "daily_letter",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "user_id"],
            ["user.instansi_id", "user.id"],
            name=op.f("fk_daily_letter_instansi_id_user_id_user"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "user_id", name=op.f("pk_daily_letter")),
    )


def downgrade() -> None:
    op.drop_table("daily_letter")
