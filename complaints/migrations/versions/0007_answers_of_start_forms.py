"""answers of start forms that have no column of their own"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NEEDS = "kebutuhan_khusus"
"""One question that had a column; from now on it is an answer like any other."""


def upgrade() -> None:
    empty = sa.text("'{}'")
    for table in ("complaint", "reporter"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("answers", sa.JSON(), nullable=False, server_default=empty))
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("answers", existing_type=sa.JSON(), existing_nullable=False, server_default=None)
    complaint, reporter = _table("complaint", "id", "answers"), _table("reporter", "complaint_id", NEEDS)
    given = op.get_bind().execute(
        sa.select(reporter.c.instansi_id, reporter.c.complaint_id, reporter.c[NEEDS]).where(reporter.c[NEEDS] != "")
    )
    for instansi_id, complaint_id, text in given.all():
        op.execute(
            complaint.update()
            .where(complaint.c.instansi_id == instansi_id, complaint.c.id == complaint_id)
            .values(answers={NEEDS: text})
        )
    with op.batch_alter_table("reporter", schema=None) as batch_op:
        batch_op.drop_column(NEEDS)


def downgrade() -> None:
    with op.batch_alter_table("reporter", schema=None) as batch_op:
        batch_op.add_column(sa.Column(NEEDS, sa.String(length=300), nullable=False, server_default=""))
    complaint, reporter = _table("complaint", "id", "answers"), _table("reporter", "complaint_id", NEEDS)
    for instansi_id, complaint_id, answers in op.get_bind().execute(sa.select(complaint)).all():
        if text := (answers or {}).get(NEEDS):
            op.execute(
                reporter.update()
                .where(reporter.c.instansi_id == instansi_id, reporter.c.complaint_id == complaint_id)
                .values({NEEDS: str(text)[:300]})
            )
    for table in ("reporter", "complaint"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("answers")
    with op.batch_alter_table("reporter", schema=None) as batch_op:
        batch_op.alter_column(NEEDS, existing_type=sa.String(length=300), existing_nullable=False, server_default=None)


def _table(name: str, *columns: str) -> sa.TableClause:
    kinds: dict[str, sa.types.TypeEngine[Any]] = {"answers": sa.JSON(), NEEDS: sa.String(300)}
    ids = sa.column("instansi_id", sa.String(40))
    return sa.table(name, ids, *(sa.column(each, kinds.get(each) or sa.Uuid()) for each in columns))
