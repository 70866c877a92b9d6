"""long checks, trials and recorded scenarios of the workshop"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_scenario",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.String(length=120), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_draft_scenario")),
    )
    with op.batch_alter_table("draft_scenario", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_draft_scenario_instansi_id_process_id"), ["instansi_id", "process_id"], unique=False
        )

    op.create_table(
        "trial",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("scenario", sa.JSON(), nullable=False),
        sa.Column("started_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "draft_id"],
            ["process_draft.instansi_id", "process_draft.id"],
            name=op.f("fk_trial_instansi_id_draft_id_process_draft"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_trial")),
    )
    with op.batch_alter_table("trial", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trial_instansi_id_draft_id"), ["instansi_id", "draft_id"], unique=False)

    op.create_table(
        "workshop_job",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("started_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["instansi_id", "draft_id"],
            ["process_draft.instansi_id", "process_draft.id"],
            name=op.f("fk_workshop_job_instansi_id_draft_id_process_draft"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_workshop_job")),
    )
    with op.batch_alter_table("workshop_job", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_workshop_job_instansi_id_draft_id_kind_created_at"),
            ["instansi_id", "draft_id", "kind", "created_at"],
            unique=False,
        )
        batch_op.create_index("ix_workshop_job_open", ["finished_at", "created_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("workshop_job", schema=None) as batch_op:
        batch_op.drop_index("ix_workshop_job_open")
        batch_op.drop_index(batch_op.f("ix_workshop_job_instansi_id_draft_id_kind_created_at"))

    op.drop_table("workshop_job")
    with op.batch_alter_table("trial", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trial_instansi_id_draft_id"))

    op.drop_table("trial")
    with op.batch_alter_table("draft_scenario", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_scenario_instansi_id_process_id"))

    op.drop_table("draft_scenario")
