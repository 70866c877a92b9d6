"""The command line as an operator meets it, on an empty database of each kind."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

import app
from complaints.decrees.seed import read_seed
from complaints.demo.government import demo_governments
from complaints.law.bundles import ROOT, name_of
from complaints.models import Instansi, Membership, User
from complaints.people import passwords, recovery
from complaints.people.entrance import LoggedIn, Visitor, log_in
from complaints.people.governments import read_government
from complaints.settings import Settings
from console.demo_story import stories
from engine.clock import SystemClock, wall
from engine.db import make_engine, make_session_factory, unit_of_work
from engine.models import LedgerEvent
from tests.support.acts import OF_ACTS
from tests.support.databases import postgresql_database

PHASES = 'SELECT phase, count(*) AS cases FROM "case" GROUP BY phase'
GOVERNMENT = ROOT / "complaints" / "demo" / "tanah_laut.yaml"


@dataclass(frozen=True)
class Installation:
    """A database and a folder that holds everything else, and the database too on SQLite."""

    url: str
    folder: Path


@contextmanager
def made(
    kind: str, folder: Path, request: pytest.FixtureRequest, like: Installation | None = None
) -> Iterator[Installation]:
    """A place for an installation, without tables, or a copy of another one."""
    if like is not None:
        shutil.copytree(like.folder, folder, dirs_exist_ok=True)
    if kind == "sqlite":
        yield Installation(f"sqlite:///{folder}/alur.sqlite", folder)
        return
    server = request.getfixturevalue("postgresql_server")
    with postgresql_database(server, tables=False, like=like.url if like else None) as url:
        yield Installation(url, folder)


@contextmanager
def named(installation: Installation) -> Iterator[str]:
    """Its URL; inside the block the program knows it as an operator names it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALUR_DATABASE_URL", installation.url)
        patch.setenv("ALUR_DATA_DIR", str(installation.folder / "data"))
        yield installation.url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An installation without tables."""
    with made(kind, tmp_path, request) as bare, named(bare) as url:
        yield url


@pytest.fixture(scope="module")
def one_government(
    kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    with made(kind, tmp_path_factory.mktemp("satu"), request) as one:
        with named(one):
            assert app.main(["migrate"]) == 0
            assert app.main(["create-instansi", str(GOVERNMENT)]) == 0
            assert app.main(["deploy", "tanah-laut"]) == 0
        yield one


@pytest.fixture
def installed(kind: str, one_government: Installation, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A copy of an installation with one government."""
    with made(kind, tmp_path, request, one_government) as copy, named(copy) as url:
        yield url


def test_migrate_can_be_run_at_every_start(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["migrate"]) == 0
    assert "Tabel diperbarui." in capsys.readouterr().out
    assert app.main(["migrate"]) == 0
    assert capsys.readouterr().out == "Tabel sudah terbaru.\n0 hari keputusan baru dimuat; 0 tenggat berpindah.\n"


def test_migrate_says_what_older_data_lack(installed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["migrate"]) == 0
    assert "Lengkapi" not in capsys.readouterr().out
    engine = make_engine(installed)
    with engine.begin() as connection:
        empty = "authorities = '{}', wilayah = '{}', activity_process_ids = '[]', process_id = 'pengaduan_lain'"
        connection.execute(text(f"UPDATE instansi SET {empty}"))  # as data of an earlier program
    engine.dispose()
    assert app.main(["migrate"]) == 0
    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Lengkapi: tanah-laut")]
    assert len(said) == 4
    for word in ("(authorities)", "(wilayah)", "(activities)", "app.py deploy tanah-laut"):
        assert sum(word in line for line in said) == 1


def test_commands_before_their_time_say_what_to_run_first(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["verify-history"], ["history-heads"], ["deploy", "tanah-laut"]):
        assert app.main(command) == 2
        assert capsys.readouterr().err.endswith("app.py migrate\n")
    assert app.main(["migrate"]) == 0
    assert app.main(["deploy", "tanah-luat"]) == 1
    assert capsys.readouterr().err == "Instansi 'tanah-luat' belum ada; tambahkan dengan create-instansi.\n"


def test_an_instansi_is_created_once(installed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["create-instansi", str(GOVERNMENT)]) == 1
    assert "sudah ada" in capsys.readouterr().err


def test_the_same_bundle_is_deployed_once(installed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["deploy", "tanah-laut"]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("  peringatan: ")]
    assert told == [
        f"{process_id}: versi 1 sudah berlaku; tidak ada perubahan."
        for process_id in ("pengaduan_tanah_laut", "pemantauan_tanah_laut", "integrasi_sistem")
    ]


