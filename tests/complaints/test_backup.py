"""A backup of everything, put back somewhere else, on both databases: the drill that an operator does."""

from __future__ import annotations

import json
import shutil
import stat
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

import app
from complaints.backup.manifest import digest_of
from complaints.files.file_store import FileStore
from complaints.models import Attachment, Complaint
from complaints.people import accounts
from complaints.people.roles import Role
from complaints.settings import Settings
from complaints.upkeep.history_log import append_batch
from engine.clock import FixedClock
from engine.db import make_engine, make_session_factory, unit_of_work
from engine.models import Event, LogCheckpoint
from engine.record.log.note import read_note
from tests.support import government
from tests.support.accounts import PASSWORD
from tests.support.citizen import Desk, deploy_process
from tests.support.databases import postgresql_database, server_tools
from tests.support.desk import NATIONAL, lodged
from tests.support.everywhere import everywhere, seen_everywhere
from tests.support.live import serving
from tests.support.tamperings import ROWS, named
from web import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PHOTO = b"foto jalan berlubang" * 500
Go = Callable[[Path], None]
ONLY_SQLITE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
"""For what does not depend on the database."""


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def go(kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Go]:
    """From now on the program serves the installation in this folder, with a database of its own."""
    with ExitStack() as stack:
        urls: dict[Path, str] = {}

        def enter(folder: Path) -> None:
            if folder not in urls:
                urls[folder] = f"sqlite:///{folder}/data/alur.sqlite"
                if kind == "postgresql":
                    server = request.getfixturevalue("postgresql_server")
                    urls[folder] = stack.enter_context(postgresql_database(server, tables=False))
            monkeypatch.setenv("ALUR_DATABASE_URL", urls[folder])
            monkeypatch.setenv("ALUR_DATA_DIR", str(folder / "data"))

        yield enter


@pytest.fixture
def lived_in(go: Go, tmp_path: Path) -> Path:
    """An installation with a complaint, its file, its history, and its keys."""
    folder = tmp_path / "lama"
    go(folder)
    assert app.main(["migrate"]) == 0
    tools = app.make_tools(Settings.from_env())
    government.seed(tools.session_factory)
    deploy_process(tools.session_factory, tools.runtime)
    lodged(tools.session_factory, tools.runtime)
    store = FileStore(folder / "data" / "berkas")
    with everywhere(tools.session_factory) as session:
        complaint = session.scalars(select(Complaint)).one()
        stored = store.put_with(session, PHOTO, suffix=".jpg")
        session.add(
            Attachment(
                instansi_id=complaint.instansi_id, complaint_id=complaint.id, name="foto.jpg", media_type="image/jpeg",
                size=stored.size, sha256=stored.sha256, sealed_path=stored.path, origin="pengadu",
                added_at=tools.clock.now(),
            )
        )  # fmt: skip
    tools.engine.dispose()
    return folder


def backup(target: Path, *more: str) -> int:
    return app.main(["backup", str(target), *more, *server_tools()])


def restore(source: Path, *more: str) -> int:
    return app.main(["restore", str(source), *more, *server_tools()])


def counts(folder: Path) -> dict[str, int]:
    settings = Settings.from_env()
    engine = make_engine(settings.database_url)
    with seen_everywhere(make_session_factory(engine)) as session:
        found = {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Complaint, Event, Attachment)
        }
    engine.dispose()
    return found


