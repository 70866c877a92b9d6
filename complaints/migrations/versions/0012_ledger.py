"""the history of a government beside its cases"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("head_signature", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_ledger")),
    )
    op.create_index(op.f("ix_ledger_instansi_id_name"), "ledger", ["instansi_id", "name"], unique=True)
    op.create_table(
        "ledger_event",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("ledger_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("element", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("personal", sa.JSON(), nullable=True),
        sa.Column("personal_commitment", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "ledger_id"],
            ["ledger.instansi_id", "ledger.id"],
            name=op.f("fk_ledger_event_instansi_id_ledger_id_ledger"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "ledger_id", "number", name=op.f("pk_ledger_event")),
    )
    found = ["instansi_id", "element", "number"]
    op.create_index(op.f("ix_ledger_event_instansi_id_element_number"), "ledger_event", found)


def downgrade() -> None:
    op.drop_table("ledger_event")
    op.drop_table("ledger")
