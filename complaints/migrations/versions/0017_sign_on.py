"""single sign-on of a government"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_on",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("sealed_secret", sa.String(length=600), nullable=False),
        sa.Column("proves_twice", sa.Boolean(), nullable=False),
        sa.Column("passwords", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["instansi_id"], ["instansi.id"], name=op.f("fk_sign_on_instansi_id_instansi")),
        sa.PrimaryKeyConstraint("instansi_id", name=op.f("pk_sign_on")),
    )
    op.create_table(
        "sign_on_link",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "user_id"],
            ["user.instansi_id", "user.id"],
            name=op.f("fk_sign_on_link_instansi_id_user_id_user"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "user_id", name=op.f("pk_sign_on_link")),
    )


def downgrade() -> None:
    op.drop_table("sign_on_link")
    op.drop_table("sign_on")
