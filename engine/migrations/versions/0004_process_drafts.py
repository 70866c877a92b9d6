"""drafts of processes, their review, and orders to move running cases"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "process_draft",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.String(length=80), nullable=False),
        sa.Column("base_version_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "proposed", "approved", "deployed", "withdrawn", name="draftstate", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "follow", sa.Enum("finish", "safe", name="followpolicy", native_enum=False, length=20), nullable=False
        ),
        sa.Column("deploy_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted", sa.JSON(), nullable=False),
        sa.Column("restored_from", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("created_by_name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.String(length=40), nullable=False),
        sa.Column("proposed_by_name", sa.String(length=120), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.String(length=40), nullable=False),
        sa.Column("reviewed_by_name", sa.String(length=120), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=False),
        sa.Column("deployed_version_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instansi_id", "base_version_id"],
            ["process_version.instansi_id", "process_version.id"],
            name=op.f("fk_process_draft_instansi_id_base_version_id_process_version"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_process_draft")),
    )
    with op.batch_alter_table("process_draft", schema=None) as batch_op:
        batch_op.create_index("ix_process_draft_deploy_at", ["state", "deploy_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_process_draft_instansi_id_process_id_created_at"),
            ["instansi_id", "process_id", "created_at"],
            unique=False,
        )

    op.create_table(
        "draft_file",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=90), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("saved_by", sa.String(length=40), nullable=False),
        sa.Column("saved_by_name", sa.String(length=120), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "draft_id"],
            ["process_draft.instansi_id", "process_draft.id"],
            name=op.f("fk_draft_file_instansi_id_draft_id_process_draft"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "draft_id", "name", "revision", name=op.f("pk_draft_file")),
    )
    op.create_table(
        "migration_order",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("ordered_by", sa.String(length=40), nullable=False),
        sa.Column("ordered_by_name", sa.String(length=120), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "case_id"],
            ["case.instansi_id", "case.id"],
            name=op.f("fk_migration_order_instansi_id_case_id_case"),
        ),
        sa.ForeignKeyConstraint(
            ["instansi_id", "version_id"],
            ["process_version.instansi_id", "process_version.id"],
            name=op.f("fk_migration_order_instansi_id_version_id_process_version"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_migration_order")),
    )
    with op.batch_alter_table("migration_order", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_migration_order_instansi_id_version_id"), ["instansi_id", "version_id"], unique=False
        )
        batch_op.create_index("ix_migration_order_open", ["done_at", "ordered_at"], unique=False)

    with op.batch_alter_table("process_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reviewed_by", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("reviewed_by_name", sa.String(length=120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("deployed_by_name", sa.String(length=120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("restored_from", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("accepted", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("process_version", schema=None) as batch_op:
        batch_op.drop_column("accepted")
        batch_op.drop_column("restored_from")
        batch_op.drop_column("deployed_by_name")
        batch_op.drop_column("reviewed_by_name")
        batch_op.drop_column("reviewed_by")

    with op.batch_alter_table("migration_order", schema=None) as batch_op:
        batch_op.drop_index("ix_migration_order_open")
        batch_op.drop_index(batch_op.f("ix_migration_order_instansi_id_version_id"))

    op.drop_table("migration_order")
    op.drop_table("draft_file")
    with op.batch_alter_table("process_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_process_draft_instansi_id_process_id_created_at"))
        batch_op.drop_index("ix_process_draft_deploy_at")

    op.drop_table("process_draft")
