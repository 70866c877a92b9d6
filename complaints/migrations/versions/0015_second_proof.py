"""second proof at log-in, log-ins of a person, how a session was opened"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("way", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("device", sa.String(length=60), nullable=False, server_default=""))
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.alter_column("way", server_default=None)
        batch_op.alter_column("device", server_default=None)
    op.create_table(
        "second_factor",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_secret", sa.String(length=300), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        *_of_user("second_factor"),
        sa.PrimaryKeyConstraint("instansi_id", "user_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        *_of_user("recovery_code"),
        sa.PrimaryKeyConstraint("instansi_id", "user_id", "code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "log_in_event",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        *_of_user("log_in_event"),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_log_in_event")),
    )
    op.create_index("ix_log_in_event_list", "log_in_event", ["instansi_id", "user_id", "at"])


def downgrade() -> None:
    for table in ("log_in_event", "recovery_code", "second_factor"):
        op.drop_table(table)
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_column("device")
        batch_op.drop_column("way")


def _of_user(table: str) -> tuple[sa.ForeignKeyConstraint]:
    name = op.f(f"fk_{table}_instansi_id_user_id_user")
    return (sa.ForeignKeyConstraint(["instansi_id", "user_id"], ["user.instansi_id", "user.id"], name=name),)
