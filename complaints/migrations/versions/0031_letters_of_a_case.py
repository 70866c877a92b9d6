"""letters are found by their case"""

from __future__ import annotations

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

NAME = "ix_outbox_message_instansi_id_case_id"


def upgrade() -> None:
    op.create_index(op.f(NAME), "outbox_message", ["instansi_id", "case_id"])


def downgrade() -> None:
    op.drop_index(op.f(NAME), table_name="outbox_message")
