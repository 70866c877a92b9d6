"""(c) Rows and bytes of one finished 14-day case of Tanah Laut, history included."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from benchmarks.stage import ROOT
from complaints.law.bundles import FOLDERS, read_folders
from complaints.workshop.simulation import read_scenarios, run_scenario
from complaints.workshop.simulation.play import stage_for
from engine.db import reading
from engine.models import Base

SCENARIO = ROOT / "processes" / "scenarios" / "tanah_laut/pengaduan_02_pengaduan_14_hari.yaml"
OWN_COLUMNS = ("case_id", "complaint_id")


def case_size(path: Path = SCENARIO) -> dict[str, int]:
    """Plays the scenario and counts every row that carries the case's id."""
    scenario = next(iter(read_scenarios([path])))
    stage = stage_for(scenario, read_folders(FOLDERS))
    try:
        result = run_scenario(scenario, stage)
        assert result.passed, result.report()
        assert stage.case().status == "completed"
        rows = size = 0
        with reading(stage.factory, stage.instansi_id) as session:
            for table in Base.metadata.sorted_tables:
                for row in (
                    session.execute(_of_case(table, stage.instansi_id, stage.the_case)).mappings()
                    if _has_case(table)
                    else ()
                ):
                    rows += 1
                    size += sum(_bytes(value) for value in row.values())
        return {"case_rows": rows, "case_bytes": size}
    finally:
        stage.close()


def _has_case(table: Table) -> bool:
    return table.name in ("case", "complaint") or any(name in table.c for name in OWN_COLUMNS)


def _of_case(table: Table, instansi_id: str, case_id: object) -> Any:
    name = "id" if table.name in ("case", "complaint") else next(n for n in OWN_COLUMNS if n in table.c)
    return select(table).where(table.c.instansi_id == instansi_id, table.c[name] == case_id)


def _bytes(value: Any) -> int:
    """What a value takes when stored: text as UTF-8, a moment or a number 8 bytes, an id 16."""
    match value:
        case None | bool():
            return 1
        case str():
            return len(value.encode())
        case bytes():
            return len(value)
        case dict() | list():
            return len(json.dumps(value, ensure_ascii=False).encode())
        case int() | float():
            return 8
    return 16 if hasattr(value, "hex") and hasattr(value, "int") else 8
