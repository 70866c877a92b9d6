"""`verify-history`, `history-heads`, `history-format`: is every history whole, how to prove it later, what it says."""

from __future__ import annotations

import argparse
import json
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from complaints.upkeep.installation import note_verification
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.db import Session, reading, unit_of_work
from engine.government import crossing
from engine.record.chain import backdated, heads, unreadable, verify_history
from engine.record.description import description


def add(commands: Commands) -> None:
    """Teaches the parser."""
    verify = commands.add_parser("verify-history", help=_("periksa rantai riwayat; status 1 bila ada yang tidak cocok"))
    verify.add_argument("--instansi", help=_("hanya instansi ini"))
    verify.add_argument("--case", type=uuid.UUID, help=_("hanya kasus ini"))
    verify.add_argument("--heads", type=Path, help=_("kepala riwayat yang disimpan di luar (hasil history-heads)"))
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
    """Prints the first broken row of each case or ledger with one, and rows that cannot be read. 1 if any is broken."""
    with reading(tools().session_factory, args.instansi) as session, _all_or_one(session, args.instansi):
        breaks = verify_history(
            session,
            verifier=tools().head_key.public_key(),
            instansi_id=args.instansi,
            case_id=args.case,
            heads=read_heads(args.heads) if args.heads else None,
        )
        strange = list(unreadable(session, instansi_id=args.instansi, case_id=args.case))
        early = list(backdated(session, instansi_id=args.instansi, case_id=args.case))
    if args.instansi is None and args.case is None:
        with unit_of_work(tools().session_factory) as session:
            note_verification(session, at=tools().clock.now(), broken=[str(each) for each in breaks])
    for each in breaks:
        print(each)
    for each in strange:
        print(_("Tidak terbaca: %(each)s", each=each))
    for each in early:
        print(_("Catatan: %(each)s", each=each))
    print(_("Riwayat utuh.") if not breaks else _("%(breaks)s riwayat tidak utuh.", breaks=len(breaks)))
    return 1 if breaks else 0


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
