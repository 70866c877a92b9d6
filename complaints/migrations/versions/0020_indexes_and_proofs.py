"""when somebody proved who they are to their government's server; indexes of what is looked for"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_passkey_instansi_id_user_id": ("passkey", ["instansi_id", "user_id"]),
    "ix_sign_on_link_instansi_id_subject": ("sign_on_link", ["instansi_id", "subject"]),
    "ix_log_in_event_at": ("log_in_event", ["at"]),
    "ix_incident_resolved_at_attempts_occurred_at": ("incident", ["resolved_at", "attempts", "occurred_at"]),
}


def upgrade() -> None:
    op.add_column("session", sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
    for name, (table, columns) in INDEXES.items():
        op.create_index(op.f(name), table, columns)


def downgrade() -> None:
    for name, (table, _columns) in INDEXES.items():
        op.drop_index(op.f(name), table_name=table)
    op.drop_column("session", "proved_at")
