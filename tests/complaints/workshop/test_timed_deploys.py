"""What was approved for a moment is judged at the bench before it comes, and deployed then; no turn of the worker judges."""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from complaints.law.bundles import PROCESS_ROLE_NAMES
from complaints.models import Instansi, WorkshopJob
from complaints.people.accounts import add_user, grant
from complaints.workshop import deploy_checks, job_pieces, timed_deploys, verdicts
from complaints.workshop.job_turns import JobTurns
from complaints.workshop.timed_deploys import LEAD, MOST_VERDICTS
from engine import workshop
from engine.actors import SISTEM, Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.definition.versions import current_version
from engine.models import Case, DraftFile, DraftState, ProcessDraft
from engine.running.confined import Confined
from engine.running.runtime import Runtime
from engine.running.worker import Worker
from engine.workshop.workshop import Workshop
from tests.support import hostile_drafts
from tests.support.accounts import PASSWORD
from tests.support.citizen import deploy_process
from tests.support.deploying import deploy
from tests.support.desk import lodged
from tests.support.government import TANAH_LAUT, TETANGGA
from tests.support.hostile_drafts import PROCESS
from tests.support.jobs import play_jobs
from tests.support.slow_tables import slow_table

ANI, BUDI = Actor("pemilik-1", "Ani", frozenset()), Actor("pemilik-2", "Budi", frozenset())
FILE = f"{PROCESS}.bpmn"
FILES = hostile_drafts.deep(1).files


@pytest.fixture
def home(session_factory: SessionFactory, runtime: Runtime, instansi: object) -> SessionFactory:
    """A neighbour with an activity, somebody in the role that it needs, and no scenarios."""
    with unit_of_work(session_factory, TETANGGA) as session:
        session.get_one(Instansi, TETANGGA).activity_process_ids = [PROCESS]
        user_id = add_user(session, instansi_id=TETANGGA, username="adm", name="Adm", password=PASSWORD)
        grant(session, instansi_id=TETANGGA, user_id=user_id, role=hostile_drafts.ROLE)
        deploy(
            session, runtime, instansi_id=TETANGGA, process_id=PROCESS, files=FILES, roles=PROCESS_ROLE_NAMES,
            by=SISTEM, scenarios={},
        )  # fmt: skip
    return session_factory


def do(factory: SessionFactory, runtime: Runtime, command: Any, **given: Any) -> Any:
    with unit_of_work(factory, TETANGGA) as session:
        return command(session, runtime, instansi_id=TETANGGA, **given)


def content(factory: SessionFactory, draft_id: uuid.UUID) -> str:
    with reading(factory, TETANGGA) as session:
        return workshop.content_of(session, session.get_one(ProcessDraft, (TETANGGA, draft_id)))


def approved(factory: SessionFactory, runtime: Runtime, moment: datetime, task: str = "Kerja lain") -> uuid.UUID:
    """A draft with another name for its task, approved for `moment`."""
    draft_id = uuid.UUID(str(do(factory, runtime, workshop.open_draft, process_id=PROCESS, title="Uji", by=ANI).id))
    text = FILES[FILE].replace('name="', f'name="{task} ', 1)
    do(factory, runtime, workshop.save_file, draft_id=draft_id, name=FILE, text=text, seen=0, by=ANI)
    common = {"draft_id": draft_id, "note": "Mulai nanti"}
    seen = content(factory, draft_id)
    do(factory, runtime, workshop.propose, **common, seen=seen, by=ANI, deploy_at=moment)
    with reading(factory, TETANGGA) as session:
        judged = verdicts.verdict_now(session, TETANGGA, draft_id, runtime.clock.now())
    judged.require_pass()
    seen = content(factory, draft_id)
    with unit_of_work(factory, TETANGGA) as session:
        given = {"instansi_id": TETANGGA, **common, "seen": seen, "judged": judged, "by": BUDI}
        assert workshop.approve(session, runtime, deploy_checks.workshop(), **given) is None
    return draft_id


def draft_of(factory: SessionFactory, draft_id: uuid.UUID) -> ProcessDraft:
    with reading(factory, TETANGGA) as session:
        found = session.get_one(ProcessDraft, (TETANGGA, draft_id))
        session.expunge(found)
        return found


def number(factory: SessionFactory) -> int:
    with reading(factory, TETANGGA) as session:
        return current_version(session, TETANGGA, PROCESS).number


def asked(factory: SessionFactory) -> int:
    with reading(factory, TETANGGA) as session:
        return len(session.scalars(select(WorkshopJob).where(WorkshopJob.instansi_id == TETANGGA)).all())


def silent() -> Workshop:
    """What must not be asked in a turn."""

    def judging(*_: object) -> list[Any]:
        raise AssertionError("judged in the worker's turn")

    found = deploy_checks.workshop()
    return Workshop(
        found.roles,
        found.given,
        judging,
        judging,
        judging,
        judging,
        rests_on=found.rests_on,
    )


def test_it_is_judged_before_its_moment_and_deployed_at_it(
    home: SessionFactory, runtime: Runtime, clock: FixedClock
) -> None:
    moment = clock.now() + timedelta(days=2)
    draft_id = approved(home, runtime, moment)
    turn = partial(timed_deploys.deploy_due, home, runtime, silent())
    assert (turn(), asked(home)) == (0, 0)
    clock.set(moment - LEAD)
    assert (turn(), turn(), asked(home)) == (1, 0, 1)
    play_jobs(home, runtime)
    assert (turn(), number(home)) == (0, 1)
    clock.set(moment)
    assert (turn(), turn(), number(home)) == (1, 0, 2)
    assert draft_of(home, draft_id).state is DraftState.DEPLOYED


