"""Bundles out of folders: the files of one process, with every diagram, decision and form that it reaches."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from complaints.intake.lodging import START_VARIABLES
from complaints.intake.start_checks import start_findings
from complaints.law.own_law import code_of, narrowed
from complaints.people.roles import PROCESS_ROLES, ROLE_FINDINGS
from complaints.properties import KEYS as PROPERTY_KEYS
from engine.catalogue import _
from engine.definition.bundle import read_bundle
from engine.definition.operations import Operation
from engine.errors import DeployRefusedError, Finding
from engine.workshop.gate import gate

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "processes", ROOT / "forms")
KINDS = (".bpmn", ".dmn", ".form")
SHARED = "bersama"
"""The folder of what several governments use; every other folder is named for the government whose files it holds."""
PROCESS_ROLE_NAMES = frozenset(str(role) for role in PROCESS_ROLES)
"""Candidate groups that a diagram may name."""
OPENS_ACTIVITY = "buka_kegiatan"
"""The operation that a process without a complaint begins with."""


def read_folders(folders: Iterable[Path]) -> dict[str, str]:
    """Every diagram, decision and form of these folders (or single files), by the name that a version calls it.

    Raises DeployRefusedError for two files with one name.
    """
    return {name: path.read_text(encoding="utf-8") for name, path in paths_by_name(folders).items()}


def paths_by_name(folders: Iterable[Path]) -> dict[str, Path]:
    """Where each file of these folders lies, at most one folder below. Raises DeployRefusedError for a name twice."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted([*folder.glob("*"), *folder.glob("*/*")]) if folder.is_dir() else [folder]:
            if path.suffix in KINDS and found.setdefault(name_of(path), path) != path:
                told = _("dua berkas bernama sama: %(value)s dan %(path)s", value=found[name_of(path)], path=path)
                raise DeployRefusedError([Finding(name_of(path), None, "twice", told)])
    return found


def name_of(path: Path) -> str:
    """What a version calls the file: `ngawi/tenggat.dmn` is `tenggat_ngawi.dmn`, the others have their own name."""
    home, top = path.parent.name, path.parent.parent.name
    parts = {folder.name for folder in FOLDERS}
    return f"{path.stem}_{home}{path.suffix}" if top in parts and home not in {SHARED, *parts} else path.name


def folder_of(instansi_id: str) -> str:
    """The folder with the files of one government."""
    return instansi_id.replace("-", "_")


def place_of(name: str, instansi_id: str) -> str:
    """Where a government's file goes that is in no folder yet, below `processes` or `forms`: `name_of` turned round.

    What does not bear the government's name is shared.
    """
    stem, _, kind = name.rpartition(".")
    home = folder_of(instansi_id)
    short = stem.removesuffix(f"_{home}")
    return f"{home}/{short}.{kind}" if short != stem else f"{SHARED}/{name}"


def name_in(known: Iterable[str], name: str, instansi_id: str) -> str:
    """What a version calls a file that comes from its government's folder, where it goes without the government's name.

    `known`: the files that the version has.
    """
    stem, _, kind = name.rpartition(".")
    whole = f"{stem}_{folder_of(instansi_id)}.{kind}"
    return whole if name not in known and whole in known else name


def changed_at() -> int:
    """When a file of the folders last changed, in nanoseconds."""
    homes = [home.path for folder in FOLDERS for home in os.scandir(folder) if home.is_dir()]
    folders = [*map(str, FOLDERS), *homes]
    return max(
        os.stat(path).st_mtime_ns for path in [*folders, *(e.path for each in folders for e in os.scandir(each))]
    )


def refuse_unreadable(files: dict[str, str], operations: Mapping[str, Operation]) -> None:
    """Raises DeployRefusedError naming each file that cannot be read: what it reaches cannot be known."""
    bundle, findings = gate(
        files,
        process_id="",
        roles=PROCESS_ROLE_NAMES,
        operations=operations,
        given=START_VARIABLES,
        properties=PROPERTY_KEYS,
    )
    if bundle is None:
        raise DeployRefusedError(findings)


def refuse_missing(files: Mapping[str, str], processes: Iterable[str]) -> None:
    """Raises DeployRefusedError naming each of these processes that has no diagram among the files."""
    missing = [process_id for process_id in processes if f"{process_id}.bpmn" not in files]
    if missing:
        raise DeployRefusedError(
            [
                Finding(f"{each}.bpmn", None, "process_missing", _("proses '%(each)s' tidak ada", each=each))
                for each in missing
            ]
        )


def bundle_files(files: dict[str, str], process_id: str, *, law_of: str = "") -> dict[str, str]:
    """Those files that a process reaches, by calls, decisions, forms and the parameters of operations.

    Each names the articles of its regulation alone: the one that the process `law_of` carries out, where governments
    share this process. Files that cannot be read raise (see gate).
    """
    bundle = read_bundle(files)
    diagrams = bundle.reachable(process_id)
    elements = [element for diagram in diagrams for element in diagram.elements.values()]
    decisions = {name for element in elements for name in (element.decision, *element.parameters.values()) if name}
    forms = {f"{element.form}.form" for element in elements if element.form}
    wanted = {diagram.file for diagram in diagrams} | forms
    for name, text in files.items():
        if name.endswith(".dmn") and decisions & set(read_bundle({name: text}).decisions):
            wanted.add(name)
    main = f"{law_of}.bpmn" if f"{law_of}.bpmn" in files else diagrams[0].file if diagrams else ""
    code = code_of(files[main]) if main else ""
    return {name: _own(name, text, code) for name, text in files.items() if name in wanted}


def laid_over(below: Mapping[str, str], above: Mapping[str, str]) -> dict[str, str]:
    """The files below with those of a version on top; a table below gives way to the version's, whatever its file."""
    decided = set(read_bundle({name: text for name, text in above.items() if name.endswith(".dmn")}).decisions)
    kept = {
        name: text
        for name, text in below.items()
        if not name.endswith(".dmn") or not decided & set(read_bundle({name: text}).decisions)
    }
    return {**kept, **above}


def _own(name: str, text: str, code: str) -> str:
    return text if name.endswith(".form") else narrowed(text, code)


def given_to(files: Mapping[str, str], process_id: str) -> frozenset[str]:
    """Variables that a case of this process has from its start: those of its complaint; an activity has none."""
    diagram = read_bundle({name: text for name, text in files.items() if name.endswith(".bpmn")}).diagrams[process_id]
    return frozenset() if any(each.topic == OPENS_ACTIVITY for each in diagram.elements.values()) else START_VARIABLES


def main_processes(files: dict[str, str]) -> list[str]:
    """Processes that no other one calls: what a regulation starts with."""
    diagrams = read_bundle(files).diagrams
    called = {
        element.called for diagram in diagrams.values() for element in diagram.elements.values() if element.called
    }
    return sorted(set(diagrams) - called)


def lint(files: dict[str, str], operations: Mapping[str, Operation]) -> list[Finding]:
    """What the deploy gate would say about each main process; a file that no process reaches is a finding too."""
    try:
        refuse_unreadable(files, operations)
    except DeployRefusedError as refused:
        return list(refused.findings)
    findings: list[Finding] = [*ROLE_FINDINGS]
    reached: set[str] = set()
    for process_id in main_processes(files):
        bundle = bundle_files(files, process_id)
        reached |= set(bundle)
        given = given_to(files, process_id)
        found = gate(
            bundle,
            process_id=process_id,
            roles=PROCESS_ROLE_NAMES,
            operations=operations,
            given=given,
            properties=PROPERTY_KEYS,
        )
        findings += found[1]
        if given and found[0] is not None:
            findings += start_findings(found[0], process_id)
    findings += [
        Finding(name, None, "unreached", _("tidak dipakai oleh proses mana pun; hapus, atau sebutkan di diagram"))
        for name in sorted(set(files) - reached)
    ]
    return sorted(set(findings), key=str)
