"""files belong to a case, be it of a complaint or of an activity"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COMPLAINT, CASE = "fk_attachment_instansi_id_complaint_id_complaint", "fk_attachment_instansi_id_complaint_id_case"
KEYS = ["instansi_id", "complaint_id"]


def upgrade() -> None:
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(COMPLAINT), type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f(CASE), "case", KEYS, ["instansi_id", "id"])


def downgrade() -> None:
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(CASE), type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f(COMPLAINT), "complaint", KEYS, ["instansi_id", "id"])
