"""searches that auditors keep, and the indexes along which their list finds acts, lateness, classes, channels, files"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_event_actor": ("event", ["instansi_id", "actor", "at", "case_id"]),
    "ix_event_element": ("event", ["instansi_id", "element", "at", "case_id"]),
    "ix_event_at": ("event", ["instansi_id", "at", "case_id"]),
    "ix_complaint_kategori": ("complaint", ["instansi_id", "kategori_sla", "entered_at", "id"]),
    "ix_complaint_kanal": ("complaint", ["instansi_id", "kanal", "entered_at", "id"]),
    "ix_attachment_sha256": ("attachment", ["instansi_id", "sha256"]),
}
PARTIAL = {
    "ix_event_unusual": (
        "event",
        ["instansi_id", "kind", "at", "case_id"],
        "kind NOT IN ('case_started', 'task_claimed', 'task_completed', 'message_received', 'timer_fired')",
    ),
    "ix_task_late": ("task", ["instansi_id", "completed_at", "id"], "completed_at > due_at"),
}


def upgrade() -> None:
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)
    for name, (table, columns, where) in PARTIAL.items():
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    op.create_table(
        "saved_search",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "user_id"],
            ["user.instansi_id", "user.id"],
            name=op.f("fk_saved_search_instansi_id_user_id_user"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_saved_search")),
    )
    op.create_index("ix_saved_search_person", "saved_search", ["instansi_id", "user_id", "name"])


def downgrade() -> None:
    op.drop_index("ix_saved_search_person", table_name="saved_search")
    op.drop_table("saved_search")
    for name, (table, _columns, _where) in PARTIAL.items():
        op.drop_index(name, table_name=table)
    for name, (table, _columns) in INDEXES.items():
        op.drop_index(name, table_name=table)
