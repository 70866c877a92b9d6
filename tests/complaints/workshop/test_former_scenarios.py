"""Scenarios of a database in which they lay beside the versions: each version gets those of the program and its own."""

from __future__ import annotations

import lzma
import shutil
import sqlite3
import uuid
from contextlib import closing
from datetime import datetime
from pathlib import Path

from app import make_tools
from complaints.settings import Settings
from complaints.workshop.shipped_scenarios import FOLDER, RECORDED, in_folders
from console.tables import prepare
from engine.clock import FixedClock
from engine.db import reading
from engine.definition.versions import current_version
from engine.workshop import version_scenarios

FORMER = Path(__file__).parents[2] / "data" / "databases" / "2026-11-28"
NOW = datetime.fromisoformat("2026-11-30T10:00+07:00")
RECORD = "scenario: Arsip\nprocess: pengaduan_ngawi\nstart: 2026-03-09T09:00+07:00\nsteps: []\n"


def test_recorded_ones_and_those_of_the_program_go_into_the_versions(tmp_path: Path) -> None:
    database = tmp_path / "alur.sqlite"
    database.write_bytes(lzma.decompress((FORMER / "alur.sqlite.xz").read_bytes()))
    shutil.copy(FORMER / "riwayat.key", tmp_path)
    row = ("ngawi", uuid.uuid4().hex, "pengaduan_ngawi", "Arsip", RECORD, "Galih", "2026-11-20 09:00:00.000000")
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("INSERT INTO draft_scenario VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    tools = make_tools(Settings(data_dir=tmp_path, database_url=f"sqlite:///{database}"), FixedClock(NOW))
    prepare(tools)
    with reading(tools.session_factory, "ngawi") as session:
        found = {
            process: version_scenarios(session, "ngawi", current_version(session, "ngawi", process).id)
            for process in ("pengaduan_ngawi", "pemantauan_ngawi")
        }
    tools.engine.dispose()
    shipped = in_folders([FOLDER.parent])
    assert found["pemantauan_ngawi"] == shipped["pemantauan_ngawi"]
    assert found["pengaduan_ngawi"] == {**shipped["pengaduan_ngawi"], f"{RECORDED}pengaduan_ngawi_01.yaml": RECORD}
