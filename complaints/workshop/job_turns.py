"""The worker's hand in long checks: a piece of a job at a time, of one government after the other.

A piece is played in a process of its own. The worker only looks in between its other work, so that whatever was drawn,
deadlines ring at their moment. A job is leased: when its worker dies, another one goes on from what was written.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select

from complaints.models import WorkshopJob
from complaints.workshop import job_pieces
from complaints.workshop.simulation.scenario_text import name_in
from complaints.workshop.verdicts import KIND
from engine.catalogue import _
from engine.db import SessionFactory, unit_of_work
from engine.definition.bundle import unpack
from engine.government import bind, crossing
from engine.running.confined import Confined, FaultError, Heard, OverrunError
from engine.running.runtime import Runtime

ITEM_SECONDS = 20.0
"""For one scenario or past case. The longest of the five regulations takes two, on a cold machine."""
PIECE_SECONDS = 5.0
"""Then it is the turn of another government."""
MOST_TRIES = 3
LEASE = timedelta(minutes=2)


@dataclass
class _Piece:
    instansi_id: str
    job_id: uuid.UUID
    done: int


class JobTurns:
    """One worker's turns; calling it looks in. Not thread-safe."""

    def __init__(self, factory: SessionFactory, runtime: Runtime, *, player: Confined | None = None) -> None:
        self.factory, self.runtime = factory, runtime
        self.url = factory.kw["bind"].url.render_as_string(hide_password=False)
        self.player = player or Confined(seconds=ITEM_SECONDS, prepared=[job_pieces.__name__])
        self._piece: _Piece | None = None
        self._served: list[str] = []
        """Governments in the order of their last piece."""

    def __call__(self, *, wait: float = 0.0) -> int:
        """Take up what came, or begin the next piece; 0 when there is nothing to do but wait.

        `wait`: seconds for which it may wait here itself, in a program that does nothing else.
        """
        try:
            return self._looked_in(wait)
        except Exception:
            self.end()  # what it had played is lost
            raise

    def _looked_in(self, wait: float) -> int:
        if self._piece is not None:
            return self._take_up(self.player.heard(wait))
        self._piece = self._claim()
        if self._piece is None:
            return 0
        now, of = self.runtime.clock.now(), self._piece
        self.player.begin(job_pieces.piece, self.url, of.instansi_id, of.job_id, now, PIECE_SECONDS)
        return 1

    @property
    def busy(self) -> bool:
        """Whether a piece is being played."""
        return self.player.busy

    def finish(self) -> None:
        """Go on until no job is left, and wait for each piece."""
        while self(wait=self.player.seconds) or self._piece is not None:
            pass

    def end(self) -> None:
        """Give up the piece at hand; its job is taken again after its lease."""
        self.player.end()
        self._piece = None

    def stop(self) -> None:
        """Give up the piece at hand and its lease, so that another worker takes it at once. It was no try."""
        piece = self._piece
        self.end()
        if piece is None:
            return
        with unit_of_work(self.factory, piece.instansi_id) as session:
            job = session.get(WorkshopJob, (piece.instansi_id, piece.job_id), with_for_update=True)
            if job is not None and job.finished_at is None and job.done == piece.done:
                job.leased_until, job.tries = None, max(0, job.tries - 1)

    def _claim(self) -> _Piece | None:
        """The oldest job of the government that waited longest for its turn, now leased."""
        now = self.runtime.clock.now()
        free = or_(WorkshopJob.leased_until.is_(None), WorkshopJob.leased_until <= now)
        with unit_of_work(self.factory) as session:
            with crossing(session, why="the worker goes on with a job of any government"):
                waiting = set(
                    session.scalars(
                        select(WorkshopJob.instansi_id).distinct().where(WorkshopJob.finished_at.is_(None), free)
                    )
                )
            if not waiting:
                return None
            home = min(waiting, key=lambda each: (self._served.index(each) if each in self._served else -1, each))
            self._served = [*(each for each in self._served if each != home), home]
            bind(session, home)
            job = session.scalars(
                select(WorkshopJob)
                .where(WorkshopJob.instansi_id == home, WorkshopJob.finished_at.is_(None), free)
                .order_by(WorkshopJob.kind != KIND, WorkshopJob.created_at)  # a deploy has its moment
                .limit(1)
                .with_for_update(skip_locked=True)
            ).one_or_none()
            return self._leased(job) if job is not None else None

    def _leased(self, job: WorkshopJob) -> _Piece | None:
        now = self.runtime.clock.now()
        if job.tries >= MOST_TRIES:  # each time the worker itself was gone before it could say why
            job.finished_at, job.error = now, job.error or _("pekerja berhenti tiga kali pada bagian yang sama")
            return None
        job.leased_until, job.tries = now + LEASE, job.tries + 1
        return _Piece(job.instansi_id, job.id, job.done)

    def _take_up(self, heard: Heard) -> int:
        piece = self._piece
        if piece is None or not (heard.parts or heard.ended):
            if not self.player.busy:
                self._piece = None  # nobody plays it any more
            return 0
        with unit_of_work(self.factory, piece.instansi_id) as session:
            job = session.get(WorkshopJob, (piece.instansi_id, piece.job_id), with_for_update=True)
            if job is None or job.finished_at is not None or job.done != piece.done:
                self.end()  # given up for a newer one, or another worker has it since
                return 1
            self._write(job, piece, heard)
            if job.finished_at is not None or heard.ended:
                self._piece = None
        if self._piece is None and self.player.busy:
            self.player.heard(wait=1.0)  # that it has nothing more to say
        return 1

    def _write(self, job: WorkshopJob, piece: _Piece, heard: Heard) -> None:
        now = self.runtime.clock.now()
        if heard.parts:
            job.results = [*job.results, *_flat(heard.parts)]
            job.done, job.tries, job.error = job.done + len(heard.parts), 1, ""
            piece.done = job.done
        if job.done >= len(job.items):
            job.finished_at, job.leased_until, job.tries = now, None, 0
            return
        job.leased_until = None if heard.ended else now + LEASE
        if heard.failure is not None:
            self._failed(job, heard.failure)
        elif heard.ended:
            job.tries = 0

    def _failed(self, job: WorkshopJob, failure: Exception) -> None:
        again = isinstance(failure, OverrunError | FaultError)
        job.error = str(failure)
        if isinstance(failure, FaultError):
            self.runtime.alarm(f"pemeriksaan {job.id} gagal: {failure.where}")
        if again:
            job.error = _("“%(item)s”: %(why)s", item=_item(job), why=job.error)
        if not again or job.tries >= MOST_TRIES:
            job.finished_at = self.runtime.clock.now()


def _item(job: WorkshopJob) -> str:
    """The next item for people."""
    if job.kind == KIND:
        return _("pemeriksaan sebelum diterapkan")
    if job.kind == "replay":
        return _("kasus ke-%(n)s", n=job.done + 1)
    name = str(job.items[job.done])
    return name_in(unpack(job.bundle).files.get(name, ""), file=name)


def _flat(parts: Sequence[Any]) -> list[Any]:
    return [result for part in parts for result in part]
