"""roles with an end, roles that begin later, invitations, acts that wait for a second person; names per government"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _person() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
    ]


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_instansi_id_user_id_user")
    return sa.ForeignKeyConstraint(["instansi_id", "user_id"], ["user.instansi_id", "user.id"], name=name)


def upgrade() -> None:
    op.add_column("membership", sa.Column("ends_at", MOMENT, nullable=True))
    op.drop_index("ix_user_username", table_name="user")
    op.create_index("ix_user_username", "user", ["username"])
    op.create_index(op.f("ix_user_instansi_id_username"), "user", ["instansi_id", "username"], unique=True)
    op.create_table(
        "planned_role",
        *_person(),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("begins_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=True),
        _of_user("planned_role"),
        sa.PrimaryKeyConstraint("instansi_id", "user_id", "role", "unit", name=op.f("pk_planned_role")),
    )
    op.create_index("ix_planned_role_begins_at", "planned_role", ["begins_at"])
    op.create_table(
        "invitation",
        *_person(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        _of_user("invitation"),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_invitation")),
    )
    op.create_index(op.f("ix_invitation_instansi_id_user_id"), "invitation", ["instansi_id", "user_id"])
    op.create_table(
        "second_person_request",
        *_person(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_by_name", sa.String(length=120), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        _of_user("second_person_request"),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_second_person_request")),
    )
    asked = op.f("ix_second_person_request_instansi_id_asked_at")
    op.create_index(asked, "second_person_request", ["instansi_id", "asked_at"])


def downgrade() -> None:
    for table in ("second_person_request", "invitation", "planned_role"):
        op.drop_table(table)
    op.drop_index(op.f("ix_user_instansi_id_username"), table_name="user")
    op.drop_index("ix_user_username", table_name="user")
    op.create_index("ix_user_username", "user", ["username"], unique=True)
    op.drop_column("membership", "ends_at")
