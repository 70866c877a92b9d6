"""`verify-history`, `history-heads`, `history-format`: is every history whole, how to prove it later, what it says."""

from __future__ import annotations

import argparse
import json
import sys
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from complaints.files.file_store import FileStore
from complaints.keys import fingerprint
from complaints.upkeep.installation import note_verification
from complaints.upkeep.time_stamps import service_of
from complaints.upkeep.verification import Examination, ExaminedPart, verify
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.db import Session, reading, reading_at_once, unit_of_work
from engine.government import crossing
from engine.record.description import description
from engine.record.heads import heads
from engine.record.log import appending
from engine.record.log.note import NoteError, read_note
from engine.record.log.own_keys import head_verifier


def add(commands: Commands) -> None:
    """Teaches the parser."""
    verify = commands.add_parser("verify-history", help=_("periksa rantai riwayat; status 1 bila ada yang tidak cocok"))
    verify.add_argument("--instansi", help=_("hanya instansi ini"))
    verify.add_argument("--case", type=uuid.UUID, help=_("hanya kasus ini"))
    verify.add_argument("--heads", type=Path, help=_("kepala riwayat yang disimpan di luar (hasil history-heads)"))
    verify.add_argument(
        "--checkpoint",
        type=Path,
        action="append",
        default=[],
        help=_("titik periksa yang disimpan di luar (hasil checkpoint)"),
    )
    verify.add_argument(
        "--tanpa-berkas", dest="without_files", action="store_true", help=_("jangan baca bita berkas di disk")
    )
    verify.set_defaults(run=run_verify)
    export = commands.add_parser(
        "history-heads", help=_("cetak kepala semua riwayat, untuk disimpan di luar basis data")
    )
    export.set_defaults(run=run_heads)
    described = commands.add_parser(
        "history-format", help=_("cetak uraian format riwayat: setiap jenis baris dan bidangnya")
    )
    described.set_defaults(run=run_format)


def run_verify(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Prints what does not fit, and of each part what was examined. 1 if anything is broken, or if the selection holds
    nothing."""
    whole = args.instansi is None and args.case is None
    try:
        kept = [read_note(path.read_text(encoding="utf-8")) for path in args.checkpoint]
    except (NoteError, OSError, UnicodeDecodeError) as error:
        print(_("Titik periksa tidak terbaca: %(error)s", error=error), file=sys.stderr)
        return 1
    try:
        known = read_heads(args.heads) if args.heads else None
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(_("Kepala riwayat tidak terbaca: %(error)s", error=error), file=sys.stderr)
        return 1
    given = tools()
    service = service_of(given.settings)
    store = None if args.without_files else FileStore(given.settings.data_dir / "berkas")
    with reading_at_once(given.session_factory, args.instansi) as session, _all_or_one(session, args.instansi):
        found = verify(
            session,
            verifier=head_verifier(session, given.head_key),
            log_key=appending.public_key(session, given.head_key),
            files=store,
            instansi_id=args.instansi,
            case_id=args.case,
            heads=known,
            checkpoints=kept,
            roots=service.roots if service is not None else (),
        )
        database = given.engine.url.render_as_string(hide_password=True)
    if whole:
        with unit_of_work(given.session_factory) as session:
            note_verification(
                session,
                at=given.clock.now(),
                broken=[str(each) for each in found.breaks],
                parts=[(part.examined, part.count, len(part.breaks)) for part in found.parts],
                unexamined=found.unexamined,
                signer=given.head_key,
            )
    _print(found, database=database, key=fingerprint(given.head_key.public_key().public_bytes_raw()))
    if not found.histories and not whole:
        print(_("Tidak ada riwayat yang cocok dengan pilihan itu; periksa ejaannya."), file=sys.stderr)
        return 1
    return 1 if found.breaks else 0


def _print(found: Examination, *, database: str, key: str) -> None:
    for each in found.breaks:
        print(each)
    for text in found.unread:
        print(_("Tidak terbaca: %(each)s", each=text))
    for text in found.early:
        print(_("Catatan: %(each)s", each=text))
    print(_("Diperiksa di %(database)s, dengan kunci %(key)s:", database=database, key=key))
    for part in found.parts:
        print(f"- {part.examined}: {_outcome(part)}.")
    for text in found.unexamined:
        print(_("- Tidak diperiksa: %(text)s.", text=text))
    count = len(found.breaks)
    print(_("%(breaks)s ketidakcocokan.", breaks=count) if count else _("Semua yang diperiksa cocok."))


def _outcome(part: ExaminedPart) -> str:
    if part.breaks:
        return _("%(n)s tidak cocok", n=len(part.breaks))
    return _("cocok") if part.count else _("tidak ada yang diperiksa")


def run_heads(_args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Prints one JSON line per case and ledger: its key, number of rows, last hash, signature."""
    with reading(tools().session_factory) as session, _all_or_one(session, None):
        for case, count, digest, signature in heads(session):
            print(json.dumps({"case": case, "count": count, "hash": digest, "signature": signature}))
    return 0


def run_format(_args: argparse.Namespace, _tools: Callable[[], Tools]) -> int:
    """Prints the page `docs/format-riwayat.md`."""
    print(description(), end="")
    return 0


def _all_or_one(session: Session, instansi_id: str | None) -> AbstractContextManager[None]:
    return nullcontext() if instansi_id else crossing(session, why="the operator looks after every history")


def read_heads(path: Path) -> dict[str, tuple[int, str]]:
    """What `history-heads` printed: "instansi/case" → (number of rows, hash of the last)."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {row["case"]: (int(row["count"]), str(row["hash"])) for row in rows}
