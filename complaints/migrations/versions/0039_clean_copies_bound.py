"""the digest of the clean copy of a file, which officers look at"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attachment") as table:
        table.add_column(sa.Column("view_sha256", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("attachment") as table:
        table.drop_column("view_sha256")
