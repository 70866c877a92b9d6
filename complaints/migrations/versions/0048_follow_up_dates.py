"""days on which officers want to be reminded of complaints"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow_up",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "user_id"],
            ["user.instansi_id", "user.id"],
            name=op.f("fk_follow_up_instansi_id_user_id_user"),
        ),
        sa.ForeignKeyConstraint(
            ["instansi_id", "complaint_id"],
            ["complaint.instansi_id", "complaint.id"],
            name=op.f("fk_follow_up_instansi_id_complaint_id_complaint"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "user_id", "complaint_id", name=op.f("pk_follow_up")),
    )
    op.create_index("ix_follow_up_person", "follow_up", ["instansi_id", "user_id", "remind_on"])


def downgrade() -> None:
    op.drop_table("follow_up")
