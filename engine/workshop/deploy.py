"""Deploy a bundle as the next version of a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version as library_version
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.definition.bundle import Bundle
from engine.definition.versions import bundle_of, current_version, version_added
from engine.errors import DeployRefusedError, ExpressionError, Finding, NotFoundError
from engine.models import ProcessVersion
from engine.running.commands.timed_starts import schedule_starts
from engine.running.runtime import Runtime
from engine.workshop.gate import gate
from engine.workshop.scenarios import pack, version_scenarios
from engine.workshop.version_record import record_version


@dataclass(frozen=True)
class VersionApproval:
    """What the workshop knows of a version beside its files, by the columns that keep it."""

    deployed_by_name: str
    reviewed_by: str
    reviewed_by_name: str
    restored_from: int | None
    accepted: list[dict[str, Any]]


def judge(
    files: Mapping[str, str],
    runtime: Runtime,
    *,
    process_id: str,
    roles: frozenset[str],
    given: frozenset[str] | None = None,
) -> Bundle:
    """The bundle of files that came with the program, for `deploy_judged`: asked before the transaction that deploys.

    `given`: variables that a case of this process has from its start, when not those of the runtime. Raises
    DeployRefusedError with every finding.
    """
    bundle, findings = gate(
        files,
        process_id=process_id,
        roles=roles,
        operations=runtime.operations,
        given=runtime.given if given is None else given,
        properties=runtime.properties,
        now=runtime.clock.now(),
    )
    if findings or bundle is None:
        raise DeployRefusedError(findings)
    return bundle


def deploy_judged(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    process_id: str,
    bundle: Bundle,
    by: Actor,
    note: str = "",
    scenarios: Mapping[str, str] | None = None,
    approval: VersionApproval | None = None,
) -> ProcessVersion:
    """Make a bundle that passed the gate the newest version; running cases stay on theirs.

    `scenarios`: its tests by file name; None: those of the version before. `approval`: who read it, and what they knew.
    The government's history binds all of it (`engine.workshop.version_record`).

    The same files and scenarios as those of the newest version are not deployed again. Raises DeployRefusedError for
    starts that no calendar has.
    """
    try:
        newest = current_version(session, instansi_id, process_id)
    except NotFoundError:
        newest = None
    kept = version_scenarios(session, instansi_id, newest.id) if newest is not None else {}
    tests = kept if scenarios is None else dict(scenarios)
    if newest is not None and newest.content_hash == bundle.content_hash and tests == kept:
        return newest
    version = ProcessVersion(
        instansi_id=instansi_id,
        process_id=process_id,
        number=(newest.number if newest else 0) + 1,
        content_hash=bundle.content_hash,
        bundle=bundle.pack(),
        scenarios=pack(tests),
        engine_version=f"spiffworkflow {library_version('SpiffWorkflow')}",
        deployed_at=runtime.clock.now(),
        deployed_by=by.id,
        note=note,
        **(asdict(approval) if approval else {}),
    )
    session.add(version)
    session.flush()
    version_added(session)
    before = bundle_of(session, instansi_id, newest.id) if newest is not None else None
    try:
        schedule_starts(session, runtime, instansi_id=instansi_id, process_id=process_id, bundle=bundle, before=before)
    except ExpressionError as error:
        raise DeployRefusedError([Finding(bundle.diagrams[process_id].file, None, "timers", str(error))]) from error
    record_version(session, runtime, version, by=by)
    return version
