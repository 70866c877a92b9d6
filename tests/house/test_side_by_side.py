"""What the program from before a migration can still do after it: read off the tables, and said where it cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, inspect, text

import app
from complaints.migrations import FOLDER
from complaints.migrations.former import FAILS
from engine import migrations
from engine.db import make_engine
from tests.support.databases import all_tables

Shape = Mapping[str, Any]


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[str, dict[str, Shape]]]]:
    """Every migration with the tables after it."""
    engine, found = make_engine(f"sqlite:///{tmp_path_factory.mktemp('steps')}/alur.sqlite"), []
    known: dict[str, Shape] = {}

    def look(connection: Connection, number: str) -> None:
        made = connection.execute(text("SELECT tbl_name, group_concat(sql) FROM sqlite_master GROUP BY tbl_name"))
        found.append(
            (number, {name: known.setdefault(sql, {}) or _seen(connection, name, known[sql]) for name, sql in made})
        )

    migrations.upgrade(engine, all_tables(), [FOLDER], after_each=look)
    yield found
    engine.dispose()


def _seen(connection: Connection, table: str, into: dict[str, Any]) -> Shape:
    inspector = inspect(connection)
    columns = {each["name"]: each for each in inspector.get_columns(table)}
    unique = [each["column_names"] for each in inspector.get_unique_constraints(table)]
    unique += [each["column_names"] for each in inspector.get_indexes(table) if each["unique"]]
    into |= {
        "types": {name: str(each["type"]) for name, each in columns.items()},
        "open": {name for name, each in columns.items() if each["nullable"]},
        "demanded": {name for name, each in columns.items() if not each["nullable"] and each["default"] is None},
        "rules": {
            *(f"check {each['sqltext']}" for each in inspector.get_check_constraints(table)),
            *(f"unique {each}" for each in unique),
            *(
                f"key {each['constrained_columns']} -> {each['referred_table']}"
                for each in inspector.get_foreign_keys(table)
            ),
            f"primary {inspector.get_pk_constraint(table)['constrained_columns']}",
        },
    }
    return into


def breaks(before: dict[str, Shape], after: dict[str, Shape]) -> list[str]:
    """Why a statement that the tables took before might fail, or be refused, now."""
    found = []
    for table, old in before.items():
        new = after.get(table)
        if new is None:
            found.append(f"{table} is gone")
            continue
        found += [
            f"{table}.{name} is gone or another"
            for name, kind in old["types"].items()
            if new["types"].get(name) != kind
        ]
        found += [
            f"{table}.{name} may not be empty any more" for name in old["open"] - new["open"] if name in new["types"]
        ]
        found += [f"{table}.{name} is demanded" for name in new["demanded"] - set(old["types"])]
        found += [f"{table}: {rule}" for rule in new["rules"] - old["rules"]]
    return found


def test_a_migration_that_the_former_program_does_not_survive_says_what_fails(
    steps: list[tuple[str, dict[str, Shape]]],
) -> None:
    found = {number: breaks(before, after) for (_, before), (number, after) in pairwise(steps)}
    wrong = {number: why for number, why in found.items() if bool(why) != (number in FAILS)}
    assert wrong == {}, "name it in complaints/migrations/former.py, or make the migration one that only adds"


def test_the_plan_says_what_fails_before_anything_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALUR_DATA_DIR", str(tmp_path))
    newest = migrations.newest([FOLDER])

    def planned() -> list[str]:
        assert app.main(["migrate", "--plan"]) == 0
        return capsys.readouterr().out.splitlines()

    assert planned()[0] == f"Tabel sekarang: –; program ini: {newest}."
    engine = make_engine(f"sqlite:///{tmp_path}/alur.sqlite")
    migrations.upgrade(engine, all_tables(), [FOLDER])
    assert planned()[1] == "Tidak ada yang berubah."
    _back_to(engine, "0031")
    assert "tidak dapat lagi: membuka dan merekam skenario" in planned()[1]
    _back_to(engine, "0029")
    monkeypatch.setattr("complaints.migrations.former.FAILS", {})
    assert planned()[1] == "Program lama dapat terus berjalan di samping program ini."
    engine.dispose()


def _back_to(engine: Engine, number: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :number"), {"number": number})
