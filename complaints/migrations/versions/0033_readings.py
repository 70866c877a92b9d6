"""who of the staff opened what people reported; both databases refuse to change or remove such a row"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

TABLE, FUNCTION = "reading", "alur_append_only"
INDEXES = {
    "ix_reading_case": ["instansi_id", "case_id", "actor", "since"],
    "ix_reading_person": ["instansi_id", "actor", "at", "id"],
    "ix_reading_unit": ["instansi_id", "unit", "at", "id"],
    "ix_reading_newest": ["instansi_id", "at", "id"],
}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("part", sa.String(length=120), nullable=False),
        sa.Column("substance", sa.Boolean(), nullable=False),
        sa.Column("identity", sa.Boolean(), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "case_id"],
            ["case.instansi_id", "case.id"],
            name=op.f("fk_reading_instansi_id_case_id_case"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_reading")),
    )
    for name, columns in INDEXES.items():
        op.create_index(name, TABLE, columns)
    asked = sa.text("what = 'minta_identitas'")
    op.create_index("ix_reading_asked", TABLE, ["instansi_id", "at"], sqlite_where=asked, postgresql_where=asked)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {FUNCTION} BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()"
        )
        op.execute(
            f"CREATE TRIGGER {FUNCTION}_whole BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION {FUNCTION}()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_{act.lower()} BEFORE {act} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {TABLE} are only added'); END"
        )


def downgrade() -> None:
    op.drop_index("ix_reading_asked", table_name=TABLE)
    for name in INDEXES:
        op.drop_index(name, table_name=TABLE)
    op.drop_table(TABLE)
