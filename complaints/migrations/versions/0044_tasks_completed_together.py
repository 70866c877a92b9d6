"""the same answers for many tasks, on their way for a minute"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulk_order",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.String(length=80), nullable=False),
        sa.Column("element", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "user_id"],
            ["user.instansi_id", "user.id"],
            name=op.f("fk_bulk_order_instansi_id_user_id_user"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_bulk_order")),
    )
    op.create_index(op.f("ix_bulk_order_instansi_id_made_at"), "bulk_order", ["instansi_id", "made_at"])
    op.create_table(
        "bulk_item",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("problem", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "order_id"],
            ["bulk_order.instansi_id", "bulk_order.id"],
            name=op.f("fk_bulk_item_instansi_id_order_id_bulk_order"),
        ),
        sa.ForeignKeyConstraint(
            ["instansi_id", "task_id"],
            ["task.instansi_id", "task.id"],
            name=op.f("fk_bulk_item_instansi_id_task_id_task"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "order_id", "task_id", name=op.f("pk_bulk_item")),
    )
    waiting = sa.text("state = 'waiting'")
    for name, columns in (
        ("ix_bulk_item_due", ["instansi_id", "due_at", "order_id"]),
        ("ix_bulk_item_waits", ["instansi_id", "task_id"]),
    ):
        op.create_index(name, "bulk_item", columns, sqlite_where=waiting, postgresql_where=waiting)


def downgrade() -> None:
    op.drop_table("bulk_item")
    op.drop_table("bulk_order")
