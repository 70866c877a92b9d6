"""answers of complainants that came by mail and message"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('baru', 'tertahan')")


def upgrade() -> None:
    op.create_table(
        "incoming_reply",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.String(length=128), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("media", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_incoming_reply")),
    )
    op.create_index("ix_incoming_reply_digest", "incoming_reply", ["instansi_id", "digest"], unique=True)
    op.create_index(
        "ix_incoming_reply_open", "incoming_reply", ["instansi_id", "came_at", "id"],
        sqlite_where=OPEN, postgresql_where=OPEN,
    )  # fmt: skip
    op.create_index("ix_incoming_reply_complaint", "incoming_reply", ["instansi_id", "complaint_id"])
    op.create_index("ix_incoming_reply_came_at", "incoming_reply", ["came_at"])


def downgrade() -> None:
    op.drop_table("incoming_reply")
