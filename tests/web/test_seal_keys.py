"""The key of a running installation is changed: what was signed before holds, witnesses follow, and nothing else does."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import app
from complaints.keys import FILE, PENDING, KeyUnusableError, agree, changing, head_key
from complaints.settings import Settings
from complaints.upkeep.history_log import append_batch
from console.tools import Tools
from engine.clock import FixedClock
from engine.db import unit_of_work
from engine.record.log import key_changes
from engine.record.log.keys import read_list
from engine.record.log.note import read_key
from engine.record.log.own_keys import listed
from engine.record.log.witnesses import register
from tests.house.files import ROOT
from tests.support import government
from tests.support import verifier as alone
from tests.support.everywhere import everywhere
from tests.web.test_seal_mutual import installation, running, shown, witness, write

NAME = "log.contoh.go.id"
SAKSI = "saksi.contoh.id"


@pytest.fixture
def tools(clock: FixedClock, tmp_path: Path) -> Iterator[Tools]:
    made = installation(tmp_path / "data", clock)
    government.seed(made.session_factory)
    write(made, NAME)
    yield made
    made.engine.dispose()


@pytest.fixture
def _its_environment(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALUR_DATA_DIR", str(tools.settings.data_dir))
    monkeypatch.setenv("ALUR_BASE_URL", f"https://{NAME}")


def rotate() -> int:
    return app.main(["seal-key", "rotate"])


def publics(tools: Tools) -> list[bytes]:
    with everywhere(tools.session_factory) as session:
        return [read_key(row.public).public for row in listed(session)]


def raw(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


@pytest.mark.usefixtures("_its_environment")
def test_web_and_worker_sign_with_the_new_key_at_once(tools: Tools, capsys: pytest.CaptureFixture[str]) -> None:
    former = raw(tools.head_key.held())
    assert rotate() == 0
    assert "ditandatangani kunci sebelumnya" in capsys.readouterr().out
    assert raw(tools.head_key.held()) == publics(tools)[-1] != former
    assert publics(tools)[0] == former
    assert not list(tools.settings.data_dir.glob(f"{PENDING}*"))
    write(tools, NAME)
    assert app.main(["verify-history", "--tanpa-berkas"]) == 0
    assert app.main(["seal-key", "show"]) == 0
    assert len(capsys.readouterr().out.splitlines()) >= 2


@pytest.mark.usefixtures("_its_environment")
def test_an_old_witness_follows_and_refuses_what_is_outside(
    tools: Tools, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "saksi"
    with running(tools) as here:
        pinned = shown(here, "/kunci").strip()
        witness(here, folder, SAKSI, "--log-key", pinned)
        with everywhere(tools.session_factory) as session:
            register(session, read_key(capsys.readouterr().err.split()[-1]))
        shutil.copytree(tools.settings.data_dir, tmp_path / "dulu")
        rotate()
        write(tools, NAME)
        assert witness(here, folder, SAKSI) == 0
        assert "Kunci log diganti" in capsys.readouterr().out
        assert (folder / "kunci-log.txt").read_text().strip() == shown(here, "/kunci").strip() != pinned
        assert witness(here, folder, SAKSI, "--log-key", pinned) == 0, "a command that still names the first key"
        assert "Kunci log pernah diganti" in shown(here)
        assert len(read_list(shown(here, "/daftar-kunci"))) == 2
        rotate()
        assert witness(here, folder, SAKSI) == 0
    older = app.make_tools(
        Settings(data_dir=tmp_path / "dulu", database_url=f"sqlite:///{tmp_path}/dulu/alur.sqlite"), tools.clock
    )
    with running(older) as there:  # a backup of before, put back: the list is shorter, the key an older one
        capsys.readouterr()
        assert witness(there, folder, SAKSI) == 1
        assert "daftar kunci bukan yang dilihat sebelumnya" in capsys.readouterr().err
        assert "alur-key/1" in (folder / "bukti-ganda.txt").read_text("utf-8")


@pytest.mark.usefixtures("_its_environment")
def test_whoever_has_the_former_key_cannot_lead_a_witness_elsewhere(
    tools: Tools, tmp_path: Path, clock: FixedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    """Database and former key were copied before the change: the copy names a third key, and signs for it."""
    shutil.copytree(tools.settings.data_dir, tmp_path / "palsu")
    folder = tmp_path / "saksi"
    with running(tools) as here:
        witness(here, folder, SAKSI, "--log-key", shown(here, "/kunci").strip())
        rotate()
        witness(here, folder, SAKSI)
        capsys.readouterr()
    forged = app.make_tools(
        Settings(data_dir=tmp_path / "palsu", database_url=f"sqlite:///{tmp_path}/palsu/alur.sqlite"), clock
    )
    with (
        changing(forged.settings.data_dir, forged.session_factory) as new,
        unit_of_work(forged.session_factory) as session,
    ):
        key_changes.rotate(session, former=head_key(forged.settings.data_dir), new=new, at=clock.now())
    write(forged, NAME)
    with running(forged) as there:
        assert witness(there, folder, SAKSI) == 1
        evidence = (folder / "bukti-ganda.txt").read_text("utf-8")
        assert evidence.count("alur-key/1") == 2, "both successors, each signed by the same former key"


@pytest.mark.usefixtures("_its_environment")
def test_a_strangers_key_is_refused(tools: Tools, tmp_path: Path, clock: FixedClock) -> None:
    folder = tmp_path / "saksi"
    with running(tools) as here:
        witness(here, folder, SAKSI, "--log-key", shown(here, "/kunci").strip())
    other = installation(tmp_path / "lain", clock)
    government.seed(other.session_factory)
    write(other, NAME)
    with running(other) as there:
        assert witness(there, folder, SAKSI) == 1


@pytest.mark.usefixtures("_its_environment")
def test_two_rotations_at_once_leave_one_whole_list(tools: Tools) -> None:
    with ThreadPoolExecutor(2) as pool:
        done = sorted(each.result() for each in [pool.submit(rotate) for _each in range(2)])
    assert done in ([0, 0], [0, 1])
    assert len(publics(tools)) == 1 + done.count(0)
    assert raw(head_key(tools.settings.data_dir)) == publics(tools)[-1]
    with (
        changing(tools.settings.data_dir, tools.session_factory),
        pytest.raises(KeyUnusableError, match="sedang diganti"),
        changing(tools.settings.data_dir, tools.session_factory),
    ):
        pass


KILLED = """
import os, signal, app
from pathlib import Path
if {before}:
    from engine.record.log import key_changes
    inner = key_changes.rotate
    def rotate(*args, **given):
        inner(*args, **given)
        os.kill(os.getpid(), signal.SIGKILL)
    key_changes.rotate = rotate
