"""Plays every scenario and writes what its cases give as event logs and nets: what `check.py` reads with pm4py.

The first scenarios of each government are played again with a case put right on its way: a task given to somebody and
back to the list, which moves no token, and a token moved to an end of its process.

python -m scripts.mining.logs FOLDER [SCENARIO …]
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.orm import Session

from complaints.audit.event_log import LogFilter, Pseudonyms, log_pieces
from complaints.law.bundles import FOLDERS, ROOT, read_folders
from complaints.models import Complaint
from complaints.workshop.simulation import Scenario, read_scenarios, run_scenario
from complaints.workshop.simulation.play import staged
from complaints.workshop.simulation.scenario_file import ScenarioStep
from complaints.workshop.simulation.stage import Stage
from engine.actors import Actor
from engine.db import reading, unit_of_work
from engine.models import CaseStatus, TaskState
from engine.record.interventions import Intervention
from engine.running import commands, queries
from engine.running.commands import Order
from engine.running.queries import StandingCase

SCENARIOS = ROOT / "processes" / "scenarios"
KINDS = {"xes": "xes", "ocel": "json", "pnml": "zip"}
MENDED = (Intervention.TASK_REASSIGNED, Intervention.TOKEN_MOVED)
OF_EACH = 3
"""Cases of each government and kind that are put right."""
OPERATOR = Actor("operator", "Operator", frozenset())


def main(folder: Path, chosen: list[Path]) -> None:
    """A file of each kind for each scenario; a report of a whistleblower counts, as nobody has reported it."""
    files = read_folders(FOLDERS)
    paths = chosen or [each for each in sorted(SCENARIOS.glob("*/*.yaml")) if each.parent.name != "contoh"]
    mended: Counter[tuple[str, Intervention]] = Counter()
    for number, scenario in enumerate(read_scenarios(paths), start=1):
        with staged(scenario, files) as stage:
            run_scenario(scenario, stage)
            _write(stage, folder, f"{number:03}")
        for kind in MENDED:
            if mended[stage.instansi_id, kind] < OF_EACH and scenario.process.startswith("pengaduan"):
                mended[stage.instansi_id, kind] += _put_right(scenario, files, folder, f"{number:03}-{kind}", kind)
    print(f"{number} skenario, {mended.total()} kasus dibetulkan")


def _put_right(scenario: Scenario, files: Mapping[str, str], folder: Path, name: str, kind: Intervention) -> bool:
    """Plays it once more with an operator who puts the case right as soon as that can be done; whether it could."""
    with staged(scenario, files) as stage:
        done: list[bool] = []

        def after(_step: ScenarioStep) -> None:
            if not done and stage.case_id is not None and stage.case().status == CaseStatus.RUNNING:
                done.extend([True] if _mend(stage, stage.case_id, kind) else [])

        run_scenario(scenario, stage, after=after)
        if done:
            _write(stage, folder, name)
        return bool(done)


def _mend(stage: Stage, case_id: UUID, kind: Intervention) -> bool:
    home = {"instansi_id": stage.instansi_id}

    def standing(session: Session) -> StandingCase:
        return queries.standing_case(session, stage.runtime, **home, case_id=case_id)

    with unit_of_work(stage.factory, stage.instansi_id) as session:
        if kind == Intervention.TASK_REASSIGNED:
            task = next((each for each in stage.tasks() if each.state == TaskState.OPEN), None)
            if task is None:
                return False
            somebody = Actor("rekan", "Rekan", frozenset({(task.role, task.unit)}))
            for to in (somebody, None):
                order = Order(OPERATOR, "Coba.", standing(session).seen)
                commands.reassign(session, stage.runtime, **home, task_id=task.id, to=to, order=order)
            return True
        seen = standing(session)
        for token, targets in seen.targets.items():
            for element in targets:
                if element.kind == "endEvent":
                    order = Order(OPERATOR, "Coba.", seen.seen)
                    commands.move_token(
                        session, stage.runtime, **home, case_id=case_id, step_id=token, to=element.id, order=order
                    )
                    return True
    return False


def _write(stage: Stage, folder: Path, name: str) -> None:
    with unit_of_work(stage.factory, stage.instansi_id) as session:
        session.execute(update(Complaint).where(Complaint.instansi_id == stage.instansi_id).values(restricted=False))
    home = folder / stage.instansi_id
    home.mkdir(parents=True, exist_ok=True)
    for kind, ending in KINDS.items():
        with reading(stage.factory, stage.instansi_id) as session, (home / f"{name}.{ending}").open("wb") as file:
            pieces = log_pieces(
                session, instansi_id=stage.instansi_id, kind=kind, filters=LogFilter(),
                pseudonyms=Pseudonyms("coba", stage.instansi_id), zone=ZoneInfo("Asia/Makassar"),
            )  # fmt: skip
            file.writelines(pieces)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
