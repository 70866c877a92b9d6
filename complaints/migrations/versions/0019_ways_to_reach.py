"""how a government is reached: phone, WhatsApp, hours, map"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

COLUMNS = {"contact_phone": 40, "contact_whatsapp": 40, "contact_hours": 200, "contact_map": 300}


def upgrade() -> None:
    with op.batch_alter_table("instansi", schema=None) as batch_op:
        for name, length in COLUMNS.items():
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
    with op.batch_alter_table("instansi", schema=None) as batch_op:
        for name, length in COLUMNS.items():
            batch_op.alter_column(name, existing_type=sa.String(length=length), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("instansi", schema=None) as batch_op:
        for name in COLUMNS:
            batch_op.drop_column(name)
