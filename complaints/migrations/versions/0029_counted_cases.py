"""what reports count of a complaint that is over, kept; which cases ended lately"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ENDED = sa.text("ended_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "counted_case",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("trail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "case_id"],
            ["case.instansi_id", "case.id"],
            name=op.f("fk_counted_case_instansi_id_case_id_case"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "case_id", name=op.f("pk_counted_case")),
    )
    op.create_index("ix_case_ended_at", "case", ["instansi_id", "ended_at"], sqlite_where=ENDED, postgresql_where=ENDED)


def downgrade() -> None:
    op.drop_index("ix_case_ended_at", table_name="case")
    op.drop_table("counted_case")
