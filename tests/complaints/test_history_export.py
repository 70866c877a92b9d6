"""What is exported is verified by one file alone, on both databases; whatever is changed in it is refused."""

from __future__ import annotations

import base64
import json
import zipfile
from argparse import Namespace
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from complaints.intake.lodging import NewFile, lodge
from complaints.tracking.case_zip import LINES
from complaints.upkeep.history_log import append_batch
from console import history_export
from console.checkpoint import run_checkpoint
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import Event
from engine.record.log import appending
from engine.record.log.exporting import case_lines
from engine.record.log.note import named, read_checkpoint, read_note
from tests.support import verifier as alone
from tests.support.audited import disposed
from tests.support.citizen import TYPED, Desk, answers, deploy_process
from tests.support.desk import lodged
from tests.support.everywhere import seen_everywhere
from tests.support.government import TANAH_LAUT
from tests.support.restricted import deploy_restricted, reported
from tests.support.verifier import verifier

if TYPE_CHECKING:
    from complaints.intake.lodging import Receipt
    from engine.clock import FixedClock
    from engine.running.runtime import Runtime
    from tests.support.government import Government
    from web.services import Services

NAME = "pengaduan.contoh.go.id"
Line = dict[str, Any]


@pytest.fixture
def tools(session_factory: SessionFactory) -> Callable[[], Any]:
    return lambda: SimpleNamespace(session_factory=session_factory, engine=session_factory.kw["bind"])


@pytest.fixture
def key(runtime: Runtime) -> str:
    return str(named(NAME, runtime.signer.public_key()))  # type: ignore[union-attr]


@pytest.fixture
def receipt(session_factory: SessionFactory, runtime: Runtime, instansi: Government, clock: FixedClock) -> Receipt:
    """The first of four cases: two complaints and a report in the log, with three checkpoints, and one that waits."""
    deploy_process(session_factory, runtime)
    deploy_restricted(session_factory, runtime)
    photo = NewFile("lubang.jpg", "image/jpeg", 3, "ab" * 32, "asli", "tampil", view_sha256="cd" * 32)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        found = lodge(
            session, runtime, instansi_id=TANAH_LAUT, answers=answers(runtime), submission_token="a", files=[photo]
        )
    for more in (reported, lodged, lodged):
        assert append_batch(session_factory, name=NAME, key=runtime.signer, at=clock.now()) > 0  # type: ignore[arg-type]
        clock.advance(timedelta(minutes=10))
        more(session_factory, runtime)
    return found


@pytest.fixture
def lines(receipt: Receipt, tools: Callable[[], Any], capsys: pytest.CaptureFixture[str]) -> list[Line]:
    assert history_export.run_export(Namespace(), tools) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def verdict(lines: list[Line], key: str, kept: tuple[tuple[int, bytes], ...] = (), whole: bool = True) -> str:
    history = verifier.History(verifier.read_key(key), whole=whole)
    try:
        for line in lines:
            history.take(line)
        return str(history.end(kept))
    except verifier.ProofError as refused:
        return str(refused)
    except verifier.MALFORMED as error:
        return f"tidak terbaca: {error!r}"


def rows(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line["kind"] == "row"]


