"""`verify-history`, `history-heads`, `history-format`: is every history whole, how to prove it later, what it says."""

from __future__ import annotations

import argparse
import json
import sys
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from complaints.upkeep.installation import note_verification
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.db import Session, reading, unit_of_work
from engine.government import crossing
from engine.record.beside import verify_beside
from engine.record.chain import backdated, unreadable, verify_history
from engine.record.description import description
from engine.record.heads import extent, heads
from engine.record.log import appending
from engine.record.log.checking import LogVerdict, verify_log
from engine.record.log.note import NoteError, read_note


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
    """Prints what was examined, the first broken row of each case or ledger with one, where the log differs, and rows
    that cannot be read. 1 if anything is broken, or if the selection holds nothing."""
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
    with reading(tools().session_factory, args.instansi) as session, _all_or_one(session, args.instansi):
        histories, rows = extent(session, instansi_id=args.instansi, case_id=args.case)
        breaks = verify_history(
            session,
            verifier=tools().head_key.public_key(),
            instansi_id=args.instansi,
            case_id=args.case,
            heads=known,
        )
        log = verify_log(session, key=appending.public_key(session, tools().head_key), known=kept) if whole else None
        beside = verify_beside(session, instansi_id=args.instansi, case_id=args.case)
        strange = list(unreadable(session, instansi_id=args.instansi, case_id=args.case))
        early = list(backdated(session, instansi_id=args.instansi, case_id=args.case))
    breaks += [*beside.breaks, *(log.breaks if log is not None else [])]
    if whole:
        with unit_of_work(tools().session_factory) as session:
            note_verification(session, at=tools().clock.now(), broken=[str(each) for each in breaks])
    for each in breaks:
        print(each)
    for each in strange:
        print(_("Tidak terbaca: %(each)s", each=each))
    for each in early:
        print(_("Catatan: %(each)s", each=each))
    print(_examined(histories, rows, log))
    print(_("Dibandingkan dengan yang diikat riwayat: %(parts)s bagian di tabel lain.", parts=beside.compared))
    if not histories and not whole:
        print(_("Tidak ada riwayat yang cocok dengan pilihan itu; periksa ejaannya."), file=sys.stderr)
        return 1
    print(_("Riwayat utuh.") if not breaks else _("%(breaks)s ketidakcocokan.", breaks=len(breaks)))
    return 1 if breaks else 0


def _examined(histories: int, rows: int, log: LogVerdict | None) -> str:
    found = _("Diperiksa: %(rows)s baris dalam %(histories)s riwayat.", rows=rows, histories=histories)
    if log is None:
        return found + _(" Log segel tidak diperiksa: itu hanya bersama seluruh riwayat.")
    return found + _(
        " Log segel: %(entries)s entri, %(checkpoints)s titik periksa; %(outside)s baris belum masuk.",
        entries=log.entries,
        checkpoints=log.checkpoints,
        outside=log.outside,
    )


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
