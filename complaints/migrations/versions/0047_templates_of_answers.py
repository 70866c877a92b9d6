"""templates of answers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reply_template",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("element", sa.String(length=120), nullable=False),
        sa.Column("kategori", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["instansi_id"], ["instansi.id"], name=op.f("fk_reply_template_instansi_id_instansi")),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_reply_template")),
    )
    op.create_index(op.f("ix_reply_template_instansi_id_unit_name"), "reply_template", ["instansi_id", "unit", "name"])


def downgrade() -> None:
    op.drop_table("reply_template")