else:
    from complaints import keys
    keys.finish = lambda folder, public: keys._pending(folder, public).exists() and os.kill(os.getpid(), signal.SIGKILL)
app.main(["seal-key", "rotate"])
"""


@pytest.mark.usefixtures("_its_environment")
@pytest.mark.parametrize("before", [True, False], ids=["before the commit", "between commit and file"])
def test_killed_in_between_nothing_is_lost(tools: Tools, before: bool) -> None:
    former = raw(tools.head_key.held())
    child = subprocess.run([sys.executable, "-c", KILLED.format(before=before)], cwd=ROOT, env=os.environ, check=False)
    assert child.returncode == -signal.SIGKILL
    assert len(publics(tools)) == (1 if before else 2)
    assert raw(tools.head_key.held()) == former, "the file is as it was"
    assert len(list(tools.settings.data_dir.glob(f"{PENDING}*"))) == 1
    assert append_batch(tools.session_factory, name=NAME, key=tools.head_key, at=tools.clock.now()) == 0
    write_late(tools)
    agree(tools.settings.data_dir, tools.session_factory)
    assert raw(tools.head_key.held()) == publics(tools)[-1]
    assert rotate() == 0
    assert len(publics(tools)) == (2 if before else 3)
    assert not list(tools.settings.data_dir.glob(f"{PENDING}*"))
    assert app.main(["verify-history", "--tanpa-berkas"]) == 0


def write_late(tools: Tools) -> None:
    """One more act, which the worker takes into the log: at its first turn it finishes what was interrupted."""
    try:
        write(tools, NAME)
    except AssertionError:
        assert append_batch(tools.session_factory, name=NAME, key=tools.head_key, at=tools.clock.now()) > 0


@pytest.mark.usefixtures("_its_environment")
def test_another_key_in_its_place_stops_everything(
    tools: Tools, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tools.settings.data_dir / FILE).unlink()
    assert app.main(["seal-key", "show"]) == 2
    assert "tidak ada, padahal" in capsys.readouterr().err
    shutil.copyfile(_strange(tmp_path), tools.settings.data_dir / FILE)
    assert app.main(["verify-history"]) == 2
    assert "bukan kunci terakhir" in capsys.readouterr().err


def _strange(folder: Path) -> Path:
    head_key(folder / "asing")
    return folder / "asing" / FILE


@pytest.mark.usefixtures("_its_environment")
def test_a_lost_key_is_replaced_with_consent_and_shown_as_what_it_is(
    tools: Tools, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "saksi"
    with running(tools) as here:
        witness(here, folder, SAKSI, "--log-key", shown(here, "/kunci").strip())
        with everywhere(tools.session_factory) as session:
            register(session, read_key(capsys.readouterr().err.split()[-1]))
        assert app.main(["seal-key", "replace-lost"]) == 1
        (tools.settings.data_dir / FILE).unlink()
        assert app.main(["seal-key", "replace-lost"]) == 0
        assert "menggantikan kunci yang hilang" in capsys.readouterr().out
        write(tools, NAME)
        page = shown(here)
        assert "kunci sebelumnya hilang" in page
        assert "belum disetujui seorang saksi pun" in page
        assert witness(here, folder, SAKSI) == 1
        assert "tanpa persetujuan saksi" in capsys.readouterr().err
        assert witness(here, folder, SAKSI, "--accept-key", shown(here, "/kunci").strip()) == 0
        assert f"disetujui saksi {SAKSI}" in shown(here)
        assert witness(here, folder, SAKSI) == 0
    assert app.main(["verify-history", "--tanpa-berkas"]) == 0


@pytest.mark.usefixtures("_its_environment")
def test_the_verifier_alone_follows_the_list(tools: Tools, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with running(tools) as here:
        first, old = shown(here, "/kunci").strip(), shown(here, "/titik-periksa")
        rotate()
        write(tools, NAME)
        newest, new, keys = (shown(here, place) for place in ("/kunci", "/titik-periksa", "/daftar-kunci"))
        sizes = [int(each.splitlines()[1]) for each in (old, new)]
        path = shown(here, f"/konsistensi?dari={sizes[0]}&ke={sizes[1]}")
    capsys.readouterr()
    assert app.main(["history-export"]) == 0
    given = {"lama": old, "baru": new, "jalur": path, "daftar": keys, "riwayat": capsys.readouterr().out}
    for name, text in given.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for key in (first, newest.strip()):
        for what in (("lanjutan", "lama", "baru", "jalur"), ("riwayat", "riwayat", "--titik", "lama", "baru")):
            status, said = alone.run(tmp_path, key, *what, "--daftar", "daftar")
            assert status == 0, said
    for key, listing in ((first, ()), (f"{NAME}+x+{first.split('+', 2)[2][::-1]}", ("--daftar", "daftar"))):
        status, said = alone.run(tmp_path, key, "riwayat", "riwayat", *listing)
        assert (status, "DITOLAK" in said) == (1, True), said
    (tmp_path / "daftar").write_text(keys.replace("rotated", "lost"))
    status, said = alone.run(tmp_path, first, "riwayat", "riwayat", "--daftar", "daftar")
    assert (status, "daftar kunci terputus" in said) == (1, True), said


@pytest.mark.usefixtures("_its_environment")
def test_keys_kept_apart_for_backups_hold_the_former_one_beside_the_new(
    tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "brankas"
    assert app.main(["backup", str(tmp_path / "satu"), "--keys", str(keys)]) == 0
    former = (keys / FILE).read_bytes()
    rotate()
    assert app.main(["backup", str(tmp_path / "dua"), "--keys", str(keys)]) == 0
    assert (keys / FILE).read_bytes() == (tools.settings.data_dir / FILE).read_bytes() != former
    (kept,) = keys.glob(f"{FILE}.*")
    assert kept.read_bytes() == former
    monkeypatch.setenv("ALUR_DATA_DIR", str(tmp_path / "pulih"))
    assert app.main(["restore", str(tmp_path / "dua"), "--keys", str(keys)]) == 0
