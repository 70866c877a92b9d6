"""keys to whistleblowers' reports; what is sealed of cases, files and sessions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_instansi_id_{column}_{target}")
    return sa.ForeignKeyConstraint(["instansi_id", column], [f"{target}.instansi_id", f"{target}.id"], name=name)


def upgrade() -> None:
    op.add_column("case", sa.Column("sealed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("attachment", sa.Column("sealed", sa.Text(), nullable=False, server_default=""))
    op.add_column("session", sa.Column("unlocked", sa.LargeBinary(), nullable=True))
    op.create_table(
        "role_key",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("recovery_public", sa.LargeBinary(), nullable=False),
        sa.Column("recovery_box", sa.LargeBinary(), nullable=False),
        sa.Column("earlier_box", sa.LargeBinary(), nullable=True),
        sa.Column("given_up", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["instansi_id"], ["instansi.id"], name=op.f("fk_role_key_instansi_id_instansi")),
        sa.PrimaryKeyConstraint("instansi_id", "number", name=op.f("pk_role_key")),
    )
    op.create_table(
        "holder_key",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("box", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        _of("holder_key", "user_id", "user"),
        sa.PrimaryKeyConstraint("instansi_id", "user_id", name=op.f("pk_holder_key")),
    )
    op.create_table(
        "case_key",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("author_public", sa.LargeBinary(), nullable=True),
        sa.Column("author_box", sa.LargeBinary(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _of("case_key", "case_id", "case"),
        sa.PrimaryKeyConstraint("instansi_id", "case_id", name=op.f("pk_case_key")),
    )


def downgrade() -> None:
    for table in ("case_key", "holder_key", "role_key"):
        op.drop_table(table)
    op.drop_column("session", "unlocked")
    op.drop_column("attachment", "sealed")
    op.drop_column("case", "sealed")
