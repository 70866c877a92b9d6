"""indexes of what waits: what is over costs them nothing"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

PARTIAL = {
    "ix_case_next_due_at": ("case", ["next_due_at"], "next_due_at IS NOT NULL"),
    "ix_case_running": ("case", ["instansi_id", "id"], "status = 'running'"),
    "ix_case_running_version": ("case", ["instansi_id", "process_id", "version_id"], "status = 'running'"),
    "ix_outbox_message_waiting": ("outbox_message", ["available_at"], "sent_at IS NULL"),
    "ix_start_timer_due_at": ("start_timer", ["due_at"], "due_at IS NOT NULL"),
    "ix_task_open": ("task", ["instansi_id", "sort_due_at", "id"], "state = 'open'"),
}
WHOLE = {
    "ix_case_next_due_at": ("case", ["next_due_at"]),
    "ix_outbox_message_waiting": ("outbox_message", ["sent_at", "available_at"]),
    "ix_start_timer_due_at": ("start_timer", ["due_at"]),
    "ix_task_open": ("task", ["instansi_id", "state", "sort_due_at", "id"]),
}


def upgrade() -> None:
    for name, (table, _columns) in WHOLE.items():
        op.drop_index(name, table_name=table)
    for name, (table, columns, where) in PARTIAL.items():
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name, (table, _columns, _where) in PARTIAL.items():
        op.drop_index(name, table_name=table)
    for name, (table, columns) in WHOLE.items():
        op.create_index(name, table, columns)
