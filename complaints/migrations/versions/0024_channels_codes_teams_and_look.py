"""channels, official codes of places, teams, colour and crest of a government"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

COLUMNS: dict[str, tuple[sa.JSON | sa.String, str]] = {
    "channels": (sa.JSON(), "{}"),
    "region_codes": (sa.JSON(), "{}"),
    "teams": (sa.JSON(), "[]"),
    "colour": (sa.String(length=7), ""),
    "crest_digest": (sa.String(length=12), ""),
}


def upgrade() -> None:
    with op.batch_alter_table("instansi", schema=None) as batch_op:
        for name, (kind, default) in COLUMNS.items():
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=default))
    with op.batch_alter_table("instansi", schema=None) as batch_op:
        for name, (kind, _default) in COLUMNS.items():
            batch_op.alter_column(name, existing_type=kind, server_default=None)
    op.create_table(
        "crest",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["instansi_id"], ["instansi.id"], name=op.f("fk_crest_instansi_id_instansi")),
        sa.PrimaryKeyConstraint("instansi_id", name=op.f("pk_crest")),
    )


def downgrade() -> None:
    op.drop_table("crest")
    with op.batch_alter_table("instansi", schema=None) as batch_op:
        for name in COLUMNS:
            batch_op.drop_column(name)
