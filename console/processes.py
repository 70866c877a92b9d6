"""`lint` and `deploy`: what the gate says about diagrams and forms, and making them the newest version."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from complaints.law.bundles import (
    FOLDERS,
    bundle_files,
    lint,
    main_processes,
    read_folders,
    refuse_missing,
    refuse_unreadable,
)
from complaints.models import Instansi
from complaints.operations import OPERATIONS
from complaints.workshop import law_accepted, law_warnings
from complaints.workshop.deploying import Deployed, deploy_all, judge_all, wanted_in
from complaints.workshop.shipped_scenarios import ByProcess, in_folders
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.db import reading, unit_of_work
from engine.definition.bundle import read_bundle
from engine.definition.versions import bundle_of
from engine.errors import ConflictError, DeployRefusedError, Finding
from engine.workshop.workshop import LawWarning


def add(commands: Commands) -> None:
    """Teaches the parser."""
    check = commands.add_parser("lint", help=_("periksa diagram, keputusan, dan formulir; status 1 bila ada temuan"))
    check.add_argument("paths", nargs="*", type=Path, default=list(FOLDERS), help=_("folder atau berkas"))
    check.set_defaults(run=run_lint)
    publish = commands.add_parser("deploy", help=_("terapkan proses sebagai versi terbaru suatu instansi"))
    publish.add_argument("instansi")
    publish.add_argument("paths", nargs="*", type=Path, default=list(FOLDERS), help=_("folder atau berkas"))
    publish.add_argument("--note", default="", help=_("catatan versi; wajib memuat alasan bila hukum memperingatkan"))
    publish.set_defaults(run=run_deploy)


def run_lint(args: argparse.Namespace, _tools: Callable[[], Tools]) -> int:
    """Prints one finding per line. 1 if there is any."""
    try:
        files = read_folders(args.paths)
    except DeployRefusedError as refused:
        print(refused)
        return 1
    findings = lint(files, OPERATIONS)
    findings = findings or [each for name in main_processes(files) for each in _unlawful(files, name)]
    for finding in findings:
        print(finding)
    print(_("%(files)s berkas diperiksa, %(findings)s temuan.", files=len(files), findings=len(findings)))
    return 1 if findings else 0


def _unlawful(files: dict[str, str], process_id: str) -> Iterator[Finding]:
    """What departs from the law: no version is there yet in which it was accepted."""
    yield from law_warnings.unlawful(process_id, read_bundle(bundle_files(files, process_id)))


def run_deploy(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Deploys every process of an instansi. 1, and the running versions untouched, when the gate refuses one.

    What the law says of the change is told as in the workshop: it is accepted with a reason, the note of the version.
    """
    with reading(tools().session_factory) as session:
        if session.get(Instansi, args.instansi) is None:
            print(
                _("Instansi %(instansi)r belum ada; tambahkan dengan create-instansi.", instansi=args.instansi),
                file=sys.stderr,
            )
            return 1
    try:
        files = read_folders(args.paths)
        warned = law_warnings_of(tools(), args.instansi, files)
        for warning in warned:
            print(_told(warning), file=sys.stderr)
        if warned and not args.note.strip():
            print(_("Tulis alasannya dengan --note, lalu terapkan lagi."), file=sys.stderr)
            return 1
        deployed = deploy_for(tools(), args.instansi, files, scenarios=in_folders(args.paths), note=args.note)
    except (DeployRefusedError, ConflictError) as refused:
        print(refused, file=sys.stderr)
        return 1
    for one in deployed:
        outcome = "diterapkan" if one.created else _("sudah berlaku; tidak ada perubahan")
        print(f"{one.process_id}: versi {one.number} {outcome}.")
        for text in one.warnings:
            print(_("  peringatan: %(text)s", text=text))
    return 0


def _told(warning: LawWarning) -> str:
    place = f"{warning.file}#{warning.element}" if warning.element else warning.file
    return f"{place}: {warning.text} ({warning.article})" if warning.article else f"{place}: {warning.text}"


def law_warnings_of(tools: Tools, instansi_id: str, files: dict[str, str]) -> list[LawWarning]:
    """What the law says of replacing the versions that an instansi runs by these files: the same as in the workshop.
    Where none runs yet, of replacing what comes with the program.

    Raises DeployRefusedError when files cannot be read, or leave a period to something that nobody can work out.
    """
    refuse_unreadable(files, OPERATIONS)
    with reading(tools.session_factory, instansi_id) as session:
        wanted = wanted_in(session, instansi_id=instansi_id)
        refuse_missing(files, wanted.newest)
        before = {each: bundle_of(session, instansi_id, version) for each, version in wanted.newest.items()}
        accepted = {each: law_accepted.settled_before(session, instansi_id, each) for each in before}
    shipped = read_folders(FOLDERS)
    for process_id in wanted.processes:  # a first version is held against what comes with the program
        if process_id not in before and f"{process_id}.bpmn" in files and f"{process_id}.bpmn" in shipped:
            before[process_id] = read_bundle(bundle_files(shipped, process_id, law_of=wanted.main))
    found: list[LawWarning] = []
    unknown: list[Finding] = []
    for process_id, bundle in before.items():
        after = read_bundle(bundle_files(files, process_id, law_of=wanted.main))
        settled = accepted.get(process_id, frozenset())
        found += law_warnings.warnings(process_id, bundle, after, settled=settled, law_of=wanted.main)
        unknown += law_warnings.not_computable(process_id, bundle, after, law_of=wanted.main)
    if unknown:
        raise DeployRefusedError(unknown)
    return found


def deploy_for(
    tools: Tools,
    instansi_id: str,
    files: dict[str, str],
    *,
    scenarios: ByProcess | None = None,
    note: str = "",
    only_first: bool = False,
) -> list[Deployed]:
    """Deploys every process of the instansi in one transaction, judged before it (see `complaints.workshop.deploying`).

    `scenarios`: None for those that came with the program. Raises DeployRefusedError, ConflictError.
    """
    with reading(tools.session_factory, instansi_id) as session:
        wanted = wanted_in(session, instansi_id=instansi_id, only_first=only_first)
    judged = judge_all(tools.runtime, files, wanted)
    with unit_of_work(tools.session_factory, instansi_id) as session:
        return deploy_all(
            session,
            tools.runtime,
            instansi_id=instansi_id,
            judged=judged,
            scenarios=in_folders(FOLDERS) if scenarios is None else scenarios,
            note=note,
        )
