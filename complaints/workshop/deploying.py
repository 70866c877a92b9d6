"""All processes of a government become versions at once: by the command line, and when a government begins.

They are judged before the transaction that deploys them: whoever else writes does not wait for the gate.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from complaints.intake.start_checks import start_findings
from complaints.law.bundles import PROCESS_ROLE_NAMES, bundle_files, given_to, refuse_missing, refuse_unreadable
from complaints.models import Instansi
from complaints.people.instansi import processes_of
from complaints.workshop import receivers
from complaints.workshop.shipped_scenarios import ByProcess, beside_recorded
from engine.actors import SISTEM
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.versions import current_ids
from engine.errors import ConflictError, DeployRefusedError
from engine.running.runtime import Runtime
from engine.workshop import deploy_judged, judge
from engine.workshop.gate import first_over


@dataclass(frozen=True)
class Wanted:
    """Which processes are to be deployed, and what runs where they go."""

    main: str
    """The process of complaints."""
    complained: frozenset[str]
    """Those that a complaint begins: that one, and the one for reports of whistleblowers."""
    processes: tuple[str, ...]
    newest: Mapping[str, UUID]
    """The versions that they would replace, by process."""


@dataclass(frozen=True)
class Judged:
    """Bundles that passed the gate, by process, and what that rests on."""

    wanted: Wanted
    bundles: Mapping[str, Bundle]
    until: datetime | None
    """From this moment on a moment that they write down is over."""


@dataclass(frozen=True)
class Deployed:
    """A process and its newest version; `created` says whether that version is a new one."""

    process_id: str
    number: int
    created: bool
    warnings: tuple[str, ...] = ()
    """Messages that nobody in this government gets, or can send."""


def wanted_in(session: Session, *, instansi_id: str, only_first: bool = False) -> Wanted:
    """The processes of a government as it is now.

    `only_first`: only those without any version, so that nothing replaces what people run (owners find changed files
    offered as a draft).
    """
    instansi = session.get_one(Instansi, instansi_id)
    processes = processes_of(instansi)
    newest = current_ids(session, instansi_id, processes)
    if only_first:
        processes, newest = [each for each in processes if each not in newest], {}
    return wanted_of(instansi.process_id, instansi.restricted_process_id, processes, newest)


def wanted_of(main: str, restricted: str, processes: Iterable[str], newest: Mapping[str, UUID] | None = None) -> Wanted:
    """The processes that a government says to run. `newest`: see `Wanted`; none where it is not there yet."""
    return Wanted(main, frozenset({main, restricted} - {""}), tuple(processes), newest or {})


def judge_all(runtime: Runtime, files: dict[str, str], wanted: Wanted) -> Judged:
    """Asks the gate about every process. Raises DeployRefusedError with what is said of the first that it refuses.

    It takes no session: nothing is locked meanwhile.
    """
    refuse_unreadable(files, runtime.operations)
    refuse_missing(files, wanted.processes)
    now, bundles = runtime.clock.now(), {}
    for process_id in wanted.processes:
        own = bundle_files(files, process_id, law_of=wanted.main)
        given = given_to(files, process_id)
        bundle = judge(own, runtime, process_id=process_id, roles=PROCESS_ROLE_NAMES, given=given)
        _refuse_start(wanted.complained, process_id, bundle)
        bundles[process_id] = bundle
    over = [first_over(each, now) for each in bundles.values()]
    return Judged(wanted, bundles, min((each for each in over if each is not None), default=None))


def deploy_all(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    judged: Judged,
    note: str = "",
    scenarios: ByProcess,
) -> list[Deployed]:
    """Deploys every process that was judged, each as a version of its own.

    `scenarios`: by process and file name; those that owners recorded stay beside them. Raises DeployRefusedError, and
    ConflictError when the government or what it runs is not what was judged any more.
    """
    now = runtime.clock.now()
    if judged.wanted != _as_it_is(session, instansi_id, judged.wanted) or (judged.until and judged.until <= now):
        raise ConflictError(_("sejak diperiksa, proses instansi ini berubah; terapkan lagi"))
    deployed = []
    for process_id, bundle in judged.bundles.items():
        version = deploy_judged(
            session,
            runtime,
            instansi_id=instansi_id,
            process_id=process_id,
            bundle=bundle,
            by=SISTEM,
            note=note,
            scenarios=beside_recorded(
                session, instansi_id=instansi_id, process_id=process_id, found=scenarios.get(process_id, {})
            ),
        )
        lost = receivers.warnings(session, instansi_id, bundle, now)
        warnings = tuple(f"{each.file}#{each.element}: {each.text}" for each in lost)
        deployed.append(Deployed(process_id, version.number, version.deployed_at >= now, warnings))
    return deployed


def _as_it_is(session: Session, instansi_id: str, judged: Wanted) -> Wanted:
    """The same processes as they stand in this transaction; those that the government no longer has are left out."""
    row = session.get_one(Instansi, instansi_id)
    has = set(processes_of(row))
    processes = [each for each in judged.processes if each in has]
    newest = current_ids(session, instansi_id, processes)
    return wanted_of(row.process_id, row.restricted_process_id, processes, newest)


def _refuse_start(complained: Collection[str], process_id: str, bundle: Bundle) -> None:
    """Raises DeployRefusedError when nobody could lodge a complaint with the forms of its start events."""
    if found := list(start_findings(bundle, process_id)) if process_id in complained else []:
        raise DeployRefusedError(found)
