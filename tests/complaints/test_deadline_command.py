"""`app.py deadline`, before the first start and after it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from app import main
from complaints.decrees import DayInput, issue_decree
from complaints.models import DecreeKind
from engine.db import make_engine, make_session_factory, unit_of_work

NOW = datetime.fromisoformat("2026-03-09T09:00+08:00")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ALUR_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.splitlines()[-1]


def test_it_needs_no_database_and_leaves_nothing_behind(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deadline", "2024-06-14", "3", "--scope", "ID-AC"]) == 0
    assert last_line(capsys) == "2024-06-24"
    assert main(["deadline", "2026-03-17", "3", "--no-cuti-bersama"]) == 0
    assert last_line(capsys) == "2026-03-23"
    assert main(["deadline", "2026-03-17", "3", "--unit", "hari"]) == 0
    assert last_line(capsys) == "2026-03-20"
    assert not folder.exists()


def test_after_the_first_start_the_decrees_of_the_database_count(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 0
    engine = make_engine(f"sqlite:///{folder}/alur.sqlite")
    with unit_of_work(make_session_factory(engine)) as session:
        day = DayInput(datetime.fromisoformat("2026-04-07").date(), DecreeKind.LIBUR_NASIONAL, "Pemilihan umum")
        issue_decree(session, scope="ID", decree="Keppres 1/2026", days=[day], at=NOW)
    engine.dispose()
    assert main(["deadline", "2026-04-06", "1"]) == 0
    assert last_line(capsys) == "2026-04-08"


@pytest.mark.parametrize("arguments", [["besok", "3"], ["2026-03-17", "-3"], ["2026-03-17", "3", "--scope", "Aceh"]])
def test_odd_input_ends_with_a_sentence(folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(["deadline", *arguments]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)


def test_a_database_that_cannot_be_read_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    (folder / "alur.sqlite").write_bytes(b"not a database " * 100)
    assert main(["deadline", "2026-03-17", "3"]) == 1
    assert capsys.readouterr().err.startswith("Basis data tidak dapat dibaca:")
