"""The data folder is its owner's alone: what is made, and what an earlier version left open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from complaints.data_folder import keep_private
from complaints.settings import Settings


@pytest.fixture(autouse=True)
def _a_generous_machine() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def _modes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o077 for path in (folder, *folder.rglob("*"))}


def test_everything_of_a_new_installation_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data"
    monkeypatch.setenv("ALUR_DATA_DIR", str(folder))
    assert app.main(["migrate"]) == 0
    settings = Settings.from_env()
    tools = app.make_tools(settings)
    with tools.engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE uji (a INTEGER)")
        app.make_services(
            settings, session_factory=tools.session_factory, clock=tools.clock, runtime=tools.runtime
        ).files.put(b"isi")
        found = _modes(folder)
    tools.engine.dispose()
    assert {"alur.sqlite", "alur.sqlite-wal", "riwayat.key", "secret.key", "berkas"} <= set(found)
    assert set(found.values()) == {0}


def test_an_earlier_installation_is_closed_at_the_next_start(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "data", tmp_path / "basis"
    (folder / "berkas").mkdir(parents=True, mode=0o755)
    elsewhere.mkdir()
    for path in (folder / "secret.key", elsewhere / "alur.sqlite", elsewhere / "alur.sqlite-wal", elsewhere / "lain"):
        path.write_bytes(b"")
    assert keep_private(folder, database_url=f"sqlite:///{elsewhere}/alur.sqlite") == []
    assert set(_modes(folder).values()) == {0}
    assert _modes(elsewhere)["alur.sqlite"] == _modes(elsewhere)["alur.sqlite-wal"] == 0
    assert _modes(elsewhere)["lain"] != 0


def test_what_everybody_shares_is_told_and_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.chmod(0o1777)
    app.make_tools(Settings(data_dir=tmp_path, database_url="sqlite://", secret_key="k" * 40)).engine.dispose()
    assert f"{tmp_path} terbuka bagi pengguna lain" in capsys.readouterr().err
    assert tmp_path.stat().st_mode & 0o7777 == 0o1777
