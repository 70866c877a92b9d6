"""Long checks in a process of their own: they stop nobody, end in a sentence, and survive their worker."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pickle import PicklingError

import pytest
from sqlalchemy import select

from complaints.law.bundles import PROCESS_ROLE_NAMES, ROOT, laid_over
from complaints.models import Complaint, Instansi, WorkshopJob
from complaints.people import entrance
from complaints.people.accounts import add_user
from complaints.people.governments import read_government
from complaints.settings import Settings
from complaints.workshop import job_pieces, job_turns, jobs
from complaints.workshop.job_turns import LEASE, MOST_TRIES, JobTurns
from complaints.workshop.simulation.play import play
from complaints.workshop.simulation.scenario_file import read_text
from engine.actors import SISTEM
from engine.clock import FixedClock
from engine.db import UNAVAILABLE, SessionFactory, make_engine, reading, unit_of_work
from engine.definition.bundle import read_bundle
from engine.definition.versions import current_version
from engine.models import Case, ProcessDraft
from engine.running.commands import fire_due
from engine.running.confined import Confined
from engine.running.runtime import Runtime
from engine.running.worker import Worker
from tests.support import hostile_drafts
from tests.support.accounts import PASSWORD
from tests.support.citizen import deploy_process
from tests.support.deploying import deploy
from tests.support.desk import lodged
from tests.support.government import TANAH_LAUT, TETANGGA
from tests.support.hostile_drafts import PROCESS, HostileDraft
from tests.support.jobs import PLAYER, play_jobs
from tests.support.shipped import shipped

OWN = "rekaman_segalanya.yaml"
HARMLESS = HostileDraft(hostile_drafts.deep(1).files, (f"complete: {{task: Task_kerja, as: {hostile_drafts.ROLE}}}",))


@pytest.fixture
def hasty() -> Iterator[Confined]:
    """A player that has no patience."""
    player = Confined(seconds=0.5, prepared=[job_pieces.__name__])
    yield player
    player.end()


def ordered(factory: SessionFactory, home: str, draft: HostileDraft, clock: FixedClock, *, times: int = 1) -> uuid.UUID:
    """A job of one government: this draft with its scenario, `times` over."""
    with unit_of_work(factory, home) as session:
        base = current_version(session, home, PROCESS).id
        common = {"instansi_id": home, "process_id": PROCESS}
        made = ProcessDraft(
            **common, base_version_id=base, title="Uji", created_by="a", created_by_name="A", created_at=clock.now()
        )
        session.add(made)
        session.flush()
        bundle = read_bundle({**draft.files, OWN: draft.scenario()})
        job = WorkshopJob(
            instansi_id=home,
            draft_id=made.id,
            kind="scenarios",
            content_hash=bundle.content_hash,
            bundle=bundle.pack(),
            items=[OWN] * times,
            started_by="A",
            created_at=clock.now(),
        )
        session.add(job)
        session.flush()
        return job.id


def job_of(factory: SessionFactory, home: str, job_id: uuid.UUID) -> WorkshopJob:
    with reading(factory, home) as session:
        job = session.get_one(WorkshopJob, (home, job_id))
        session.expunge(job)
        return job


@pytest.fixture
def both(session_factory: SessionFactory, runtime: Runtime, instansi: object) -> SessionFactory:
    """Two governments with an activity each; one of them takes complaints."""
    deploy_process(session_factory, runtime)
    for home in (TANAH_LAUT, TETANGGA):
        with unit_of_work(session_factory, home) as session:
            session.get_one(Instansi, home).activity_process_ids = [PROCESS]
            deploy(
                session,
                runtime,
                instansi_id=home,
                process_id=PROCESS,
                files=HARMLESS.files,
                roles=PROCESS_ROLE_NAMES,
                by=SISTEM,
            )
    return session_factory


def test_a_government_goes_on_while_another_ones_draft_wants_everything(
    both: SessionFactory, runtime: Runtime, clock: FixedClock, hasty: Confined
) -> None:
    """One worker; the draft rings a thousand times, for seconds. The neighbour's timer rings, complaints come in, and
    people log in.
    """
    first = lodged(both, runtime)
    with unit_of_work(both, TANAH_LAUT) as session:
        add_user(session, instansi_id=TANAH_LAUT, username="siti", name="Siti", password=PASSWORD)
    job_id = ordered(both, TETANGGA, hostile_drafts.cycle(), clock)
    turns = JobTurns(both, runtime, player=hasty)
    assert turns() == 1
    assert turns.busy

    with reading(both, TANAH_LAUT) as session:
        due = session.get_one(Case, (TANAH_LAUT, first.complaint_id)).next_due_at
    assert due is not None
    clock.set(due)
    assert fire_due(both, runtime) == 1
    second = lodged(both, runtime, judul="Lampu jalan padam")
    visitor = entrance.Visitor("192.0.2.1", clock.now())
    came = entrance.log_in(both, Settings(), runtime, username="siti", password=PASSWORD, visitor=visitor)
    assert isinstance(came, entrance.LoggedIn)
    assert turns.busy, "it still runs"
    with reading(both, TANAH_LAUT) as session:
        assert session.get_one(Complaint, (TANAH_LAUT, second.complaint_id))

    turns.finish()
    job = job_of(both, TETANGGA, job_id)
    assert job.finished_at is not None
    assert (job.done, job.tries) == (0, MOST_TRIES)
    assert job.error == "“Segalanya”: memakai lebih dari 0.5 detik, atau terlalu banyak memori"


@pytest.mark.parametrize("kind", [each for each in hostile_drafts.KINDS if each != "cycle"])
def test_each_kind_of_draft_that_wants_everything_ends_in_a_sentence(kind: str) -> None:
    draft = hostile_drafts.KINDS[kind]()
    home = read_government(ROOT / "complaints" / "demo" / "tanah_laut.yaml")
    (scenario,) = read_text("segalanya", draft.scenario())
    beside = replace(home, values={**home.values, "activities": [PROCESS]})
    (failure,) = play(scenario, laid_over(shipped(), draft.files), beside).failures
    assert draft.said in failure


def test_governments_take_turns(
    both: SessionFactory, runtime: Runtime, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first has two long jobs; the second, who came last, does not wait for either."""
    monkeypatch.setattr(job_turns, "PIECE_SECONDS", 0.0)
    long = [ordered(both, TANAH_LAUT, HARMLESS, clock, times=2) for _ in range(2)]
    clock.set(clock.now() + timedelta(minutes=1))
    short = ordered(both, TETANGGA, HARMLESS, clock)
    turns = JobTurns(both, runtime, player=PLAYER)
    while job_of(both, TETANGGA, short).finished_at is None:
        turns(wait=20)
    assert job_of(both, TANAH_LAUT, long[0]).done <= 1
    turns.finish()
    assert all(job_of(both, TANAH_LAUT, each).done == 2 for each in long)


