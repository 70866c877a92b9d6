"""how each complaint that ended departed from its diagrams, and sums of each month by unit

What is kept for the auditor's figures is thrown away: the worker counts it anew from the histories.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

KEPT = ("mined_cell", "mined_month", "mined_variant", "mined_case")
COUNTS = ("skipped", "disordered", "role", "late", "put_right")
PLACE = ["instansi_id", "ended_at", "case_id", "month", "unit"]
LIKE = ["version_id", "kategori", "kanal"]
DUE = ("ix_mined_case_due", "due_at IS NOT NULL")
INDEXES = {
    "ix_mined_case_departed": ([*PLACE, *LIKE, *COUNTS], "departed"),
    "ix_mined_case_ended": (PLACE, "ended_at IS NOT NULL"),
}


def upgrade() -> None:
    _forget()
    with op.batch_alter_table("mined_case") as table:
        table.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("departed", sa.Boolean(), nullable=False))
        for name in COUNTS:
            table.add_column(sa.Column(name, sa.Integer(), nullable=False))
    _index_due(["instansi_id", "due_at", "month", "unit", *LIKE])
    for name, (columns, words) in INDEXES.items():
        _index(name, columns, words)
    op.drop_index("ix_mined_cell_unit", table_name="mined_cell")
    with op.batch_alter_table("mined_cell") as table:
        table.drop_column("whole")
        table.add_column(sa.Column("level", sa.Integer(), nullable=False))
    op.create_index("ix_mined_cell_level", "mined_cell", ["instansi_id", "level", "kind", "unit", "month"])


def downgrade() -> None:
    _forget()
    op.drop_index("ix_mined_cell_level", table_name="mined_cell")
    with op.batch_alter_table("mined_cell") as table:
        table.drop_column("level")
        table.add_column(sa.Column("whole", sa.Boolean(), nullable=False))
    op.create_index("ix_mined_cell_unit", "mined_cell", ["instansi_id", "whole", "kind", "unit", "month"])
    for name in INDEXES:
        op.drop_index(name, table_name="mined_case")
    _index_due(["instansi_id", "due_at", "case_id"])
    with op.batch_alter_table("mined_case") as table:
        for name in ("ended_at", "departed", *COUNTS):
            table.drop_column(name)


def _index_due(columns: list[str]) -> None:
    name, words = DUE
    op.drop_index(name, table_name="mined_case")
    _index(name, columns, words)


def _index(name: str, columns: list[str], words: str) -> None:
    where = sa.text(words)
    op.create_index(name, "mined_case", columns, sqlite_where=where, postgresql_where=where)


def _forget() -> None:
    for name in KEPT:
        op.execute(sa.text(f"DELETE FROM {name}"))