def test_a_refused_bundle_leaves_the_running_version_alone(
    installed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = files_with(tmp_path / "proses", ".bpmn", 'candidateGroups="apip"', 'candidateGroups="polisi"')
    assert app.main(["deploy", "tanah-laut", folder]) == 1
    assert "polisi" in capsys.readouterr().err
    assert app.main(["deploy", "tanah-laut"]) == 0
    assert "pengaduan_tanah_laut: versi 1 sudah berlaku" in capsys.readouterr().out


def files_with(folder: Path, suffix: str, old: str, new: str) -> str:
    """The files of the program in one folder, with another text in those of a kind."""
    folder.mkdir()
    for path in [*(ROOT / "processes").rglob("*.[bd]*"), *(ROOT / "forms").rglob("*.form")]:
        text = path.read_text(encoding="utf-8")
        (folder / name_of(path)).write_text(text.replace(old, new) if path.name.endswith(suffix) else text, "utf-8")
    return str(folder)


def test_the_command_line_says_what_the_law_says_and_wants_a_reason(
    installed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    silent = files_with(tmp_path / "diam", ".bpmn", 'jenis" value="kendala"', 'jenis" value="jawaban"')
    assert app.main(["deploy", "tanah-laut", silent]) == 1
    said = capsys.readouterr().err
    for told in ("pengadu tidak lagi diberi tahu", "Lampiran BAB VII huruf A angka 1 huruf f", "--note"):
        assert told in said
    assert app.main(["deploy", "tanah-laut", silent, "--note", "Kabar kendala disampaikan bersama jawaban."]) == 0
    assert app.main(["deploy", "tanah-laut", silent]) == 1, "a note accepts nothing: what departs is said again"


def test_the_command_line_refuses_a_start_form_that_nobody_could_use(
    installed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = files_with(tmp_path / "awal", "pengaduan_masuk.form", '"pengaduan.uraian"', '"pengaduan.isi"')
    assert app.main(["deploy", "tanah-laut", odd]) == 1
    assert "laporan tidak punya isi" in capsys.readouterr().err


def test_a_first_person_gets_a_random_password_that_must_be_changed(
    installed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["create-user", "tanah-laut", "rina", "Rina Wati", "--role", "operator"]
    assert app.main([*command, "--role", "pejabat_penghubung:dinas-kesehatan"]) == 0
    password = capsys.readouterr().out.strip().rpartition(" ")[2]
    engine = make_engine(installed)
    with Session(engine) as session:
        user = session.scalars(select(User)).one()
        assert user.must_change_password
        assert passwords.matches(user.password_hash, password)
        held = {(row.role, row.unit) for row in session.scalars(select(Membership))}
        assert held == {("operator", ""), ("pejabat_penghubung", "dinas-kesehatan")}
    engine.dispose()


def test_an_unknown_role_is_refused_with_the_known_ones(installed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        app.main(["create-user", "tanah-laut", "rina", "Rina", "--role", "raja"])
    assert "pejabat_penghubung" in capsys.readouterr().err


def test_who_cannot_come_in_is_helped_from_the_command_line(installed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["create-user", "tanah-laut", "rina", "Rina Wati", "--role", "operator"]) == 0
    assert app.main(["reset-second-factor", "tanah-laut", "Rina", "Ponsel hilang"]) == 0
    assert app.main(["unlock-user", "tanah-laut", "rina"]) == 0
    capsys.readouterr()
    assert app.main(["unlock-user", "tanah-laut", "rani"]) == 1
    assert app.main(["reset-second-factor", "tanah-laut", "rina", " "]) == 1
    assert capsys.readouterr().err == "Petugas itu tidak ada.\nTulis alasannya.\n"
    engine = make_engine(installed)
    with Session(engine) as session:
        rows = session.scalars(select(LedgerEvent.payload).where(OF_ACTS).order_by(LedgerEvent.number)).all()
    assert [json.loads(row)["act"] for row in rows][3:] == ["second_factor_reset", "wait_ended"]
    engine.dispose()


def test_a_government_logs_in_by_its_own_server(
    installed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SSO_CLIENT_SECRET", "rahasia-klien-uji")
    assert app.main(["create-user", "tanah-laut", "rina", "Rina Wati", "--role", "operator"]) == 0
    assert app.main(["set-sso", "tanah-laut", "http://sso.example.go.id", "alur"]) == 1
    assert app.main(["set-sso", "tanah-laut", "https://sso.example.go.id", "alur", "--only"]) == 0
    assert "/petugas/masuk/sso" in capsys.readouterr().out
    assert app.main(["link-sso", "tanah-laut", "rina", "--email", "rina@example.go.id"]) == 0
    assert app.main(["link-sso", "tanah-laut", "rani", "--email", "rina@example.go.id"]) == 1
    assert app.main(["drop-sso", "tanah-laut"]) == 0
    assert app.main(["drop-sso", "tanah-laut"]) == 1


def test_reports_of_whistleblowers_are_sealed_once_and_recovered_with_the_key(
    installed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["seal-whistleblowers", "tanah-laut"]) == 1
    assert "tidak menerima laporan whistleblower" in capsys.readouterr().err
    assert app.main(["create-instansi", str(GOVERNMENT.with_name("belitung_timur.yaml"))]) == 0
    capsys.readouterr()
    assert app.main(["migrate"]) == 0
    assert "laporan whistleblower belitung-timur belum disegel" in capsys.readouterr().out
    assert app.main(["seal-whistleblowers", "belitung-timur"]) == 0
    said = capsys.readouterr().out
    (key,) = re.findall(r"^(?:[A-Z2-7]{4}-){12}[A-Z2-7]{4}$", said, re.MULTILINE)
    assert "Belum ada pemegang kunci" in said
    assert app.main(["seal-whistleblowers", "belitung-timur"]) == 0
    assert key[:9] not in capsys.readouterr().out
    assert app.main(["create-user", "belitung-timur", "rina", "Rina", "--role", "petugas_wbs"]) == 0
    first = capsys.readouterr().out.split()[-1]
    recover = ["recover-whistleblowers", "belitung-timur", "rina"]
    monkeypatch.setattr("getpass.getpass", lambda _asked: key)
    assert app.main(recover) == 1
    assert "belum masuk satu kali" in capsys.readouterr().err
    tools, visitor = app.make_tools(Settings.from_env()), Visitor(source="", now=wall(SystemClock()))
    factory, given = tools.session_factory, {"username": "rina", "password": first, "visitor": visitor}
    assert isinstance(log_in(factory, tools.settings, tools.runtime, **given), LoggedIn)
    assert app.main(recover) == 0
    with unit_of_work(factory, "belitung-timur") as session:
        assert [each.holds for each in recovery.states(session, instansi_id="belitung-timur")] == [True]
    monkeypatch.setattr("getpass.getpass", lambda _asked: "AAAA-BBBB")
    assert app.main(recover) == 1
    tools.engine.dispose()


def test_an_odd_setting_is_told_in_one_sentence(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALUR_PORT", "delapan")
    assert app.main(["migrate"]) == 2
    assert "ALUR_PORT" in capsys.readouterr().err


def test_what_was_examined_is_said(installed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["verify-history"]) == 0
    first, *parts = capsys.readouterr().out.splitlines()
    told = read_government(GOVERNMENT)
    n = 1 + len(told.units) + sum(d.scope in ("ID", "ID-KS", "tanah-laut") for d in read_seed())
    n += bool(told.values["crest"])
    assert re.fullmatch(r"Diperiksa di (sqlite|postgresql).*, dengan kunci ([0-9a-f]{4} ?){8}:", first)
    assert parts == [
        "- Riwayat: 4 baris dalam 2 riwayat: cocok.",
        "- Isi, identitas, berkas, pesan, dan surat yang diikat riwayat: 0 bagian: tidak ada yang diperiksa.",
        "- Tugas, batas waktu, dan keadaan kasus menurut riwayat: 0 baris: tidak ada yang diperiksa.",
        "- Catatan pembacaan: 0 baris dalam 0 hari yang diikat: tidak ada yang diperiksa.",
        "- Angka laporan yang disimpan, dihitung ulang dari riwayat: 0 pengaduan: tidak ada yang diperiksa.",
        "- Hitungan penelusuran proses, dihitung ulang: 0 pengaduan dan jumlah 0 bulan: tidak ada yang diperiksa.",
        "- Versi proses yang diikat riwayat: 3 versi: cocok.",
        f"- Orang, peran, unit, data, dan hari libur menurut riwayat tindakan: {n} baris: cocok.",
        "- Bita berkas di disk: 0 berkas: tidak ada yang diperiksa.",
        "- Log segel: 0 entri, 0 titik periksa; 4 baris belum masuk: tidak ada yang diperiksa.",
        "Semua yang diperiksa cocok.",
    ]
    assert app.main(["verify-history", "--tanpa-berkas"]) == 0
    assert "- Tidak diperiksa: Bita berkas di disk." in capsys.readouterr().out
    assert app.main(["verify-history", "--instansi", "tanah-lau"]) == 1
    assert "periksa ejaannya" in capsys.readouterr().err
    assert app.main(["history-heads"]) == 0
    assert [json.loads(row)["count"] for row in capsys.readouterr().out.splitlines()] == [1, 3]


def test_an_unsafe_diagram_is_refused_by_name(
    installed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rusak.bpmn").write_text('<!DOCTYPE x [<!ENTITY a "b">]><x/>', encoding="utf-8")
    assert app.main(["deploy", "tanah-laut", str(tmp_path)]) == 1
    assert "rusak.bpmn: berkas berisi DOCTYPE" in capsys.readouterr().err


def test_lint_finds_nothing_in_the_diagrams_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["lint"]) == 0
    assert capsys.readouterr().out.endswith(" 0 temuan.\n")


def test_a_file_that_is_not_called_like_its_process_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lain.bpmn"
    file.write_text((ROOT / "processes" / "pemantauan_tanah_laut.bpmn").read_text(encoding="utf-8"), encoding="utf-8")
    assert app.main(["lint", str(file)]) == 1
    assert "berkas ini harus bernama pemantauan_tanah_laut.bpmn" in capsys.readouterr().out


def test_lint_names_file_and_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rusak.bpmn").write_text('<!DOCTYPE x [<!ENTITY a "b">]><x/>', encoding="utf-8")
    assert app.main(["lint", str(tmp_path)]) == 1
    assert "rusak.bpmn" in capsys.readouterr().out


@pytest.fixture(scope="module")
def filled(
    kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    with made(kind, tmp_path_factory.mktemp("demo"), request) as five:
        with named(five):
            assert app.main(["demo", "reset"]) == 0
        yield five


@pytest.fixture
def demo(kind: str, filled: Installation, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A copy of the filled demo."""
    with made(kind, tmp_path, request, filled) as copy, named(copy) as url:
        yield url


def test_tampering_is_named_by_row_and_a_cut_tail_by_the_heads_kept_elsewhere(
    demo: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "heads.jsonl"
    assert app.main(["verify-history", "--heads", str(kept)]) == 1, "not there"
    assert "Kepala riwayat tidak terbaca" in capsys.readouterr().err
    assert app.main(["history-heads"]) == 0
    kept.write_text(capsys.readouterr().out, encoding="utf-8")
    case = next(head for head in map(json.loads, kept.read_text().splitlines()) if head["count"] > 5)
    instansi, _, case_id = case["case"].partition("/")
    engine = make_engine(demo)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # whoever owns the table switches its guard off
            connection.execute(text("ALTER TABLE event DISABLE TRIGGER alur_append_only"))
        where = text("DELETE FROM event WHERE number = :number AND CAST(case_id AS TEXT) IN (:dashed, :plain)")
        values = {"number": case["count"], "dashed": case_id, "plain": case_id.replace("-", "")}
        assert connection.execute(where, values).rowcount == 1
    engine.dispose()
    assert app.main(["verify-history", "--heads", str(kept), "--instansi", instansi]) == 1
    assert case_id in capsys.readouterr().out


def test_the_demo_does_not_touch_a_real_installation(installed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["demo", "reset"]) == 1
    assert app.main(["demo", "run"]) == 1
    assert "bukan demo" in capsys.readouterr().err
    engine = make_engine(installed)
    with Session(engine) as session:
        assert session.scalars(select(Instansi.id)).one() == "tanah-laut"
    engine.dispose()


def test_the_demo_is_filled_the_same_way_on_both_databases(demo: str, capsys: pytest.CaptureFixture[str]) -> None:
    engine = make_engine(demo)
    with Session(engine) as session:
        phases = session.execute(text(PHASES)).all()
        lodged = session.scalar(text("SELECT count(*) FROM complaint"))
        incidents = session.scalar(text("SELECT count(*) FROM incident"))
    engine.dispose()
    assert lodged == sum(not story.start for home in demo_governments() for story in stories(home.stem))
    assert len(phases) >= 7
    assert incidents == 0
    assert app.main(["verify-history"]) == 0


def test_erase_counts_first_and_needs_a_period(installed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["erase", "tanah-laut"]) == 1
    assert "belum ditetapkan" in capsys.readouterr().err
    with unit_of_work(make_session_factory(engine := make_engine(installed)), "tanah-laut") as session:
        session.get_one(Instansi, "tanah-laut").limits = {"kept_years": "10", "kept_ground": "JRA"}
    engine.dispose()
    assert app.main(["erase", "tanah-laut", "--yes"]) == 0
    assert capsys.readouterr().out == "0 pengaduan habis masa simpannya (masa simpan 10 tahun: JRA).\n"
