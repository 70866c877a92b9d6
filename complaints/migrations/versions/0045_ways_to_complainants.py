"""by which way complainants hear, and how answers to messages find back"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

COMPLAINT = (["instansi_id", "complaint_id"], ["complaint.instansi_id", "complaint.id"])


def upgrade() -> None:
    op.create_table(
        "chosen_channel",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(*COMPLAINT, name=op.f("fk_chosen_channel_instansi_id_complaint_id_complaint")),
        sa.PrimaryKeyConstraint("instansi_id", "complaint_id", name=op.f("pk_chosen_channel")),
    )
    op.create_table(
        "muted_address",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("instansi_id", "digest", name=op.f("pk_muted_address")),
    )
    op.create_table(
        "reply_key",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("wait", sa.String(length=120), nullable=False),
        sa.Column("reference", sa.String(length=128), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(*COMPLAINT, name=op.f("fk_reply_key_instansi_id_complaint_id_complaint")),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_reply_key")),
    )
    op.create_index("ix_reply_key_digest", "reply_key", ["digest", "expires_at"])
    op.create_index("ix_reply_key_complaint", "reply_key", ["instansi_id", "complaint_id"])
    op.create_index("ix_reply_key_expires_at", "reply_key", ["expires_at"])


def downgrade() -> None:
    op.drop_table("reply_key")
    op.drop_table("muted_address")
    op.drop_table("chosen_channel")
