"""`witness`: sees that another installation's log only grows, and signs for it. `add-witness`: takes such lines."""

from __future__ import annotations

import argparse
import base64
import binascii
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import requests

from complaints.keys import fingerprint, head_key
from complaints.remote_answers import AnswerTooLargeError, body_of
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.clock import SystemClock
from engine.db import unit_of_work
from engine.errors import EngineError
from engine.record.log.keys import KeyChain, Succession, read_list, read_statement, spelt_list
from engine.record.log.note import (
    COSIGNATURE,
    MOST_BYTES,
    NamedKey,
    NoteError,
    SignedNote,
    cosigned,
    is_signed,
    named,
    read_checkpoint,
    read_key,
    read_note,
)
from engine.record.log.witnesses import SplitViewError, Witness, WitnessError, cosign, followed, register

TIMEOUT_S = 20
LAST, LOG_KEY, EVIDENCE, LIST = "terakhir.txt", "kunci-log.txt", "bukti-ganda.txt", "daftar-kunci.txt"
MOST_LIST = 400_000
"""Bytes of a list of keys."""


def add(commands: Commands) -> None:
    """Teaches the parser."""
    parser = commands.add_parser("witness", help=_("saksikan log pemasangan lain: hanya bertambah, tidak diubah"))
    parser.add_argument("address", metavar="ALAMAT", help=_("alamat pemasangan itu, misalnya https://pengaduan.go.id"))
    parser.add_argument("--folder", type=Path, required=True, help=_("tempat kunci dan ingatan saksi"))
    parser.add_argument("--name", required=True, help=_("nama saksi, misalnya inspektorat.ngawikab.go.id"))
    parser.add_argument("--log-key", help=_("kunci log itu (dari halaman /segel-nya), diperlukan pada kali pertama"))
    parser.add_argument(
        "--accept-key", help=_("kunci baru yang menggantikan kunci hilang; cocokkan dahulu sidiknya dengan operatornya")
    )
    parser.set_defaults(run=run)
    known = commands.add_parser("add-witness", help=_("terima tanda tangan seorang saksi di bawah titik periksa"))
    known.add_argument("key", metavar="KUNCI", help=_("kunci saksi, seperti yang dicetak perintah witness"))
    known.set_defaults(run=run_add)


