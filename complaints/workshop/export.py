"""The deployed state of a government as files for git: diagrams, tables, forms, and its scenarios.

A version names the articles of its own government alone, while a file on disk may serve several. What is exported over
such a file keeps the articles of the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from complaints.law.bundles import folder_of, name_of, place_of
from complaints.law.own_law import code_of, widened
from complaints.models import Instansi
from complaints.people.instansi import processes_of
from complaints.workshop.shipped_scenarios import BETWEEN, parts, process_of
from engine.definition.versions import bundle_of, current_version, has_version
from engine.workshop import version_scenarios

FORMS, PROCESSES, SCENARIOS = "forms", "processes", "processes/scenarios"


@dataclass
class Exported:
    """Texts by path below the folder; files that two processes run with different contents."""

    files: dict[str, str] = field(default_factory=dict)
    conflicts: list[tuple[str, str]] = field(default_factory=list)
    """(path, process whose text was left out)."""


def export(session: Session, *, instansi_id: str, on_disk: Mapping[str, str]) -> Exported:
    """The newest version of every process. `on_disk`: texts of the folder by path, as they are now."""
    instansi = session.get_one(Instansi, instansi_id)
    found = Exported()
    code = ""
    places = {name_of(Path(path)): path for path in on_disk}
    for process_id in processes_of(instansi):
        if not has_version(session, instansi_id, process_id):
            continue
        version = current_version(session, instansi_id, process_id)
        bundle = bundle_of(session, instansi_id, version.id)
        code = code or code_of(bundle.files.get(f"{process_id}.bpmn", ""))
        for name, text in sorted(bundle.files.items()):
            path = places.get(name) or _new_place(name, instansi)
            known = on_disk.get(path)
            whole = text if known is None or name.endswith(".form") else widened(text, known, code)
            if found.files.setdefault(path, whole) != whole:
                found.conflicts.append((path, process_id))
        scenarios = version_scenarios(session, instansi_id, version.id)
        found.files |= _scenario_files(process_id, scenarios, on_disk, home=folder_of(instansi_id))
    return found


def _new_place(name: str, instansi: Instansi) -> str:
    if name in {f"{each}.bpmn" for each in processes_of(instansi)}:
        return f"{PROCESSES}/{name}"
    return f"{FORMS if name.endswith('.form') else PROCESSES}/{place_of(name, instansi.id)}"


def _scenario_files(
    process_id: str, scenarios: Mapping[str, str], on_disk: Mapping[str, str], *, home: str
) -> dict[str, str]:
    """Each goes where it came from, those of one file together; new ones to the folder of the government."""
    found, left = {}, dict(scenarios)
    for path, text in on_disk.items():
        told = parts(Path(path).name, text) if path.startswith(SCENARIOS) else {}
        if mine := [left.pop(name) for name, each in told.items() if process_of(each) == process_id and name in left]:
            found[path] = BETWEEN.join(mine)
    return found | {f"{SCENARIOS}/{home}/{name}": text for name, text in left.items()}
