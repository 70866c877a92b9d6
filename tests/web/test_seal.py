"""The seal for everybody: a page, a text for machines, proofs, and witnesses who watch a running installation."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete

import app
from complaints.upkeep.history_log import HistoryLog, append_batch
from complaints.upkeep.installation import VERIFIED_KEY, note_verification
from engine.clock import FixedClock
from engine.models import LogCheckpoint, LogEntry, LogTile, Setting
from engine.record.log.note import COSIGNATURE, is_signed, named, read_checkpoint, read_key, read_note
from engine.record.log.proofs import is_consistent
from engine.record.log.witnesses import register
from tests.support.citizen import deploy_process
from tests.support.desk import lodged, words
from tests.support.everywhere import everywhere
from tests.support.live import serving

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from engine.db import SessionFactory
    from engine.running.runtime import Runtime
    from tests.support.government import Government

NAME = "pengaduan.contoh.go.id"
WITNESS = "inspektorat.contoh.go.id"


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """The log itself is tried on both databases in tests/engine/log."""
    return sqlite_factory


@pytest.fixture
def key(runtime: Runtime) -> Ed25519PrivateKey:
    return runtime.signer  # type: ignore[return-value]


@pytest.fixture
def one_more(
    session_factory: SessionFactory, instansi: Government, runtime: Runtime, key: Ed25519PrivateKey, clock: FixedClock
) -> Callable[[], None]:
    """Lodges a complaint and seals."""
    deploy_process(session_factory, runtime)

    def lodge_and_sign() -> None:
        lodged(session_factory, runtime)
        assert append_batch(session_factory, name=NAME, key=key, at=clock.now()) > 0

    return lodge_and_sign


@pytest.fixture
def address(flask_app: Flask) -> Iterator[str]:
    with serving(flask_app) as found:
        yield found


def test_before_the_first_checkpoint_it_says_so(client: FlaskClient) -> None:
    assert "Belum ada titik periksa" in words(client.get("/segel").text)
    for place in ("titik-periksa", "kunci"):
        assert client.get(f"/segel/{place}").status_code == 404


def test_page_and_text_show_the_newest_checkpoint_and_no_word_of_a_complaint(
    client: FlaskClient, one_more: Callable[[], None], key: Ed25519PrivateKey
) -> None:
    one_more()
    page = words(client.get("/segel").text)
    note = read_note(client.get("/segel/titik-periksa").text)
    checkpoint = read_checkpoint(note.text)
    assert is_signed(note, read_key(client.get("/segel/kunci").text))
    assert str(named(NAME, key.public_key())) in page
    assert checkpoint.root.hex() in page
    assert "belum disaksikan" in page
    assert "Jalan berlubang" not in page + str(note)


def test_the_page_says_what_the_last_verification_examined(
    client: FlaskClient, session_factory: SessionFactory, clock: FixedClock, runtime: Runtime
) -> None:
    assert "belum pernah memeriksa" in words(client.get("/segel").text)
    parts = [("Riwayat: 5 baris", 5, 0), ("Bita berkas: 0 berkas", 0, 0), ("Tugas: 3 baris", 3, 1)]
    with everywhere(session_factory) as session:
        said = {"at": clock.now(), "broken": ["rahasia/1"], "parts": parts, "unexamined": ["Sesuatu"]}
        note_verification(session, **said, signer=runtime.signer)
    page = words(client.get("/segel").text)
    assert "Riwayat: 5 baris: cocok" in page
    assert "Bita berkas: 0 berkas: tidak ada yang diperiksa" in page
    assert "Tugas: 3 baris: 1 tidak cocok" in page
    assert "Tidak diperiksa: Sesuatu." in page
    assert "rahasia/1" not in page
    with everywhere(session_factory) as session:
        row = session.get_one(Setting, VERIFIED_KEY)
        row.value = row.value.replace("5 baris", "9")
    page = words(client.get("/segel").text)
    assert "Riwayat: 9" not in page
    assert "tidak ditandatangani dengan kunci segel" in page, "whoever writes to the database has not the key by that"


def test_proofs_are_given_between_any_two_logs_and_nothing_else(
    client: FlaskClient, one_more: Callable[[], None]
) -> None:
    one_more()
    old = read_checkpoint(read_note(client.get("/segel/titik-periksa").text).text)
    one_more()
    new = read_checkpoint(read_note(client.get("/segel/titik-periksa").text).text)
    answer = client.get(f"/segel/konsistensi?dari={old.size}&ke={new.size}")
    proof = [base64.b64decode(line) for line in answer.text.split()]
    assert is_consistent(old.size, new.size, proof, old.root, new.root)
    for odd in (
        "",
        "?dari=0&ke=1",
        "?dari=2&ke=1",
        "?dari=x&ke=1",
        f"?dari=1&ke={new.size + 1}",
        f"?dari=1&ke={10**30}",
        f"?dari=1&ke={2**1100}",
    ):
        assert client.get(f"/segel/konsistensi{odd}").status_code == 400


@pytest.mark.parametrize(("body", "status"), [(b"", 400), (b"\xff" * 10, 400), (b"x" * 20_000, 413)])
def test_what_is_no_testimony_is_refused(client: FlaskClient, body: bytes, status: int) -> None:
    assert client.post("/segel/kesaksian", data=body).status_code == status


def test_nobody_unknown_stands_below_a_checkpoint(client: FlaskClient, one_more: Callable[[], None]) -> None:
    one_more()
    shown = client.get("/segel/titik-periksa").text
    assert client.post("/segel/kesaksian", data=shown.encode()).status_code == 403
    assert client.get("/segel/titik-periksa").text == shown


def test_the_worker_seals_every_ten_minutes(
    session_factory: SessionFactory, one_more: Callable[[], None], runtime: Runtime, clock: FixedClock,
    key: Ed25519PrivateKey,
) -> None:  # fmt: skip
    one_more()
    chore = HistoryLog(session_factory, clock, name=NAME, key=key)
    assert chore() == 0
    lodged(session_factory, runtime)
    assert chore() == 0
    clock.advance(timedelta(minutes=10))
    assert chore() > 0


def _witness(address: str, folder: Path, *more: str) -> int:
    return app.main(["witness", address, "--folder", str(folder), "--name", WITNESS, *more])


def test_a_witness_signs_what_grows_and_refuses_what_was_written_anew(
    address: str,
    client: FlaskClient,
    one_more: Callable[[], None],
    session_factory: SessionFactory,
    key: Ed25519PrivateKey,
    clock: FixedClock,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Over loopback, as the laptop of an inspectorate would."""
    one_more()
    folder, log_key = tmp_path / "saksi", client.get("/segel/kunci").text.strip()
    assert _witness(address, folder) == 1
    assert "--log-key" in capsys.readouterr().err
    assert _witness(address, folder, "--log-key", log_key) == 1
    told = capsys.readouterr()
    assert "Disaksikan" in told.out
    witness_key = told.err.split()[-1]
    assert read_key(witness_key).kind == COSIGNATURE
    with everywhere(session_factory) as session:
        register(session, read_key(witness_key))
    one_more()
    assert _witness(address, folder) == 0
    assert WITNESS in words(client.get("/segel").text)
    assert "belum disaksikan" not in words(client.get("/segel").text)

    with everywhere(session_factory) as session:  # somebody with the database and the key begins the log again
        for model in (LogEntry, LogTile, LogCheckpoint):
            session.execute(delete(model))
    one_more()
    with everywhere(session_factory) as session:
        session.execute(delete(LogCheckpoint))
        first = session.get(LogTile, (0, 0))
        assert first is not None
        first.hashes = bytes(32) + first.hashes[32:]
    one_more()
    capsys.readouterr()
    assert _witness(address, folder) == 1
    assert "TIDAK DISAKSIKAN" in capsys.readouterr().err
    evidence = (folder / "bukti-ganda.txt").read_text("utf-8")
    assert evidence.count(NAME) >= 4


def test_a_place_that_does_not_answer_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = named("log.contoh.go.id", Ed25519PrivateKey.generate().public_key())
    assert _witness("http://127.0.0.1:9", tmp_path, "--log-key", str(key)) == 2
    assert "tidak menjawab" in capsys.readouterr().err
