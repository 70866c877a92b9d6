"""Plays every scenario and writes what its cases give as event logs and nets: what `check.py` reads with pm4py.

python -m scripts.mining.logs FOLDER [SCENARIO …]
"""

from __future__ import annotations

import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import update

from complaints.audit.event_log import LogFilter, Pseudonyms, log_pieces
from complaints.law.bundles import FOLDERS, ROOT, read_folders
from complaints.models import Complaint
from complaints.workshop.simulation import read_scenarios, run_scenario
from complaints.workshop.simulation.play import staged
from engine.db import reading, unit_of_work

SCENARIOS = ROOT / "processes" / "scenarios"
KINDS = {"xes": "xes", "ocel": "json", "pnml": "zip"}


def main(folder: Path, chosen: list[Path]) -> None:
    """A file of each kind for each scenario; a report of a whistleblower counts, as nobody has reported it."""
    files = read_folders(FOLDERS)
    paths = chosen or [each for each in sorted(SCENARIOS.glob("*/*.yaml")) if each.parent.name != "contoh"]
    for number, scenario in enumerate(read_scenarios(paths), start=1):
        with staged(scenario, files) as stage:
            run_scenario(scenario, stage)
            with unit_of_work(stage.factory, stage.instansi_id) as session:
                session.execute(
                    update(Complaint).where(Complaint.instansi_id == stage.instansi_id).values(restricted=False)
                )
            home = folder / stage.instansi_id
            home.mkdir(parents=True, exist_ok=True)
            for kind, ending in KINDS.items():
                with (
                    reading(stage.factory, stage.instansi_id) as session,
                    (home / f"{number:03}.{ending}").open("wb") as file,
                ):
                    pieces = log_pieces(
                        session, instansi_id=stage.instansi_id, kind=kind, filters=LogFilter(),
                        pseudonyms=Pseudonyms("coba", stage.instansi_id), zone=ZoneInfo("Asia/Makassar"),
                    )  # fmt: skip
                    file.writelines(pieces)
    print(f"{number} skenario")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
