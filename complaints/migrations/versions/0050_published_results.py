"""published results are found without a look at every message"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

PUBLISHED = sa.text("kind = 'publikasi'")


def upgrade() -> None:
    op.create_index(
        "ix_complaint_message_published", "complaint_message", ["instansi_id", "at", "id"],
        sqlite_where=PUBLISHED, postgresql_where=PUBLISHED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_complaint_message_published", table_name="complaint_message")