def run_add(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Registers the witness's key. 1 when it is none."""
    try:
        key = read_key(args.key)
        with unit_of_work(tools().session_factory) as session:
            register(session, key)
    except (NoteError, EngineError) as error:
        print(_("Kunci itu tidak dapat dipakai: %(error)s", error=error), file=sys.stderr)
        return 1
    print(_("Saksi %(name)s dikenal mulai sekarang.", name=key.name))
    return 0


def run(args: argparse.Namespace, _tools: Callable[[], Tools]) -> int:
    """Fetches the newest checkpoint, signs for it when it continues the last one, and brings the line back. 1 when it
    does not, with both notes kept as evidence; 2 when the other side does not answer."""
    try:
        return _witness(args.address.rstrip("/"), args)
    except SplitViewError as error:
        path = args.folder / EVIDENCE
        path.write_text("\n".join(map(str, error.evidence)), encoding="utf-8")
        print(
            _("TIDAK DISAKSIKAN: %(error)s. Kedua titik periksa disimpan di %(path)s.", error=error, path=path),
            file=sys.stderr,
        )
        return 1
    except (WitnessError, NoteError) as error:
        print(_("Tidak disaksikan: %(error)s.", error=error), file=sys.stderr)
        return 1
    except (requests.RequestException, OSError) as error:
        print(
            _("%(address)s tidak menjawab (%(kind)s).", address=args.address, kind=type(error).__name__),
            file=sys.stderr,
        )
        return 2


def _witness(address: str, args: argparse.Namespace) -> int:
    args.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    by = Witness(args.name, head_key(args.folder))
    log = _pinned(args.folder, args.log_key)
    last_path = args.folder / LAST
    last = read_note(last_path.read_text(encoding="utf-8")) if last_path.exists() else None
    shown = read_note(_fetched(f"{address}/segel/titik-periksa"))
    anew = None if is_signed(shown, log) else _followed(address, args, log)
    seconds = int(SystemClock().now().timestamp())
    proof = _proof(address, last, shown)
    signed = cosign(shown, by=by, log=anew.chain.newest if anew else log, last=last, proof=proof, seconds=seconds)
    _write(last_path, str(signed))
    if anew is not None:
        _write(args.folder / LIST, spelt_list(anew.notes))
        _write(args.folder / LOG_KEY, f"{anew.chain.newest}\n")
        print(_("Kunci log diganti; yang baru: %(print)s.", print=fingerprint(anew.chain.newest.public)))
    print(_("Disaksikan: %(size)s entri %(log)s.", size=read_checkpoint(signed.text).size, log=log.name))
    agreed = [cosigned(each, by.name, by.key, seconds=seconds) for each in anew.consented] if anew else []
    return max(_brought(address, each, by) for each in (signed, *agreed))


@dataclass(frozen=True)
class _Followed:
    """The list of keys as it was shown. `consented`: statements of keys that replace lost ones, which the witness
    agrees to."""

    notes: list[SignedNote]
    chain: KeyChain
    consented: list[SignedNote]


def _followed(address: str, args: argparse.Namespace, pinned: NamedKey) -> _Followed:
    """From the pinned key to the one that signs now. Raises WitnessError, SplitViewError."""
    path = args.folder / LIST
    kept = read_list(path.read_text(encoding="utf-8")) if path.exists() else []
    notes = read_list(_fetched(f"{address}/segel/daftar-kunci", most=MOST_LIST))
    accepted = read_key(args.accept_key) if args.accept_key else None
    chain = followed(notes, pinned=pinned, kept=kept, accepted=accepted)
    lost = [
        note
        for note, each in zip(notes, chain.statements, strict=True)
        if each.key == accepted and each.way is Succession.LOST
    ]
    return _Followed(notes, chain, lost)


def _brought(address: str, signed: SignedNote, by: Witness) -> int:
    answer = requests.post(
        f"{address}/segel/kesaksian", data=str(signed).encode(), timeout=TIMEOUT_S, allow_redirects=False
    )
    if answer.ok:
        return 0
    key = named(by.name, by.key.public_key(), kind=COSIGNATURE)
    print(
        _("Belum diterima di sana. Minta operatornya menjalankan: app.py add-witness %(key)s", key=key), file=sys.stderr
    )
    return 1


def _pinned(folder: Path, given: str | None) -> NamedKey:
    """The log's key: told once, then this one and what it leads to. Raises WitnessError."""
    path = folder / LOG_KEY
    if path.exists():
        kept = read_key(path.read_text(encoding="utf-8"))
        if given and read_key(given) not in (kept, *_seen(folder)):
            raise WitnessError(_("kunci log lain daripada yang disimpan di %(path)s", path=path))
        return kept
    if not given:
        raise WitnessError(_("kali pertama: sebut kunci log dengan --log-key"))
    found = read_key(given)
    _write(path, f"{found}\n")
    return found


def _seen(folder: Path) -> list[NamedKey]:
    """Keys that the log had before."""
    path = folder / LIST
    notes = read_list(path.read_text(encoding="utf-8")) if path.exists() else []
    return [read_statement(each.text).key for each in notes]


def _proof(address: str, last: SignedNote | None, shown: SignedNote) -> list[bytes]:
    if last is None:
        return []
    old, new = read_checkpoint(last.text).size, read_checkpoint(shown.text).size
    if not 0 < old < new:
        return []
    lines = _fetched(f"{address}/segel/konsistensi?dari={old}&ke={new}").split()
    try:
        return [base64.b64decode(line, validate=True) for line in lines]
    except binascii.Error as error:
        raise NoteError(_("bukti konsistensi tidak terbaca")) from error


def _fetched(address: str, *, most: int = MOST_BYTES) -> str:
    with requests.get(address, timeout=TIMEOUT_S, stream=True, allow_redirects=False) as answer:
        answer.raise_for_status()
        try:
            body = body_of(answer, most=most, until=monotonic() + TIMEOUT_S)
        except AnswerTooLargeError as large:
            raise NoteError(_("jawaban itu terlalu besar")) from large
    if answer.status_code != requests.codes.ok:
        raise NoteError(_("jawaban itu bukan yang diminta"))
    return str(body, "utf-8", "replace")


def _write(path: Path, text: str) -> None:
    """All or nothing: a witness that forgets half of what it saw signs for anything."""
    fresh = path.with_suffix(".baru")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
