"""when officers are away, and who does their work meanwhile"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["instansi_id", "user_id"],
            ["user.instansi_id", "user.id"],
            name=op.f("fk_absence_instansi_id_user_id_user"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_instansi_id_user_id_ends_at"), "absence", ["instansi_id", "user_id", "ends_at"])
    op.create_index("ix_absence_due_at", "absence", ["due_at"])
    op.create_table(
        "substitute",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("process_id", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "absence_id"],
            ["absence.instansi_id", "absence.id"],
            name=op.f("fk_substitute_instansi_id_absence_id_absence"),
        ),
        sa.ForeignKeyConstraint(
            ["instansi_id", "user_id"],
            ["user.instansi_id", "user.id"],
            name=op.f("fk_substitute_instansi_id_user_id_user"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_substitute")),
    )
    op.create_index(op.f("ix_substitute_instansi_id_user_id"), "substitute", ["instansi_id", "user_id"])
    found = ["instansi_id", "absence_id", "role", "unit", "process_id", "user_id"]
    op.create_index(
        op.f("ix_substitute_instansi_id_absence_id_role_unit_process_id_user_id"), "substitute", found, unique=True
    )


def downgrade() -> None:
    op.drop_table("substitute")
    op.drop_table("absence")
