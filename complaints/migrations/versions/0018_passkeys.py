"""passkeys of persons"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passkey",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("credential_hash", sa.String(length=64), nullable=False),
        sa.Column("credential_id", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["instansi_id", "user_id"],
            ["user.instansi_id", "user.id"],
            name=op.f("fk_passkey_instansi_id_user_id_user"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_passkey")),
    )
    op.create_index(op.f("ix_passkey_credential_hash"), "passkey", ["credential_hash"], unique=True)


def downgrade() -> None:
    op.drop_table("passkey")
