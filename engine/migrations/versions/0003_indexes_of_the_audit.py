"""indexes of the auditor's list"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_task_open", "task", ["instansi_id", "state", "sort_due_at", "id"]),
    ("ix_case_newest", "case", ["instansi_id", "started_at", "id"]),
    ("ix_case_phase", "case", ["instansi_id", "phase", "started_at", "id"]),
    ("ix_case_version", "case", ["instansi_id", "version_id", "started_at", "id"]),
    ("ix_complaint_unit", "complaint", ["instansi_id", "unit", "entered_at", "id"]),
)


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _columns in INDEXES:
        op.drop_index(name, table_name=table)