def test_all_histories_are_verified_alone(
    lines: list[Line], key: str, session_factory: SessionFactory, tmp_path: Path
) -> None:
    assert TYPED["nama"] not in json.dumps(lines)
    assert TYPED["uraian"] not in json.dumps(lines)
    with seen_everywhere(session_factory) as session:
        note = appending.newest(session)
        assert note is not None
        (tmp_path / "titik.txt").write_text(note.note)
    (tmp_path / "riwayat.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    status, said = alone.run(tmp_path, key, "riwayat", "riwayat.jsonl", "--titik", "titik.txt")
    assert (status, "5 riwayat, 6 baris, 1 di antaranya di luar log, 3 titik periksa" in said) == (0, True), said
    (tmp_path / "riwayat.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines[:-3]))
    status, said = alone.run(tmp_path, key, "riwayat", "riwayat.jsonl")
    assert (status, "DITOLAK: terpotong" in said) == (1, True), said


def test_what_is_changed_in_it_is_refused(lines: list[Line], key: str) -> None:
    def changed(change: Callable[[list[Line]], object]) -> str:
        copy = json.loads(json.dumps(lines))
        change(copy)
        return verdict(copy, key)

    def rewritten(copy: list[Line]) -> None:
        """By somebody with the key: row and head anew."""
        row = rows(copy)[0]["row"]
        row[3] = row[3].replace("2026", "2025")
        head = next(line["head"] for line in copy if line["kind"] == "head" and line["head"][1] == row[1])
        head[3] = verifier.digest(row)

    assert "5 riwayat" in changed(lambda copy: None)
    assert "kepala riwayat tidak cocok" in changed(lambda copy: copy.remove(rows(copy)[-1]))
    assert "riwayat berbeda dari titik periksa" in changed(lambda copy: copy.remove(rows(copy)[0]))
    assert "riwayat berbeda dari titik periksa" in changed(rewritten)
    assert "kepala riwayat tidak cocok" in changed(lambda copy: rows(copy)[-1]["row"].__setitem__(5, "orang-lain"))
    assert "tidak menyambung" in changed(lambda copy: copy.insert(3, rows(copy)[0]))
    assert "terpotong" in changed(lambda copy: copy.pop())
    assert "terpotong" in changed(lambda copy: copy.remove(next(each for each in copy if each["kind"] == "head")))
    assert "hilang dari riwayat" in changed(lambda copy: copy.insert(3, {"kind": "gone", "gone": ["a", "b", 1]}))
    assert "tidak terbaca" in changed(lambda copy: copy.insert(3, {"kind": "row", "row": [1], "logged": True}))
    assert "titik periksa" in verdict(lines, key, ((2, bytes(32)),))
    without = [line for line in lines if line["kind"] != "checkpoint"]
    without[-1]["lines"] = len(without)
    assert "tanpa titik periksa" in verdict(without, key)


def test_a_file_cannot_choose_to_be_examined_less(lines: list[Line], key: str) -> None:
    """Without any key: a whole case cut out, its checkpoints put in front, or every row with a path of its own."""
    victim, marks = rows(lines)[0]["row"][:2], [line for line in lines if line["kind"] == "checkpoint"]

    def of_victim(line: Line) -> bool:
        return line["kind"] in ("row", "head") and line[line["kind"]][:2] == victim

    left = [line for line in lines[1:] if line["kind"] != "checkpoint" and not of_victim(line)]
    for change in ({"logged": False}, {"index": 0, "proof": []}):
        forged = [lines[0], *marks, *(line | (change if line["kind"] == "row" else {}) for line in left)]
        forged[-1] = forged[-1] | {"lines": len(forged)}
        assert "titik periksa" in verdict(forged, key), change


def test_one_case_is_verified_alone(
    receipt: Receipt, tools: Callable[[], Any], key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "kasus.zip"
    asked = Namespace(instansi=TANAH_LAUT, case=receipt.number, zip=file)
    assert history_export.run_case_export(asked, tools) == 0
    status, said = alone.run(tmp_path, key, "kasus", "kasus.zip")
    assert (status, "1 riwayat, 1 baris, 0 di antaranya di luar log, 1 titik periksa" in said) == (0, True), said
    with zipfile.ZipFile(file) as archive:
        lines = [json.loads(line) for line in archive.read(LINES).splitlines()]
    row = rows(lines)[0]
    row["index"] += 1
    assert "tidak berada dalam log" in verdict(lines, key, whole=False)
    row["index"] -= 1
    file_part, clean_copy, shown = row["parts"].values()
    assert shown["values"] == [True]
    assert clean_copy["values"] == ["cd" * 32]
    clean_copy["values"] = ["dc" * 32]
    assert "berbeda dari yang diikat" in verdict(lines, key, whole=False)
    clean_copy["values"] = ["cd" * 32]
    assert file_part["values"][:4] == ["lubang.jpg", "image/jpeg", 3, "ab" * 32]
    file_part["values"][3] = "ba" * 32
    assert "berbeda dari yang diikat" in verdict(lines, key, whole=False)
    asked.case = "TL-2026-XXXXXX"
    assert history_export.run_case_export(asked, tools) == 1
    assert "Tidak ada kasus" in capsys.readouterr().err
    asked.case = str(receipt.complaint_id)
    assert history_export.run_case_export(asked, tools) == 0


def test_closed_rows_are_proven_by_their_hash_alone(
    receipt: Receipt, session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, key: str
) -> None:
    """What is told of a row is not there; that it is the row which the log holds is."""
    desk = Desk(session_factory, runtime, clock, receipt.complaint_id)
    disposed(desk)
    append_batch(session_factory, name=NAME, key=runtime.signer, at=clock.now())  # type: ignore[arg-type]

    def exported(*closed: int) -> list[Line]:
        with reading(session_factory, TANAH_LAUT) as session:
            asked = {"instansi_id": TANAH_LAUT, "case_id": receipt.complaint_id}
            return list(case_lines(session, **asked, opened=lambda _row: {}, closed=frozenset(closed)))

    for closed in ((1,), (2, 3), (1, 2, 3, 4)):
        said = verdict(exported(*closed), key, whole=False)
        assert said.startswith(f"1 riwayat, 4 baris ({len(closed)} tertutup: hanya sidiknya), 0 di antaranya"), said
    assert "1 riwayat" not in verdict(exported(2), key, whole=True), "among all histories no row is closed"

    with reading(session_factory, TANAH_LAUT) as session:
        told = select(Event.number, Event.personal_commitment, Event.personal)
        stored = session.execute(
            told.where(Event.instansi_id == TANAH_LAUT, Event.case_id == receipt.complaint_id)
        ).all()
    for row in stored:
        written = json.dumps(exported(row.number))
        assert len(row.personal_commitment) == 64, "of random salt: nobody can try the few answers that there are"
        assert row.personal_commitment not in written
        assert row.personal["salt"] not in json.dumps(exported())

    def changed(change: Callable[[list[Line], Line], object]) -> str:
        copy = exported(2)
        change(copy, next(line for line in copy if line["kind"] == "closed"))
        return verdict(copy, key, whole=False)

    assert "tidak berada dalam log" in changed(lambda _copy, line: line["closed"].__setitem__(3, "ab" * 32))
    assert "tidak menyambung" in changed(lambda _copy, line: line["closed"].__setitem__(2, 3))
    assert "tidak menyambung" in changed(
        lambda _copy, line: line.update(logged=False, closed=[*line["closed"][:3], "ab" * 32])
    )
    assert "tidak menyambung" in changed(lambda copy, line: copy.remove(line))


def test_two_checkpoints_are_compared_alone(
    receipt: Receipt, session_factory: SessionFactory, lines: list[Line], key: str, tmp_path: Path
) -> None:
    notes = [line["note"] for line in lines if line["kind"] == "checkpoint"]
    sizes = [int(note.splitlines()[1]) for note in notes]
    with seen_everywhere(session_factory) as session:
        proof = appending.proof_between(session, sizes[0], sizes[-1])
    (tmp_path / "lama.txt").write_text(notes[0])
    (tmp_path / "baru.txt").write_text(notes[-1])
    (tmp_path / "jalur.txt").write_text("".join(f"{base64.b64encode(each).decode()}\n" for each in proof))
    status, said = alone.run(tmp_path, key, "lanjutan", "lama.txt", "baru.txt", "jalur.txt")
    assert (status, "5 entri melanjutkan 3 entri" in said) == (0, True), said
    (tmp_path / "jalur.txt").write_text("")
    status, said = alone.run(tmp_path, key, "lanjutan", "lama.txt", "baru.txt", "jalur.txt")
    assert (status, "jalur antara kedua titik periksa tidak cocok" in said) == (1, True), said


def test_the_command_seals_what_waits_and_prints_the_checkpoint(
    receipt: Receipt, services: Services, runtime: Runtime, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen: Any = SimpleNamespace(
        settings=services.settings,
        session_factory=services.session_factory,
        head_key=runtime.signer,
        clock=services.clock,
    )
    assert run_checkpoint(Namespace(), lambda: chosen) == 0
    assert read_checkpoint(read_note(capsys.readouterr().out).text).size == 6


def test_the_files_of_a_whistleblowers_report_are_not_opened(
    receipt: Receipt, session_factory: SessionFactory, runtime: Runtime, tools: Callable[[], Any], tmp_path: Path
) -> None:
    """Also before the operator has sealed such reports."""
    file = NewFile("surat Ani.jpg", "image/jpeg", 3, "cd" * 32, "asli", "tampil")
    report = reported(session_factory, runtime, files=[file])
    asked = Namespace(instansi=TANAH_LAUT, case=str(report.complaint_id), zip=tmp_path / "kasus.zip")
    assert history_export.run_case_export(asked, tools) == 0
    with zipfile.ZipFile(asked.zip) as archive:
        assert "surat Ani" not in archive.read(LINES).decode()