def test_another_worker_goes_on_where_a_dead_one_stopped(
    both: SessionFactory, runtime: Runtime, clock: FixedClock
) -> None:
    job_id = ordered(both, TETANGGA, HARMLESS, clock, times=2)
    dead = JobTurns(both, runtime, player=Confined(seconds=20))
    dead()
    dead.end()  # and nobody hears of it again
    play_jobs(both, runtime)
    assert job_of(both, TETANGGA, job_id).done == 0, "it is leased"
    clock.set(clock.now() + LEASE)
    play_jobs(both, runtime)
    job = job_of(both, TETANGGA, job_id)
    assert (job.done, job.error) == (2, "")
    assert [each["passed"] for each in job.results] == [True, True]


def test_a_job_that_takes_its_worker_down_is_given_up_after_three(
    both: SessionFactory, runtime: Runtime, clock: FixedClock
) -> None:
    job_id = ordered(both, TETANGGA, HARMLESS, clock)
    for _each in range(MOST_TRIES):
        dead = JobTurns(both, runtime, player=Confined(seconds=20))
        dead()
        dead.end()
        clock.set(clock.now() + LEASE)
    play_jobs(both, runtime)
    job = job_of(both, TETANGGA, job_id)
    assert job.finished_at is not None
    assert job.error == "pekerja berhenti tiga kali pada bagian yang sama"


