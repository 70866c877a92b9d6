"""sums of months are found by unit"""

from __future__ import annotations

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_mined_cell_unit", "mined_cell", ["instansi_id", "whole", "kind", "unit", "month"])
    op.drop_index("ix_mined_cell_asked", table_name="mined_cell")


def downgrade() -> None:
    op.create_index("ix_mined_cell_asked", "mined_cell", ["instansi_id", "whole", "kind", "month"])
    op.drop_index("ix_mined_cell_unit", table_name="mined_cell")
