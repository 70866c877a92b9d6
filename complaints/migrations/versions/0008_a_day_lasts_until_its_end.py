"""a day lasts until its end: the hour of an office is the one of its reminders, and waiting deadlines move"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PENDING = "decrees_to_recompute"
"""The setting that makes the command `migrate` count every waiting deadline anew, each with a row of history."""
BECAUSE = "cara menghitung yang baru: hari berakhir pukul 24.00"


def upgrade() -> None:
    with op.batch_alter_table("instansi", schema=None) as batch_op:
        batch_op.alter_column("office_closes", new_column_name="reminds_at", existing_type=sa.String(length=5))
    bind = op.get_bind()
    setting = sa.table("setting", sa.column("key", sa.String(80)), sa.column("value", sa.Text()))
    if bind.execute(sa.select(sa.literal(1)).select_from(sa.table("instansi")).limit(1)).first() is None:
        return
    noted = bind.scalar(sa.select(setting.c.value).where(setting.c.key == PENDING))
    if noted is None:
        op.execute(setting.insert().values(key=PENDING, value=BECAUSE))
    else:
        op.execute(setting.update().where(setting.c.key == PENDING).values(value=f"{noted}; {BECAUSE}"))


def downgrade() -> None:
    with op.batch_alter_table("instansi", schema=None) as batch_op:
        batch_op.alter_column("reminds_at", new_column_name="office_closes", existing_type=sa.String(length=5))
