"""who has a piece of a check in hand, and how often it was tried"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workshop_job", sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("workshop_job", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("workshop_job", "tries")
    op.drop_column("workshop_job", "leased_until")
