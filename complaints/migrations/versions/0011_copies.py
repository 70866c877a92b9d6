"""who got a copy of a complaint"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLE = "complaint_copy"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recipient", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "complaint_id"],
            ["complaint.instansi_id", "complaint.id"],
            name=op.f("fk_complaint_copy_instansi_id_complaint_id_complaint"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_complaint_copy")),
    )
    found = ["instansi_id", "complaint_id", "recipient", "role"]
    op.create_index(op.f("ix_complaint_copy_instansi_id_complaint_id_recipient_role"), TABLE, found, unique=True)
    op.create_index("ix_complaint_copy_list", TABLE, ["instansi_id", "role", "unit", "at", "id"])


def downgrade() -> None:
    op.drop_table(TABLE)
