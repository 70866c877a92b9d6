"""tables of the domain"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempt")),
    )
    op.create_table(
        "decree_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "libur_nasional",
                "cuti_bersama",
                "libur_daerah",
                "hari_kerja_pengganti",
                name="decreekind",
                native_enum=False,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("decree", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decree_day")),
    )
    with op.batch_alter_table("decree_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decree_day_scope_date"), ["scope", "date"], unique=False)

    op.create_table(
        "instansi",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("regulation", sa.String(length=200), nullable=False),
        sa.Column("process_id", sa.String(length=80), nullable=False),
        sa.Column("time_zone", sa.String(length=40), nullable=False),
        sa.Column("province_scope", sa.String(length=20), nullable=False),
        sa.Column("regency_scope", sa.String(length=40), nullable=False),
        sa.Column("office_closes", sa.String(length=5), nullable=False),
        sa.Column("cuti_bersama_stops_clock", sa.Boolean(), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_address", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instansi")),
    )
    op.create_table(
        "lodging_draft",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=True),
        sa.Column("complaint_id", sa.Uuid(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_lodging_draft")),
    )
    op.create_table(
        "unit",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["instansi_id"], ["instansi.id"], name=op.f("fk_unit_instansi_id_instansi")),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_unit")),
    )
    op.create_table(
        "user",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["instansi_id"], ["instansi.id"], name=op.f("fk_user_instansi_id_instansi")),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_user")),
    )
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_username"), ["username"], unique=True)

    op.create_table(
        "complaint",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("secret_hash", sa.String(length=200), nullable=False),
        sa.Column("submission_token", sa.String(length=64), nullable=False),
        sa.Column("kanal", sa.String(length=30), nullable=False),
        sa.Column("jenis", sa.String(length=30), nullable=False),
        sa.Column("judul", sa.String(length=200), nullable=False),
        sa.Column("uraian", sa.Text(), nullable=False),
        sa.Column("kecamatan", sa.String(length=80), nullable=False),
        sa.Column("desa", sa.String(length=80), nullable=False),
        sa.Column("lokasi", sa.String(length=300), nullable=False),
        sa.Column("tanggal_kejadian", sa.Date(), nullable=True),
        sa.Column("anonim", sa.Boolean(), nullable=False),
        sa.Column("rahasia", sa.Boolean(), nullable=False),
        sa.Column("kategori_sla", sa.String(length=40), nullable=True),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(length=40), nullable=False),
        sa.Column("entered_tier", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "id"], ["case.instansi_id", "case.id"], name=op.f("fk_complaint_instansi_id_id_case")
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_complaint")),
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_instansi_id_number"), ["instansi_id", "number"], unique=True)
        batch_op.create_index(
            batch_op.f("ix_complaint_instansi_id_received_at"), ["instansi_id", "received_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_complaint_instansi_id_submission_token"), ["instansi_id", "submission_token"], unique=True
        )
        batch_op.create_index("ix_complaint_unit", ["instansi_id", "unit", "entered_at", "id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "user_id"],
            ["user.instansi_id", "user.id"],
            name=op.f("fk_membership_instansi_id_user_id_user"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "user_id", "role", "unit", name=op.f("pk_membership")),
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "user_id"],
            ["user.instansi_id", "user.id"],
            name=op.f("fk_session_instansi_id_user_id_user"),
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_instansi_id_user_id"), ["instansi_id", "user_id"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed_path", sa.String(length=200), nullable=False),
        sa.Column("view_path", sa.String(length=200), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "complaint_id"],
            ["complaint.instansi_id", "complaint.id"],
            name=op.f("fk_attachment_instansi_id_complaint_id_complaint"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attachment_instansi_id_complaint_id"), ["instansi_id", "complaint_id"], unique=False
        )

    op.create_table(
        "complaint_message",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sender", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "complaint_id"],
            ["complaint.instansi_id", "complaint.id"],
            name=op.f("fk_complaint_message_instansi_id_complaint_id_complaint"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_complaint_message")),
    )
    with op.batch_alter_table("complaint_message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_complaint_message_instansi_id_complaint_id_at"),
            ["instansi_id", "complaint_id", "at"],
            unique=False,
        )

    op.create_table(
        "reporter",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("jenis_pengadu", sa.String(length=30), nullable=False),
        sa.Column("nama", sa.String(length=160), nullable=False),
        sa.Column("identitas", sa.String(length=60), nullable=False),
        sa.Column("telepon", sa.String(length=30), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("alamat", sa.String(length=300), nullable=False),
        sa.Column("kebutuhan_khusus", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["instansi_id", "complaint_id"],
            ["complaint.instansi_id", "complaint.id"],
            name=op.f("fk_reporter_instansi_id_complaint_id_complaint"),
        ),
        sa.PrimaryKeyConstraint("instansi_id", "complaint_id", name=op.f("pk_reporter")),
    )


def downgrade() -> None:
    for table in (
        "reporter",
        "complaint_message",
        "attachment",
        "session",
        "membership",
        "complaint",
        "user",
        "unit",
        "lodging_draft",
        "instansi",
        "decree_day",
        "attempt",
    ):
        op.drop_table(table)
