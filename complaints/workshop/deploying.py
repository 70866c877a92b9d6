"""All processes of a government become versions at once: by the command line, and when a government begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from complaints.intake.start_checks import start_findings
from complaints.law.bundles import PROCESS_ROLE_NAMES, bundle_files, given_to, refuse_missing
from complaints.models import Instansi
from complaints.people.instansi import processes_of
from complaints.workshop import receivers
from complaints.workshop.shipped_scenarios import ByProcess, beside_recorded
from engine.actors import SISTEM
from engine.definition.bundle import read_bundle
from engine.definition.versions import has_version
from engine.errors import DeployRefusedError
from engine.running.runtime import Runtime
from engine.workshop import deploy


@dataclass(frozen=True)
class Deployed:
    """A process and its newest version; `created` says whether that version is a new one."""

    process_id: str
    number: int
    created: bool
    warnings: tuple[str, ...] = ()
    """Messages that nobody in this government gets, or can send."""


def deploy_all(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    files: dict[str, str],
    note: str = "",
    scenarios: ByProcess,
    only_first: bool = False,
) -> list[Deployed]:
    """Deploys every process of the instansi, each as a version of its own. `files` can be read (`refuse_unreadable`).

    `scenarios`: by process and file name; those that owners recorded stay beside them.

    `only_first`: only those without any version, so that nothing replaces what people run (owners find changed files
    offered as a draft). Raises DeployRefusedError.
    """
    instansi = session.get_one(Instansi, instansi_id)
    wanted = processes_of(instansi)
    if only_first:
        wanted = [each for each in wanted if not has_version(session, instansi_id, each)]
    refuse_missing(files, wanted)
    now = runtime.clock.now()
    deployed = []
    for process_id in wanted:
        own = bundle_files(files, process_id, law_of=instansi.process_id)
        _refuse_start(instansi, process_id, own)
        version = deploy(
            session,
            runtime,
            instansi_id=instansi_id,
            process_id=process_id,
            files=own,
            roles=PROCESS_ROLE_NAMES,
            by=SISTEM,
            note=note,
            given=given_to(files, process_id),
            scenarios=beside_recorded(
                session, instansi_id=instansi_id, process_id=process_id, found=scenarios.get(process_id, {})
            ),
        )
        lost = receivers.warnings(session, instansi_id, read_bundle(own), now)
        warnings = tuple(f"{each.file}#{each.element}: {each.text}" for each in lost)
        deployed.append(Deployed(process_id, version.number, version.deployed_at >= now, warnings))
    return deployed


def _refuse_start(instansi: Instansi, process_id: str, files: Mapping[str, str]) -> None:
    """Raises DeployRefusedError when nobody could lodge a complaint with the forms of its start events."""
    asked = process_id in (instansi.process_id, instansi.restricted_process_id)
    if found := list(start_findings(read_bundle(files), process_id)) if asked else []:
        raise DeployRefusedError(found)
