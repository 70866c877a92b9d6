"""tables of the engine"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox_message",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_outbox_message")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_message_waiting", ["sent_at", "available_at"], unique=False)

    op.create_table(
        "process_version",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        sa.Column("engine_version", sa.String(length=40), nullable=False),
        sa.Column("deployed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deployed_by", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_process_version")),
    )
    with op.batch_alter_table("process_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_process_version_instansi_id_process_id_number"),
            ["instansi_id", "process_id", "number"],
            unique=True,
        )

    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "start_timer",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("process_id", sa.String(length=80), nullable=False),
        sa.Column("element", sa.String(length=120), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("instansi_id", "process_id", "element", name=op.f("pk_start_timer")),
    )
    with op.batch_alter_table("start_timer", schema=None) as batch_op:
        batch_op.create_index("ix_start_timer_due_at", ["due_at"], unique=False)

    op.create_table(
        "case",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.String(length=80), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status", sa.Enum("running", "completed", name="casestatus", native_enum=False, length=20), nullable=False
        ),
        sa.Column("phase", sa.String(length=60), nullable=True),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("state_format", sa.Integer(), nullable=False),
        sa.Column("variables", sa.JSON(), nullable=False),
        sa.Column("waiting_messages", sa.JSON(), nullable=False),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_element", sa.String(length=120), nullable=True),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("head_signature", sa.String(length=128), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "version_id"],
            ["process_version.instansi_id", "process_version.id"],
            name=op.f("fk_case_instansi_id_version_id_process_version"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_case")),
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_instansi_id_process_id_started_at"),
            ["instansi_id", "process_id", "started_at"],
            unique=False,
        )
        batch_op.create_index("ix_case_newest", ["instansi_id", "started_at", "id"], unique=False)
        batch_op.create_index("ix_case_next_due_at", ["next_due_at"], unique=False)
        batch_op.create_index("ix_case_phase", ["instansi_id", "phase", "started_at", "id"], unique=False)
        batch_op.create_index("ix_case_version", ["instansi_id", "version_id", "started_at", "id"], unique=False)

    op.create_table(
        "event",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
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
            ["instansi_id", "case_id"], ["case.instansi_id", "case.id"], name=op.f("fk_event_instansi_id_case_id_case")
        ),
        sa.PrimaryKeyConstraint("instansi_id", "case_id", "number", name=op.f("pk_event")),
    )
    op.create_table(
        "incident",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("element", sa.String(length=120), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["instansi_id", "case_id"],
            ["case.instansi_id", "case.id"],
            name=op.f("fk_incident_instansi_id_case_id_case"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_incident")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_incident_instansi_id_resolved_at_occurred_at"),
            ["instansi_id", "resolved_at", "occurred_at"],
            unique=False,
        )

    op.create_table(
        "task",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.String(length=80), nullable=False),
        sa.Column("element", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("lane", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("form", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "completed", "cancelled", name="taskstate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sort_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_provisional", sa.Boolean(), nullable=False),
        sa.Column("due_rule", sa.JSON(), nullable=True),
        sa.Column("claimed_by", sa.String(length=40), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_by", sa.String(length=40), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completion_token", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["instansi_id", "case_id"], ["case.instansi_id", "case.id"], name=op.f("fk_task_instansi_id_case_id_case")
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_task")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(
            "ix_task_handled",
            ["instansi_id", "completed_by", "completed_at", "id"],
            unique=False,
            sqlite_where=sa.text("completed_by IS NOT NULL"),
            postgresql_where=sa.text("completed_by IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_task_in_hand",
            ["instansi_id", "claimed_by", "state", "sort_due_at", "id"],
            unique=False,
            sqlite_where=sa.text("claimed_by IS NOT NULL"),
            postgresql_where=sa.text("claimed_by IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_task_inbox", ["instansi_id", "role", "unit", "state", "sort_due_at", "id"], unique=False
        )
        batch_op.create_index("ix_task_inbox_role", ["instansi_id", "role", "state", "sort_due_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_instansi_id_case_id"), ["instansi_id", "case_id"], unique=False)
        batch_op.create_index("ix_task_open", ["instansi_id", "state", "sort_due_at", "id"], unique=False)

    op.create_table(
        "timer",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.String(length=36), nullable=False),
        sa.Column("element", sa.String(length=120), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instansi_id", "case_id"], ["case.instansi_id", "case.id"], name=op.f("fk_timer_instansi_id_case_id_case")
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_timer")),
    )
    with op.batch_alter_table("timer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_timer_instansi_id_case_id"), ["instansi_id", "case_id"], unique=False)

    op.create_table(
        "task_draft",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "task_id"],
            ["task.instansi_id", "task.id"],
            name=op.f("fk_task_draft_instansi_id_task_id_task"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "task_id", "user_id", name=op.f("pk_task_draft")),
    )


def downgrade() -> None:
    for table in (
        "task_draft",
        "timer",
        "task",
        "incident",
        "event",
        "case",
        "start_timer",
        "setting",
        "process_version",
        "outbox_message",
    ):
        op.drop_table(table)
