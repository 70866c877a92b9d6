"""What goes wrong with the database or a key is told in one sentence with the way out, never in a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

import app
from engine.db import make_engine, make_session_factory, reading
from tests.support.databases import SERVER_URL, autocommit

PERSON = "alur_uji_sandi"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALUR_DATA_DIR", str(tmp_path / "data"))


def told(capsys: pytest.CaptureFixture[str]) -> str:
    assert app.main(["verify-history"]) == 2
    return capsys.readouterr().err


def test_a_file_that_is_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "alur.sqlite").write_bytes(b"bukan basis data" * 1000)
    said = told(capsys)
    assert said.startswith("Berkas basis data rusak.")
    assert len(said.splitlines()) == 1


def test_a_damaged_secret(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "secret.key").write_bytes(b"\xff\xfe" * 40)
    said = told(capsys)
    assert "secret.key is damaged" in said
    assert len(said.splitlines()) == 1


def test_a_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ALUR_DATABASE_URL", "postgresql://alur:rahasia@127.0.0.1:9/alur")
    said = told(capsys)
    assert said.startswith("Basis data tidak terhubung")
    assert "rahasia" not in said
    assert len(said.splitlines()) == 1


def test_a_wrong_password_and_a_wrong_name(
    postgresql_server: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = make_url(postgresql_server)
    with autocommit(postgresql_server) as run:
        run(f"CREATE ROLE {PERSON} LOGIN PASSWORD 'benar'")
        kept = _asks_for_passwords(postgresql_server, run)
        try:
            for wrong, said in (
                (url.set(username=PERSON, password="salah"), "ditolak server"),
                (url.set(database="tidak_ada_basis_data"), "tidak ada di server itu"),
            ):
                monkeypatch.setenv("ALUR_DATABASE_URL", wrong.render_as_string(hide_password=False))
                sentence = told(capsys)
                assert said in sentence
                assert "salah" not in sentence
                assert len(sentence.splitlines()) == 1
        finally:
            if kept is not None:
                kept[0].write_text(kept[1])
                run("SELECT pg_reload_conf()")
            run(f"DROP ROLE {PERSON}")


def _asks_for_passwords(server: str, run: object) -> tuple[Path, str] | None:
    """Has the server of the tests, which trusts everybody, ask this person; somebody's own server asks anyway."""
    import os

    if SERVER_URL in os.environ:
        return None
    engine = make_engine(server)
    with reading(make_session_factory(engine)) as session:
        path = Path(str(session.scalar(text("SHOW hba_file"))))
    engine.dispose()
    kept = path.read_text()
    path.write_text(f"local all {PERSON} scram-sha-256\nhost all {PERSON} all scram-sha-256\n{kept}")
    run("SELECT pg_reload_conf()")  # type: ignore[operator]
    return path, kept
