"""What an owner looks at now: computed beside the pages, one thing at a time for each government, on copies."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from complaints.law.bundles import PROCESS_ROLE_NAMES
from complaints.workshop.bench import Bench
from complaints.workshop.moves import MoveAsked, address, tried
from engine.actors import Actor
from engine.db import SessionFactory, reading, unit_of_work
from engine.definition.versions import bundle_of, current_version
from engine.errors import EngineError
from engine.running import commands, queries
from engine.running.confined import OverrunError
from engine.running.runtime import Runtime
from tests.support.citizen import EVERYBODY, PROCESS, deploy_process
from tests.support.deploying import deploy
from tests.support.desk import lodged
from tests.support.government import TANAH_LAUT

OWNER = Actor("pemilik", "Pemilik proses", frozenset())


@pytest.fixture
def bench() -> Iterator[Bench]:
    found = Bench(seconds=0.5, patience=0.05)
    yield found
    found.end()


def test_one_government_cannot_take_the_places_of_the_others(bench: Bench) -> None:
    with ThreadPoolExecutor(1) as pool:
        endless = pool.submit(bench.ask, "a", sum, count())
        while "a" not in bench._served:
            assert not endless.done()
        assert bench.ask("b", iter, ["satu"]) == "satu"
        with pytest.raises(EngineError, match="masih dihitung"):
            bench.ask("a", iter, ["satu"])
        with pytest.raises(OverrunError):
            endless.result()
    assert bench.ask("a", iter, ["dua"]) == "dua"


def test_a_move_is_tried_on_a_copy_and_tells_what_the_move_does(
    session_factory: SessionFactory, runtime: Runtime, instansi: object
) -> None:
    deploy_process(session_factory, runtime)
    case_id = lodged(session_factory, runtime).complaint_id
    version_id = _renamed(session_factory, runtime)
    with reading(session_factory, TANAH_LAUT) as session:
        before = queries.case(session, instansi_id=TANAH_LAUT, case_id=case_id)
    asked = MoveAsked((case_id,), version_id, {}, False, OWNER)
    ((told,),) = tried(address(session_factory), TANAH_LAUT, asked, runtime.clock.now())
    with reading(session_factory, TANAH_LAUT) as session:
        assert queries.case(session, instansi_id=TANAH_LAUT, case_id=case_id) == before
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        moved = commands.migrate_case(
            session, runtime, instansi_id=TANAH_LAUT, case_id=case_id, version_id=version_id, by=OWNER
        )
    assert told.changes == moved.changes
    assert [each.attribute for each in told.changes] == ["name"]


def _renamed(factory: SessionFactory, runtime: Runtime) -> uuid.UUID:
    """Another version, with another name for the first review."""
    with unit_of_work(factory, TANAH_LAUT) as session:
        bundle = bundle_of(session, TANAH_LAUT, current_version(session, TANAH_LAUT, PROCESS).id)
        name = 'id="Task_verifikasi_nasional" name="'
        files = {file: text.replace(name, f"{name}Telaah: ") for file, text in bundle.files.items()}
        return deploy(
            session,
            runtime,
            instansi_id=TANAH_LAUT,
            process_id=PROCESS,
            files=files,
            roles=PROCESS_ROLE_NAMES,
            by=EVERYBODY,
        ).id
