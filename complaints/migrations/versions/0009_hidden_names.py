"""reporters who gave a name and asked that it stay hidden"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

HIDDEN = "nama_tersembunyi"


def upgrade() -> None:
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.add_column(sa.Column(HIDDEN, sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.alter_column(HIDDEN, existing_type=sa.Boolean(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.drop_column(HIDDEN)