@pytest.mark.parametrize("name", ["cadangan", "cadangan.tar"])
def test_everything_comes_back_somewhere_else(
    lived_in: Path, go: Go, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    was = counts(lived_in)
    target = tmp_path / name
    assert backup(target) == 0, capsys.readouterr().err
    assert stat.S_IMODE(target.stat().st_mode) & 0o077 == 0
    assert f"{target}: 5 berkas" in capsys.readouterr().out
    go(tmp_path / "baru")
    capsys.readouterr()
    assert restore(target) == 0, capsys.readouterr().err
    assert "Riwayat utuh, semua berkas cocok" in capsys.readouterr().out
    assert counts(tmp_path / "baru") == was == {"complaint": 1, "event": was["event"], "attachment": 1}
    old, new = lived_in / "data", tmp_path / "baru" / "data"
    for key in ("riwayat.key", "secret.key"):
        assert (new / key).read_bytes() == (old / key).read_bytes()
        assert stat.S_IMODE((new / key).stat().st_mode) == 0o600
    assert [path.read_bytes() for path in (new / "berkas").rglob("*.jpg")] == [PHOTO]
    assert app.main(["verify-history"]) == 0
    assert restore(target) == 1
    assert "sudah berisi" in capsys.readouterr().err
    assert counts(tmp_path / "baru") == was


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_officers_go_on_where_it_was_put_back(lived_in: Path, go: Go, tmp_path: Path, chromium: Browser) -> None:
    tools = app.make_tools(Settings.from_env())
    with unit_of_work(tools.session_factory, government.TANAH_LAUT) as session:
        budi = {"username": "budi", "name": "Budi", "password": PASSWORD, "must_change_password": False}
        user_id = accounts.add_user(session, instansi_id=government.TANAH_LAUT, **budi)
        role = {"instansi_id": government.TANAH_LAUT, "user_id": user_id, "role": Role.ADMIN_NASIONAL, "unit": ""}
        accounts.grant(session, **role)
    tools.engine.dispose()
    assert backup(tmp_path / "cadangan") == 0
    go(tmp_path / "baru")
    assert restore(tmp_path / "cadangan") == 0
    tools = app.make_tools(Settings.from_env())
    given = {"session_factory": tools.session_factory, "clock": tools.clock, "runtime": tools.runtime}
    with (
        serving(create_app(app.make_services(tools.settings, **given))) as address,
        chromium.new_context(base_url=address) as context,
    ):
        page = context.new_page()
        page.goto("/petugas/masuk")
        page.fill("#nama_pengguna", "budi")
        page.fill("#kata_sandi", PASSWORD)
        page.click("main button")
        page.click("a.alur-tasks__name")
        page.click("text=Ambil tugas ini")
        assert "Anda yang mengerjakan tugas ini" in page.inner_text("main")
        assert "foto.jpg" in page.inner_text("main")
    tools.engine.dispose()


@ONLY_SQLITE
def test_keys_may_be_kept_apart_and_are_asked_for(
    lived_in: Path, go: Go, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys, target = tmp_path / "brankas", tmp_path / "cadangan"
    assert backup(target, "--keys", str(keys)) == 0
    assert sorted(path.name for path in keys.iterdir()) == ["riwayat.key", "secret.key"]
    assert list(target.rglob("*.key")) == []
    go(tmp_path / "baru")
    assert restore(target) == 1
    assert "--keys" in capsys.readouterr().err
    assert not list((tmp_path / "baru").rglob("*"))
    assert restore(target, "--keys", str(keys)) == 0


@ONLY_SQLITE
def test_keys_that_were_put_apart_are_never_overwritten(
    lived_in: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = tmp_path / "brankas"
    assert backup(tmp_path / "satu", "--keys", str(keys)) == 0
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}
    assert backup(tmp_path / "dua", "--keys", str(keys)) == 0
    (keys / "riwayat.key").write_bytes(b"kunci instalasi lain")
    assert backup(tmp_path / "tiga", "--keys", str(keys)) == 1
    assert "berisi kunci lain" in capsys.readouterr().err
    assert (keys / "riwayat.key").read_bytes() == b"kunci instalasi lain"
    assert not (tmp_path / "tiga").exists()


@ONLY_SQLITE
def test_what_the_manifest_does_not_name_is_not_put_back(
    lived_in: Path, go: Go, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "cadangan"
    assert backup(target) == 0
    (photo,) = (target / "berkas").rglob("*.jpg")
    go(tmp_path / "baru")
    for name in ("kunci/lain.key", "berkas/lain.jpg", "lain.txt"):
        (target / name).write_bytes(b"diselipkan")
        assert restore(target) == 1
        assert f"tidak menyebut {name}" in capsys.readouterr().err
        (target / name).unlink()
    photo.rename(tmp_path / "foto.jpg")
    photo.symlink_to(tmp_path / "foto.jpg")
    assert restore(target) == 1
    assert "adalah tautan" in capsys.readouterr().err
    assert not list((tmp_path / "baru").rglob("*"))


@ONLY_SQLITE
def test_a_damaged_backup_changes_nothing(
    lived_in: Path, go: Go, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "cadangan"
    assert backup(target) == 0
    manifest = json.loads((target / "manifest.json").read_text())
    go(tmp_path / "baru")
    for name in manifest["files"]:
        hurt = shutil.copytree(target, tmp_path / "rusak")
        content = (hurt / name).read_bytes()
        (hurt / name).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        assert restore(hurt) == 1, name
        assert f"{name} hilang atau berbeda" in capsys.readouterr().err
        shutil.rmtree(hurt)
    outside = shutil.copytree(target, tmp_path / "luar")
    manifest["files"]["../lama/data/riwayat.key"] = "0" * 64
    (outside / "manifest.json").write_text(json.dumps(manifest))
    for source, said in (
        (outside, "di luar"),
        (tmp_path / "tidak-ada", "bukan cadangan"),
        (tmp_path, "bukan cadangan"),
    ):
        assert restore(source) == 1
        assert said in capsys.readouterr().err
    silent = shutil.copytree(target, tmp_path / "diam")
    left = {name: digest for name, digest in manifest["files"].items() if ".jsonl" not in name and ".." not in name}
    (silent / "manifest.json").write_text(json.dumps(manifest | {"files": left}))
    assert restore(silent) == 1
    assert "tidak menyebut kepala-riwayat.jsonl" in capsys.readouterr().err
    with tarfile.open(tmp_path / "jahat.tar", "w") as tar:
        tar.add(target / "manifest.json", "../manifest.json")
    assert restore(tmp_path / "jahat.tar") == 1
    assert not list((tmp_path / "baru").rglob("*"))


def test_what_is_there_is_never_overwritten(
    lived_in: Path, go: Go, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "cadangan"
    assert backup(target) == 0
    assert backup(target) == 1
    assert "sudah ada" in capsys.readouterr().err
    was = counts(lived_in)
    assert restore(target) == 1
    (lived_in / "data" / "riwayat.key").unlink()
    shutil.rmtree(lived_in / "data" / "berkas")
    assert restore(target) == 1
    (lived_in / "data" / "secret.key").unlink()
    assert restore(target) == 1
    assert "sudah" in capsys.readouterr().err
    shutil.copytree(target / "kunci", lived_in / "data", dirs_exist_ok=True)
    assert counts(lived_in) == was


@ONLY_SQLITE
@pytest.mark.parametrize("left", ["-wal", "-shm", "-journal"])
def test_what_an_old_database_left_beside_it_does_not_reach_the_new_one(
    lived_in: Path, go: Go, tmp_path: Path, capsys: pytest.CaptureFixture[str], left: str
) -> None:
    target = tmp_path / "cadangan"
    assert backup(target) == 0
    go(tmp_path / "baru")
    beside = tmp_path / "baru" / "data" / f"alur.sqlite{left}"
    beside.parent.mkdir(parents=True, exist_ok=True)
    beside.write_bytes(b"")
    assert restore(target) == 1
    assert beside.name in capsys.readouterr().err
    beside.unlink()
    assert restore(target) == 0


@ONLY_SQLITE
def test_a_place_that_cannot_be_written_is_told(
    lived_in: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "berkas").write_text("bukan folder")
    for target in (tmp_path / "berkas" / "cadangan", tmp_path / "berkas" / "cadangan.tar"):
        assert backup(target) == 1
        said = capsys.readouterr().err
        assert said.startswith("Cadangan tidak dibuat:")
        assert len(said.splitlines()) == 1


@ONLY_SQLITE
def test_a_file_that_was_changed_is_told_when_the_backup_is_made(
    lived_in: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (photo,) = (lived_in / "data" / "berkas").rglob("*.jpg")
    photo.chmod(0o600)
    photo.write_bytes(PHOTO[:-1] + b"!")
    assert backup(tmp_path / "cadangan") == 1
    assert photo.name in capsys.readouterr().err


@ONLY_SQLITE
def test_a_cut_history_is_told_when_it_is_put_back(
    lived_in: Path, go: Go, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The heads in the backup prove it: here those of another, longer history."""
    target = tmp_path / "cadangan"
    assert backup(target) == 0
    heads = target / "kepala-riwayat.jsonl"
    rows = [json.loads(line) | {"count": 99} for line in heads.read_text().splitlines()]
    heads.write_text("".join(json.dumps(row) + "\n" for row in rows))
    manifest = json.loads((target / "manifest.json").read_text())
    manifest["files"][heads.name] = digest_of(heads)
    (target / "manifest.json").write_text(json.dumps(manifest))
    go(tmp_path / "baru")
    assert restore(target) == 1
    assert "dulu ada 99 baris" in capsys.readouterr().err


def test_a_lost_key_is_never_replaced(lived_in: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = lived_in / "data" / "riwayat.key"
    kept = key.read_bytes()
    key.unlink()
    for command in (["verify-history"], ["migrate"], ["history-heads"]):
        assert app.main(command) == 2
        assert "riwayat.key tidak ada" in capsys.readouterr().err
    assert not key.exists()
    key.write_bytes(b"bukan kunci")
    assert app.main(["verify-history"]) == 2
    assert "rusak; pulihkan dari cadangan" in capsys.readouterr().err
    key.write_bytes(kept)
    assert app.main(["verify-history"]) == 0


def test_the_table_of_tamperings_is_found_here_and_where_it_was_put_back(
    lived_in: Path, go: Go, tmp_path: Path, kind: str
) -> None:
    tools = app.make_tools(Settings.from_env())
    with everywhere(tools.session_factory) as session:
        case_id = session.scalars(select(Complaint.id)).one()
    clock = FixedClock(tools.clock.now())
    Desk(tools.session_factory, tools.runtime, clock, case_id).complete("Task_verifikasi_nasional", **NATIONAL)
    asked = lodged(tools.session_factory, tools.runtime).complaint_id
    asking = {"lengkap": "tidak", "data_diminta": "Foto lubang"}
    Desk(tools.session_factory, tools.runtime, clock, asked).complete("Task_verifikasi_nasional", **asking)
    append_batch(tools.session_factory, name="uji", key=tools.head_key, at=clock.now())
    with everywhere(tools.session_factory) as session:
        known = [read_note(session.scalars(select(LogCheckpoint.note)).one())]
    tools.engine.dispose()
    assert backup(tmp_path / "cadangan") == 0
    for place in ("lama", "baru"):
        go(tmp_path / place)
        assert place == "lama" or restore(tmp_path / "cadangan") == 0
        tools = app.make_tools(Settings.from_env())
        unfound = [name for name, (changes, part) in ROWS.items() if part not in named(tools, changes, known)]
        assert (place, unfound, named(tools, (), known)) == (place, [], "")
        tools.engine.dispose()
