"""`export`: what is deployed, back into files for git."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from complaints.law.bundles import KINDS, ROOT
from complaints.models import Instansi
from complaints.workshop.export import FORMS, PROCESSES, export
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.db import reading


def add(commands: Commands) -> None:
    """Teaches the parser."""
    write = commands.add_parser("export", help=_("tulis versi yang berlaku kembali ke berkas, untuk git"))
    write.add_argument("instansi")
    write.add_argument("folder", nargs="?", type=Path, default=ROOT, help=_("folder yang berisi processes/ dan forms/"))
    write.set_defaults(run=run)


def run(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Writes only what differs. 1 when two processes run one file with different contents."""
    folder: Path = args.folder
    with reading(tools().session_factory, args.instansi) as session:
        if session.get(Instansi, args.instansi) is None:
            print(
                _("Instansi %(instansi)r belum ada; tambahkan dengan create-instansi.", instansi=args.instansi),
                file=sys.stderr,
            )
            return 1
        before = _texts(folder)
        exported = export(session, instansi_id=args.instansi, on_disk=before)
    written = {path: text for path, text in exported.files.items() if before.get(path) != text}
    for path, text in written.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="")
        print(f"ditulis: {path}")
    for path, process_id in exported.conflicts:
        print(
            _("%(path)s: isi pada proses %(process_id)s berbeda dan tidak ditulis.", path=path, process_id=process_id),
            file=sys.stderr,
        )
    print(_("%(files)s berkas, %(written)s ditulis.", files=len(exported.files), written=len(written)))
    return 1 if exported.conflicts else 0


def _texts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for part in (PROCESSES, FORMS)
        for path in sorted((folder / part).rglob("*"))
        if path.suffix in (*KINDS, ".yaml")
    }
