"""What stood in tables before acts began to bind them is bound as it stands, once: from then on a change is found.

A government that began with an older program has persons, units and keys of which its history says nothing. Nobody can
tell whether they were changed before; the row that binds them says when that ended.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from complaints.people.acts import LEDGER, About, Act, Subject, record_act
from complaints.upkeep.acts_verified import told_of
from complaints.upkeep.rounds import Rounds
from engine.actors import SISTEM
from engine.db import SessionFactory, unit_of_work
from engine.models import Ledger
from engine.record.events import FORMAT
from engine.record.told_rows import note_unknown
from engine.running.runtime import Runtime

EVERY = timedelta(hours=6)


class BindingRows(Rounds):
    """A chore of the worker: a government whose history does not bind every row yet."""

    def __init__(self, factory: SessionFactory, runtime: Runtime) -> None:
        super().__init__(factory, runtime.clock, every=EVERY)
        self._runtime = runtime
        self._whole: set[str] = set()
        """Governments of which everything is bound: nobody looks again before the next start."""

    def turn(self, home: str) -> int:
        """Binds what is not bound yet; gives how many rows that were."""
        if home in self._whole:
            return 0
        with unit_of_work(self._factory, home) as session:
            query = select(Ledger).where(Ledger.instansi_id == home, Ledger.name == LEDGER).with_for_update()
            ledger, found = session.scalars(query).one_or_none(), 0
            told = told_of(session, ledger) if ledger is not None else None
            if told is None or told.whole < FORMAT:
                # What differs from its history, or was added past it, stays a finding: only what nothing binds yet.
                since, known = (told.whole, told.rows.keys()) if told is not None else (0, ())
                found = note_unknown(session, home, known=known, since=since)
                record_act(
                    session, self._runtime, instansi_id=home, by=SISTEM, act=Act.ROWS_BOUND,
                    subject=Subject(About.GOVERNMENT, home), after={"count": found},
                )  # fmt: skip
        self._whole.add(home)
        return found