def test_a_database_that_was_away_stops_no_lane(both: SessionFactory, runtime: Runtime, clock: FixedClock) -> None:
    """What came meanwhile is lost; its lease brings the job back."""
    ordered(both, TETANGGA, HARMLESS, clock)
    turns = JobTurns(both, runtime, player=PLAYER)
    turns()
    database, nobody = both.kw["bind"], make_engine("postgresql://nobody@127.0.0.1:9/nowhere")
    both.configure(bind=nobody)
    for _each in ("its part", "its end"):
        with pytest.raises(UNAVAILABLE):
            turns(wait=20)
    both.configure(bind=database)
    nobody.dispose()
    assert_goes_on(both, turns, clock)


def test_a_piece_that_cannot_be_begun_stops_no_lane(
    both: SessionFactory, runtime: Runtime, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordered(both, TETANGGA, HARMLESS, clock)
    turns = JobTurns(both, runtime, player=PLAYER)
    with monkeypatch.context() as broken:
        broken.setattr(job_pieces, "piece", lambda: None)
        with pytest.raises((PicklingError, AttributeError), match="pickle"):
            turns()
    assert_goes_on(both, turns, clock)


def test_a_player_that_somebody_ended_stops_no_lane(both: SessionFactory, runtime: Runtime, clock: FixedClock) -> None:
    ordered(both, TETANGGA, HARMLESS, clock)
    turns = JobTurns(both, runtime, player=PLAYER)
    turns()
    PLAYER.end()
    turns()
    assert_goes_on(both, turns, clock)


def assert_goes_on(factory: SessionFactory, turns: JobTurns, clock: FixedClock) -> None:
    ordered(factory, TANAH_LAUT, HARMLESS, clock)
    turns()
    assert turns.busy
    turns.end()


def test_a_worker_that_is_told_to_stop_gives_its_job_back(
    both: SessionFactory, runtime: Runtime, clock: FixedClock
) -> None:
    """At once, and not as a try: it may be told more often than a job is tried."""
    job_id = ordered(both, TETANGGA, HARMLESS, clock)
    for _each in range(MOST_TRIES + 1):
        turns = JobTurns(both, runtime, player=PLAYER)
        worker = Worker(both, runtime, lambda _parcel: None, chores=(turns,), endings=(turns.stop,))
        worker.turn()
        assert turns.busy
        worker.stop.set()
        worker.run()
        assert not turns.busy
    play_jobs(both, runtime)
    assert (job_of(both, TETANGGA, job_id).done, job_of(both, TETANGGA, job_id).error) == (1, "")


def test_a_newer_job_takes_the_place_of_the_one_that_still_runs(
    both: SessionFactory, runtime: Runtime, clock: FixedClock
) -> None:
    old = ordered(both, TETANGGA, HARMLESS, clock)
    with unit_of_work(both, TETANGGA) as session:
        draft_id = session.get_one(WorkshopJob, (TETANGGA, old)).draft_id
        jobs.start(session, runtime, instansi_id=TETANGGA, draft_id=draft_id, kind="scenarios", by=SISTEM)
    assert job_of(both, TETANGGA, old).error == "digantikan oleh pemeriksaan yang lebih baru"
    with reading(both, TETANGGA) as session:
        assert len(session.scalars(select(WorkshopJob).where(WorkshopJob.instansi_id == TETANGGA)).all()) == 2
