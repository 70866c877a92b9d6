"""complaints are found by the subject that was chosen for them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

POSTGRESQL = """UPDATE complaint SET topic = left(c.variables ->> 'kategori', 60) FROM "case" c
    WHERE c.instansi_id = complaint.instansi_id AND c.id = complaint.id
    AND json_typeof(c.variables -> 'kategori') = 'string'"""
SQLITE = """UPDATE complaint SET topic = (SELECT substr(json_extract(c.variables, '$.kategori'), 1, 60) FROM "case" c
        WHERE c.instansi_id = complaint.instansi_id AND c.id = complaint.id)
    WHERE EXISTS (SELECT 1 FROM "case" c WHERE c.instansi_id = complaint.instansi_id AND c.id = complaint.id
        AND json_type(c.variables, '$.kategori') = 'text')"""


def upgrade() -> None:
    op.add_column("complaint", sa.Column("topic", sa.String(length=60), nullable=False, server_default=""))
    op.execute(sa.text(POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE))
    op.create_index("ix_complaint_topic", "complaint", ["instansi_id", "topic", "entered_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_complaint_topic", table_name="complaint")
    op.drop_column("complaint", "topic")
