"""scenarios belong to the version: those that came with the program, and those that owners recorded"""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

FOLDER = Path(__file__).resolve().parents[3] / "processes" / "scenarios"
VERSIONS = sa.table(
    "process_version",
    sa.column("instansi_id", sa.String),
    sa.column("process_id", sa.String),
    sa.column("scenarios", sa.LargeBinary),
)
RECORDED = sa.table(
    "draft_scenario",
    sa.column("instansi_id", sa.String),
    sa.column("process_id", sa.String),
    sa.column("text", sa.Text),
    sa.column("saved_at", sa.DateTime(timezone=True)),
)
JOBS = sa.table("workshop_job", sa.column("kind", sa.String))


def upgrade() -> None:
    op.add_column("process_version", sa.Column("scenarios", sa.LargeBinary(), nullable=True))
    connection = op.get_bind()
    for home, process in connection.execute(sa.select(VERSIONS.c.instansi_id, VERSIONS.c.process_id).distinct()).all():
        rows = connection.execute(
            sa.select(RECORDED.c.text)
            .where(RECORDED.c.instansi_id == home, RECORDED.c.process_id == process)
            .order_by(RECORDED.c.saved_at)
        )
        own = {f"rekaman_{process[:40]}_{number:02}.yaml": text for number, (text,) in enumerate(rows, 1)}
        packed = zlib.compress(json.dumps({**_shipped(process), **own}, ensure_ascii=False).encode(), 6)
        connection.execute(
            sa.update(VERSIONS)
            .where(VERSIONS.c.instansi_id == home, VERSIONS.c.process_id == process)
            .values(scenarios=packed)
        )
    op.drop_table("draft_scenario")
    # What was played for files alone says nothing of the scenarios; they are played again for both.
    op.execute(sa.delete(JOBS).where(JOBS.c.kind == "scenarios"))


def _shipped(process: str) -> dict[str, str]:
    found = {}
    for path in sorted(FOLDER.glob("*/*.yaml")):
        told = re.split(r"^---\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for number, text in enumerate(told, 1):
            if re.search(rf"^process: *{re.escape(process)} *$", text, re.MULTILINE):
                found[f"{path.stem}_{number}.yaml" if number > 1 else path.name] = text
    return found


def downgrade() -> None:
    op.create_table(
        "draft_scenario",
        sa.Column("instansi_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.String(length=120), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("instansi_id", "id", name=op.f("pk_draft_scenario")),
    )
    op.create_index("ix_draft_scenario_instansi_id_process_id", "draft_scenario", ["instansi_id", "process_id"])
    op.drop_column("process_version", "scenarios")
