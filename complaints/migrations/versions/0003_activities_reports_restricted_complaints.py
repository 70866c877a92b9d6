"""activities, reports, restricted complaints, the data of a government"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "id"], ["case.instansi_id", "case.id"], name=op.f("fk_activity_instansi_id_id_case")
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_activity")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_activity_instansi_id_period_to"), ["instansi_id", "period_to"], unique=False
        )

    op.create_table(
        "report",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("tables", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["instansi_id", "activity_id"],
            ["activity.instansi_id", "activity.id"],
            name=op.f("fk_report_instansi_id_activity_id_activity"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_report")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_instansi_id_activity_id"), ["instansi_id", "activity_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_report_instansi_id_published_at"), ["instansi_id", "published_at"], unique=False
        )

    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.add_column(sa.Column("restricted", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("pseudonym", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("waktu_kejadian", sa.String(length=10), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("pihak_terlibat", sa.String(length=1000), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("hubungan_pelapor", sa.String(length=20), nullable=False, server_default=""))

    with op.batch_alter_table("instansi", schema=None) as batch_op:
        batch_op.add_column(sa.Column("restricted_process_id", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("activity_process_ids", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("disclosure", sa.String(length=20), nullable=False, server_default="pelapor"))
        batch_op.add_column(sa.Column("wilayah", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("authorities", sa.JSON(), nullable=False, server_default="{}"))

    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=10), nullable=False, server_default="pd"))


def downgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_column("kind")

    with op.batch_alter_table("instansi", schema=None) as batch_op:
        batch_op.drop_column("authorities")
        batch_op.drop_column("wilayah")
        batch_op.drop_column("disclosure")
        batch_op.drop_column("activity_process_ids")
        batch_op.drop_column("restricted_process_id")

    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.drop_column("hubungan_pelapor")
        batch_op.drop_column("pihak_terlibat")
        batch_op.drop_column("waktu_kejadian")
        batch_op.drop_column("pseudonym")
        batch_op.drop_column("restricted")

    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_instansi_id_published_at"))
        batch_op.drop_index(batch_op.f("ix_report_instansi_id_activity_id"))

    op.drop_table("report")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_instansi_id_period_to"))

    op.drop_table("activity")
