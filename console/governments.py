"""`create-instansi`, `update-instansi`, `export-instansi`: a government with its units, from and to a file."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from complaints.law.bundles import FOLDERS, read_folders, refuse_missing
from complaints.models import Instansi
from complaints.people.governments import (
    Government,
    GovernmentFileError,
    begin_government,
    government_of,
    read_government,
    written_government,
)
from complaints.people.governments.change import COUNTED, DataDifference, apply, differences
from complaints.people.roles import Role
from console.tools import Commands, Tools
from engine.actors import Actor
from engine.catalogue import _
from engine.db import reading, unit_of_work
from engine.errors import DeployRefusedError
from engine.running.commands import recompute_deadlines


def add(commands: Commands) -> None:
    """Teaches the parser."""
    parser = commands.add_parser("create-instansi", help=_("tambah instansi dan unitnya dari berkas YAML"))
    parser.add_argument("file", type=Path, help="contoh: complaints/demo/tanah_laut.yaml")
    parser.set_defaults(run=run)
    update = commands.add_parser("update-instansi", help=_("tunjukkan perbedaan berkas YAML dari data; terapkan"))
    update.add_argument("file", type=Path)
    update.add_argument("--apply", action="store_true", help=_("terapkan; tanpa ini perbedaannya hanya ditunjukkan"))
    update.set_defaults(run=run_update)
    export = commands.add_parser("export-instansi", help=_("cetak data instansi sebagai berkas YAML"))
    export.add_argument("instansi")
    export.set_defaults(run=run_export)


def run(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Adds it once; 1 when the file cannot be used or the instansi is already there."""
    government = _read(args.file)
    if government is None:
        return 1
    with unit_of_work(tools().session_factory, government.id) as session:
        if session.get(Instansi, government.id) is not None:
            print(_("%(id)s sudah ada; lihat update-instansi.", id=government.id), file=sys.stderr)
            return 1
        begin_government(session, tools().runtime, government=government, by=operator())
    print(_("%(id)s ditambahkan dengan %(units)s unit.", id=government.id, units=len(government.units)))
    return 0


def run_update(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Prints what differs; with --apply it is applied and recorded. 1 when the file cannot be used so."""
    government, opened = _read(args.file), tools()
    if government is None:
        return 1
    reason = _("berkas %(name)s", name=args.file.name)
    try:
        with unit_of_work(opened.session_factory, government.id) as session:
            if session.get(Instansi, government.id) is None:
                raise GovernmentFileError(_("%(id)s belum ada; lihat create-instansi", id=government.id))
            if args.apply:
                changed = apply(
                    session, opened.runtime, wanted=government, by=operator(), reason=reason, by_operator=True
                )
            else:
                changed = differences(session, government, by_operator=True)
    except GovernmentFileError as error:
        print(error, file=sys.stderr)
        return 1
    for each in changed:
        print(_told(each))
    print(_ended(changed, applied=args.apply))
    if args.apply and COUNTED & {each.name for each in changed}:
        moved = recompute_deadlines(
            opened.session_factory, opened.runtime, instansi_id=government.id, decree=reason, by=operator()
        )
        print(_("%(instansi_id)s: %(moved)s tenggat menyesuaikan.", instansi_id=government.id, moved=moved))
    return 0


def run_export(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Prints the file; 1 when there is no such government."""
    with reading(tools().session_factory, args.instansi) as session:
        if session.get(Instansi, args.instansi) is None:
            print(_("%(id)s belum ada; lihat create-instansi.", id=args.instansi), file=sys.stderr)
            return 1
        print(written_government(government_of(session, args.instansi)), end="")
    return 0


def operator() -> Actor:
    """Who works at the machine, as the history names them."""
    return Actor(id="operator", name=getpass.getuser(), role=Role.OPERATOR)


def _read(path: Path) -> Government | None:
    """The file, with its processes among those of the program; says what is wrong and gives None otherwise."""
    try:
        government = read_government(path)
        refuse_missing(read_folders(FOLDERS), government.processes)
    except (GovernmentFileError, DeployRefusedError) as error:
        print(error, file=sys.stderr)
        return None
    return government


def _told(change: DataDifference) -> str:
    place = f"{change.name} {change.unit}" if change.unit else change.name
    return f"{place}: {_short(change.before)} -> {_short(change.after)}"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 300 else f"{text[:300]}…"


def _ended(found: list[DataDifference], *, applied: bool) -> str:
    if not found:
        return _("Tidak ada perbedaan.")
    return _("Diterapkan.") if applied else _("Belum diterapkan; tambahkan --apply.")
