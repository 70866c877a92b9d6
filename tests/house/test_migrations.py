"""The migrations build exactly the tables that the models describe, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from complaints.migrations import FOLDER
from engine import migrations
from engine.db import make_engine
from tests.support.databases import all_tables, postgresql_database


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without a single table."""
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path}/bare.sqlite"
        if request.param == "postgresql":
            server = request.getfixturevalue("postgresql_server")
            url = stack.enter_context(postgresql_database(server, tables=False))
        engine = make_engine(url)
        yield engine
        engine.dispose()


def test_a_migrated_database_equals_the_models(bare: Engine) -> None:
    assert migrations.upgrade(bare, all_tables(), [FOLDER]) is True
    assert migrations.differences(bare, all_tables()) == []
    assert migrations.upgrade(bare, all_tables(), [FOLDER]) is False


BESIDE = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE name LIKE 'complaint_word%' ORDER BY name",
    "postgresql": """SELECT table_name || '.' || column_name, generation_expression FROM information_schema.columns
        WHERE is_generated = 'ALWAYS' UNION SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '% USING gin %'
        ORDER BY 1""",
}


def test_what_stands_beside_the_tables_is_migrated_as_the_models_make_it(bare: Engine, tmp_path: Path) -> None:
    def beside() -> list[tuple[str, str]]:
        with bare.connect() as connection:
            found = connection.execute(text(BESIDE[bare.dialect.name])).all()
        return [(name, " ".join((made or "").split())) for name, made in found]

    migrations.upgrade(bare, all_tables(), [FOLDER])
    migrated = beside()
    assert len(migrated) > 4
    all_tables().drop_all(bare)
    assert beside() == []
    all_tables().create_all(bare)
    assert beside() == migrated


def test_several_processes_may_migrate_at_once(bare: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: migrations.upgrade(bare, all_tables(), [FOLDER]), range(4)))
    assert sorted(done) == [False, False, False, True]


BREAKS = """
revision = "9999"
down_revision = "{last}"
branch_labels = None
depends_on = None

import sqlalchemy as sa
from alembic import op


def upgrade():
    op.add_column("unit", sa.Column("surplus", sa.Integer(), nullable=True))
    op.drop_table("attempt")
    op.execute("UPDATE unit SET name = no_such_function(name)")
"""


def test_a_migration_that_fails_leaves_everything_as_it_was(bare: Engine, tmp_path: Path) -> None:
    migrations.upgrade(bare, all_tables(), [FOLDER])
    with bare.begin() as connection:
        connection.execute(text("INSERT INTO setting (key, value) VALUES ('tetap', 'ada')"))
    later = tmp_path / "later"
    later.mkdir()
    (later / "9999_breaks.py").write_text(BREAKS.format(last=migrations.newest([FOLDER])), encoding="utf-8")
    with pytest.raises(migrations.MigrationFailedError, match=migrations.newest([FOLDER])):
        migrations.upgrade(bare, all_tables(), [FOLDER, later])
    assert migrations.differences(bare, all_tables()) == []
    assert migrations.upgrade(bare, all_tables(), [FOLDER]) is False
    with bare.begin() as connection:
        assert connection.execute(text("SELECT value FROM setting")).scalars().all() == ["ada"]


def test_tables_of_a_later_program_are_left_alone(bare: Engine) -> None:
    migrations.upgrade(bare, all_tables(), [FOLDER])
    with bare.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrations.MigrationFailedError, match="lebih baru"):
        migrations.upgrade(bare, all_tables(), [FOLDER])


def test_foreign_keys_hold_again_afterwards(bare: Engine) -> None:
    migrations.upgrade(bare, all_tables(), [FOLDER])
    with pytest.raises(IntegrityError), bare.begin() as connection:
        connection.execute(text("INSERT INTO unit (instansi_id, id, name, active) VALUES ('x', 'y', 'z', true)"))


def test_a_difference_would_be_seen(bare: Engine) -> None:
    migrations.upgrade(bare, all_tables(), [FOLDER])
    with bare.begin() as connection:
        connection.execute(text("ALTER TABLE unit ADD COLUMN surplus INTEGER"))
        connection.execute(text("DROP TABLE attempt"))
    assert {difference[0] for difference in migrations.differences(bare, all_tables())} == {
        "remove_column",
        "add_table",
    }


def test_every_table_of_a_government_begins_its_key_with_the_instansi(bare: Engine) -> None:
    migrations.upgrade(bare, all_tables(), [FOLDER])
    inspector = inspect(bare)
    for table in set(inspector.get_table_names()) & set(all_tables().tables):
        columns = [column["name"] for column in inspector.get_columns(table)]
        key = inspector.get_pk_constraint(table)["constrained_columns"]
        if "instansi_id" in columns and not key[0].endswith("token_hash"):
            assert key[0] == "instansi_id", table
