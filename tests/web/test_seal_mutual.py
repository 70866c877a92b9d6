"""Two running installations witness each other, and who shows two histories to two witnesses is found by both."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests

import app
from complaints.people.acts import About, Act, Subject, record_act
from complaints.settings import Settings
from complaints.upkeep.history_log import append_batch
from console.tables import prepare
from console.tools import Tools
from engine.actors import SISTEM
from engine.clock import FixedClock
from engine.db import unit_of_work
from engine.record.log.note import read_key
from engine.record.log.witnesses import register
from tests.support import government
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT
from tests.support.live import serving
from web import create_app

NAMES = ("ngawi.contoh.go.id", "tanah-laut.contoh.go.id")


def installation(folder: Path, clock: FixedClock) -> Tools:
    """With its own database, key and government."""
    tools = app.make_tools(Settings(data_dir=folder, database_url=f"sqlite:///{folder}/alur.sqlite"), clock)
    prepare(tools)
    return tools


@contextmanager
def running(tools: Tools) -> Iterator[str]:
    """Its address, as long as it runs."""
    given = {"session_factory": tools.session_factory, "clock": tools.clock, "runtime": tools.runtime}
    with serving(create_app(app.make_services(tools.settings, **given))) as address:
        yield address
    tools.engine.dispose()


def write(tools: Tools, name: str, note: str = "") -> None:
    """One more act in its history, and a checkpoint over it."""
    with unit_of_work(tools.session_factory, TANAH_LAUT) as session:
        record_act(
            session, tools.runtime, instansi_id=TANAH_LAUT, by=SISTEM, act=Act.TRIAL_LETTER_SENT,
            subject=Subject(About.LETTER), after={"note": note},
        )  # fmt: skip
    assert append_batch(tools.session_factory, name=name, key=tools.head_key, at=tools.clock.now()) > 0


def witness(address: str, folder: Path, name: str, *more: str) -> int:
    return app.main(["witness", address, "--folder", str(folder), "--name", name, *more])


def shown(address: str, path: str = "") -> str:
    return requests.get(f"{address}/segel{path}", timeout=10).text


def test_two_installations_witness_each_other(
    clock: FixedClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = [installation(tmp_path / name, clock) for name in NAMES]
    with ExitStack() as stack:
        addresses = [stack.enter_context(running(tools)) for tools in both]
        for tools, name in zip(both, NAMES, strict=True):
            government.seed(tools.session_factory)
            write(tools, name)
        for at, name in enumerate(NAMES):
            other, folder = 1 - at, tmp_path / f"saksi-{name}"
            assert witness(addresses[other], folder, name, "--log-key", shown(addresses[other], "/kunci").strip()) == 1
            with everywhere(both[other].session_factory) as session:
                register(session, read_key(capsys.readouterr().err.split()[-1]))
            assert witness(addresses[other], folder, name) == 0
        for address, other in zip(addresses, reversed(NAMES), strict=True):
            page = shown(address)
            assert other in page
            assert "belum disaksikan" not in page


def test_whoever_shows_two_histories_to_two_witnesses_is_found_by_both(
    clock: FixedClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same log, the same key, two continuations: each witness keeps the two checkpoints that contradict each other."""
    name, true = NAMES[0], installation(tmp_path / "asli", clock)
    government.seed(true.session_factory)
    write(true, name)
    true.engine.dispose()
    shutil.copytree(tmp_path / "asli", tmp_path / "palsu")
    forged = installation(tmp_path / "palsu", clock)
    write(true, name, "seperti yang terjadi")
    write(forged, name, "seperti yang diinginkan")
    with running(true) as here, running(forged) as there:
        key = shown(here, "/kunci").strip()
        assert shown(there, "/kunci").strip() == key
        for folder, first, second in ((tmp_path / "satu", here, there), (tmp_path / "dua", there, here)):
            witness(first, folder, "saksi.contoh.id", "--log-key", key)
            assert (folder / "terakhir.txt").read_text().startswith(shown(first, "/titik-periksa").strip())
            capsys.readouterr()
            assert witness(second, folder, "saksi.contoh.id") == 1
            assert "TIDAK DISAKSIKAN" in capsys.readouterr().err
            evidence = (folder / "bukti-ganda.txt").read_text("utf-8")
            assert all(shown(each, "/titik-periksa").strip() in evidence for each in (here, there))
            assert (folder / "terakhir.txt").read_text().startswith(shown(first, "/titik-periksa").strip())
