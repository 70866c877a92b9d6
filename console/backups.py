"""`backup` and `restore`: the whole installation into a folder or a tar, and back into an empty one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from complaints.backup import BackupError, Manifest, restore, take
from complaints.backup.manifest import FILES, HEADS
from complaints.backup.restoring import opened_backup
from complaints.files.file_store import FileStore
from complaints.migrations import FOLDER
from complaints.settings import Settings
from complaints.upkeep.installation import note_backup
from complaints.upkeep.verification import verify
from complaints.upkeep.versions import table_version
from console.histories import read_heads
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.db import reading, unit_of_work
from engine.government import crossing
from engine.record.log import appending
from engine.record.log.own_keys import head_verifier


def add(commands: Commands) -> None:
    """Teaches the parser."""
    made = commands.add_parser("backup", help=_("cadangkan basis data, berkas, dan kunci ke satu folder atau .tar"))
    made.add_argument("target", type=Path, metavar="TUJUAN", help=_("folder baru, atau nama yang berakhir dengan .tar"))
    made.set_defaults(run=run_backup)
    back = commands.add_parser("restore", help=_("pulihkan cadangan ke pemasangan yang masih kosong"))
    back.add_argument("source", type=Path, metavar="CADANGAN")
    back.set_defaults(run=run_restore)
    for parser in (made, back):
        parser.add_argument(
            "--keys", type=Path, metavar="FOLDER", help=_("kunci disimpan di, atau diambil dari, folder ini")
        )
        parser.add_argument("--pg-bin", type=Path, metavar="FOLDER", help=_("folder pg_dump dan pg_restore"))


def run_backup(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Takes it while web and worker go on. 1 when it cannot be made, or a stored file is missing or was changed."""
    chosen = tools()
    try:
        manifest, odd = take(
            chosen.settings,
            chosen.session_factory,
            path=args.target,
            now=chosen.clock.now(),
            keys=args.keys,
            tools=args.pg_bin,
        )
    except (BackupError, OSError) as error:
        why = error if isinstance(error, BackupError) else error.strerror or type(error).__name__
        print(_("Cadangan tidak dibuat: %(why)s", why=why), file=sys.stderr)
        return 1
    with unit_of_work(chosen.session_factory) as session:
        note_backup(session, at=chosen.clock.now())
    for name in odd:
        print(_("Berkas pengadu hilang atau berubah: %(name)s", name=name), file=sys.stderr)
    print(
        _(
            "%(target)s: %(count)s berkas, tabel versi %(tables)s.",
            target=args.target,
            count=len(manifest.files),
            tables=manifest.tables,
        )
    )
    if not (chosen.settings.data_dir / "secret.key").exists():
        print(_("ALUR_SECRET_KEY tidak ada dalam cadangan: ia berasal dari lingkungan; simpan sendiri."))
    return 1 if odd else 0


def run_restore(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Puts it back and verifies it. 1 when it was refused or something in it is not whole."""
    settings = Settings.from_env(make_key=False)
    try:
        with opened_backup(args.source) as folder:
            manifest = restore(settings, folder, keys=args.keys, tools=args.pg_bin)
            heads = read_heads(folder / HEADS)
    except BackupError as error:
        print(_("Tidak dipulihkan: %(error)s.", error=error), file=sys.stderr)
        return 1
    print(_("Dipulihkan: cadangan %(made)s, program %(program)s.", made=manifest.made_at, program=manifest.program))
    return _verified(tools(), manifest, heads)


def _verified(tools: Tools, manifest: Manifest, heads: dict[str, tuple[int, str]]) -> int:
    from engine import migrations

    if manifest.tables != migrations.newest([FOLDER]):
        print(
            _("Tabelnya versi %(tables)s: jalankan app.py migrate, lalu app.py verify-history.", tables=manifest.tables)
        )
        return 0
    with (
        reading(tools.session_factory) as session,
        crossing(session, why="the operator put the whole installation back"),
    ):
        found = verify(
            session,
            verifier=head_verifier(session, tools.head_key),
            log_key=appending.public_key(session, tools.head_key),
            files=FileStore(tools.settings.data_dir / FILES),
            heads=heads,
        )
        tables = table_version(session)
    for each in found.breaks:
        print(_("Tidak utuh: %(each)s", each=each), file=sys.stderr)
    if not found.breaks:
        print(_("Riwayat utuh, semua berkas cocok dengan sidiknya, tabel versi %(tables)s.", tables=tables))
    return 1 if found.breaks else 0