def test_what_changed_meanwhile_is_judged_again_and_told(
    home: SessionFactory, runtime: Runtime, clock: FixedClock
) -> None:
    """Somebody else holds a role since; then nobody holds the one that is needed."""
    moment = clock.now() + timedelta(hours=1)
    draft_id = approved(home, runtime, moment)
    clock.set(moment)
    turn = partial(timed_deploys.deploy_due, home, runtime, silent())
    turn()
    play_jobs(home, runtime)
    with unit_of_work(home, TETANGGA) as session:
        instansi = session.get_one(Instansi, TETANGGA)
        instansi.activity_process_ids = [*instansi.activity_process_ids, "lain"]
    clock.advance(timedelta(minutes=1))
    assert (turn(), number(home), asked(home)) == (1, 1, 2)
    play_jobs(home, runtime)
    clock.advance(timedelta(minutes=1))
    assert (turn(), number(home)) == (1, 2)
    assert draft_of(home, draft_id).state is DraftState.DEPLOYED


def test_what_changes_without_end_is_opened_again(home: SessionFactory, runtime: Runtime, clock: FixedClock) -> None:
    moment = clock.now() + timedelta(hours=1)
    draft_id = approved(home, runtime, moment)
    clock.set(moment)
    restless = Workshop(PROCESS_ROLE_NAMES, rests_on=lambda *_: {"each time": str(uuid.uuid4())})
    for _each in range(MOST_VERDICTS + 1):
        timed_deploys.deploy_due(home, runtime, restless)
        play_jobs(home, runtime)
    found = draft_of(home, draft_id)
    assert found.state is DraftState.OPEN
    assert "aturan pemeriksaan berubah" in found.review_note
    assert asked(home) == MOST_VERDICTS


def test_one_that_may_not_be_deployed_any_more_keeps_no_other_waiting(
    home: SessionFactory, runtime: Runtime, clock: FixedClock
) -> None:
    moment = clock.now() + timedelta(hours=1)
    first = approved(home, runtime, moment)
    second = approved(home, runtime, moment + timedelta(minutes=1), task="Kerja baru")
    clock.set(moment + timedelta(minutes=1))
    for _each in range(2):
        timed_deploys.deploy_due(home, runtime, silent())
        play_jobs(home, runtime)
    assert draft_of(home, first).state is DraftState.DEPLOYED
    assert "versi yang berlaku sudah berubah" in draft_of(home, second).review_note


def test_a_fault_of_the_program_is_the_operators_and_opens_the_draft_again(
    home: SessionFactory, runtime: Runtime, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    moment = clock.now() + timedelta(hours=1)
    draft_id = approved(home, runtime, moment)
    clock.set(moment)
    timed_deploys.deploy_due(home, runtime, silent())
    play_jobs(home, runtime)
    broken = Workshop(PROCESS_ROLE_NAMES, rests_on=lambda *_: {}["fault"])
    assert timed_deploys.deploy_due(home, runtime, broken) == 1
    found = draft_of(home, draft_id)
    assert (found.state, number(home)) == (DraftState.OPEN, 1)
    assert "lihat catatan sistem" in found.review_note
    assert f"{draft_id} gagal diterapkan: KeyError" in caplog.text


@pytest.fixture
def hasty() -> Iterator[Confined]:
    """A player without patience."""
    player = Confined(seconds=0.1, prepared=[job_pieces.__name__])
    yield player
    player.end()


def test_no_timed_deployment_delays_the_deadline_of_another_government(
    home: SessionFactory, runtime: Runtime, clock: FixedClock, hasty: Confined
) -> None:
    """Its gate would take a minute, and it is due at the very moment of the neighbour's deadline; one worker."""
    deploy_process(home, runtime)
    case_id = lodged(home, runtime).complaint_id
    with reading(home, TANAH_LAUT) as session:
        due = session.get_one(Case, (TANAH_LAUT, case_id)).next_due_at
    assert due is not None
    draft_id = approved(home, runtime, due)
    _made_slow(home, draft_id)
    turns = JobTurns(home, runtime, player=hasty)
    deploying = partial(timed_deploys.deploy_due, home, runtime, silent())
    worker = Worker(home, runtime, lambda _parcel: None, chores=(deploying, turns))
    clock.set(due)
    worker.turn()
    worker.turn()
    assert turns.busy, "the gate is still asked"
    with reading(home, TANAH_LAUT) as session:
        later = session.get_one(Case, (TANAH_LAUT, case_id)).next_due_at
    assert later is None or later > due, "it rang"
    turns.finish()
    worker.turn()
    found = draft_of(home, draft_id)
    assert (found.state, number(home)) == (DraftState.OPEN, 1)
    assert "memakai lebih dari 0.1 detik" in found.review_note


def _made_slow(factory: SessionFactory, draft_id: uuid.UUID) -> None:
    """As if a gate with another patience had let it through."""
    with unit_of_work(factory, TETANGGA) as session:
        for each in range(5):
            session.add(
                DraftFile(
                    instansi_id=TETANGGA, draft_id=draft_id, name=f"lambat_{each}.dmn", revision=1,
                    content=zlib.compress(slow_table(each).encode()), saved_by="x", saved_by_name="X",
                    saved_at=datetime.fromisoformat("2026-01-01T00:00+00:00"),
                )
            )  # fmt: skip
