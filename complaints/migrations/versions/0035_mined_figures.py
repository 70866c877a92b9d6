"""what the auditor's figures are counted from: each complaint in few words, its way, the sums of each month"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

TABLES = ("mined_case", "mined_variant", "mined_cell", "mined_month")


def upgrade() -> None:
    _create_case()
    op.create_table(
        "mined_variant",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("variant", sa.String(length=16), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("instansi_id", "variant", name=op.f("pk_mined_variant")),
    )
    _create_cell()
    op.create_table(
        "mined_month",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("instansi_id", "month", name=op.f("pk_mined_month")),
    )


def _create_case() -> None:
    op.create_table(
        "mined_case",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("kategori", sa.String(length=40), nullable=False),
        sa.Column("kanal", sa.String(length=30), nullable=False),
        sa.Column("variant", sa.String(length=16), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "case_id"],
            ["case.instansi_id", "case.id"],
            name=op.f("fk_mined_case_instansi_id_case_id_case"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "case_id", name=op.f("pk_mined_case")),
    )
    alike = ["instansi_id", "month", "version_id", "unit", "kategori", "kanal", "variant", "hours"]
    op.create_index("ix_mined_case_variant", "mined_case", alike)
    running = sa.text("due_at IS NOT NULL")
    op.create_index(
        "ix_mined_case_due",
        "mined_case",
        ["instansi_id", "due_at", "case_id"],
        sqlite_where=running,
        postgresql_where=running,
    )


def _create_cell() -> None:
    sums = ("count", "met", "missed", "divided", "aimed")
    times = ("waiting", "working", "undivided", "target")
    op.create_table(
        "mined_cell",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("kategori", sa.String(length=40), nullable=False),
        sa.Column("kanal", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("first", sa.String(length=210), nullable=False),
        sa.Column("second", sa.String(length=120), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in sums),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in times),
        sa.PrimaryKeyConstraint("instansi_id", "month", "number", name=op.f("pk_mined_cell")),
    )
    op.create_index("ix_mined_cell_asked", "mined_cell", ["instansi_id", "whole", "kind", "month"])


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
