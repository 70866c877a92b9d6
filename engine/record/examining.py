"""Goes through histories once, and holds beside each what tables repeat of it and what it binds.

Nothing that lies in a cell ends the look: what cannot be read, or is not what the program writes, is a finding that
names its case.
"""

from __future__ import annotations

import gc
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Flag, auto
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.models import Case, Event, Ledger, LedgerEvent
from engine.models.event import HistoryColumns
from engine.record.beside import Beside, Commitments, compare_beside
from engine.record.cells import ODD, MalformedCellError, reader
from engine.record.chain import Break, Head, Subject, Verifier
from engine.record.links import Links
from engine.record.log.own_keys import head_signers
from engine.record.payload import read
from engine.record.stored_heads import Heads, orphans, portions
from engine.record.tables import ToldCase, compare_tables


class Look(Flag):
    """What is looked at."""

    CHAIN = auto()
    """Each row, its place, its words, the head and its signature."""
    BESIDE = auto()
    TABLES = auto()
    ALL = CHAIN | BESIDE | TABLES


@dataclass
class Examined:
    """What was found. `rows`: of histories that were read."""

    histories: int = 0
    rows: int = 0
    broken: list[Break] = field(default_factory=list)
    beside: Beside = field(default_factory=Beside)
    tables: Beside = field(default_factory=Beside)
    unread: list[Break] = field(default_factory=list)
    """Rows that say something which this program does not know: of a newer version, or written past it. They may be
    whole all the same."""
    early: list[Break] = field(default_factory=list)
    """Rows dated before the row that they follow: the clock of the machine was set back, or had been ahead. They may be
    whole all the same."""
    seen: set[str] = field(default_factory=set)
    """`instansi/id` of each history."""

    @property
    def breaks(self) -> list[Break]:
        """All that does not fit."""
        return [*self.broken, *self.beside.breaks, *self.tables.breaks]

    def add(self, more: Examined) -> None:
        """Takes in what was found of others."""
        self.histories += more.histories
        self.rows += more.rows
        self.broken += more.broken
        self.beside.add(more.beside)
        self.tables.add(more.tables)
        self.unread += more.unread
        self.early += more.early


def examine(
    session: Session,
    *,
    verifier: Verifier | None = None,
    instansi_id: str | None = None,
    case_id: uuid.UUID | None = None,
    heads: Mapping[str, Head] | None = None,
    look: Look = Look.ALL,
) -> Examined:
    """Every case and ledger of the selection; with `case_id` that one alone. The session crosses governments, or
    belongs to the selected one.

    `heads` maps "instansi/case" to (number of rows, hash) as exported earlier and kept elsewhere: it shows a case that
    was cut, rewritten as a whole, or removed, even by someone who owns the database and the key.
    """
    found, known = Examined(), heads or {}
    for model in (Case, Ledger) if Look.CHAIN in look else (Case,):
        for part in portions(session, model, instansi_id, case_id):
            found.broken += part.malformed
            found.seen.update(f"{part.home}/{each}" for each in part.heads)
            found.add(_safely(session, part, lambda few: _portion(session, few, verifier, known, look)))
    if Look.CHAIN in look and case_id is None:
        found.broken += orphans(session, instansi_id)
    for key, (count, _head) in known.items():
        instansi, _slash, text = key.partition("/")
        if key not in found.seen and instansi_id in (None, instansi) and (case_id is None or str(case_id) == text):
            found.broken.append(Break(instansi, uuid.UUID(text), count, _("seluruh riwayat kasus hilang")))
    return found


@contextmanager
def _uncollected() -> Iterator[None]:
    """A portion makes some hundred thousand small objects, none of them in a circle, all gone at its end: looking
    among them for circles again and again is a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _safely(session: Session, part: Heads, look: Callable[[Heads], Examined]) -> Examined:
    """All of a portion at once, or, where something in it cannot be read, each history on its own."""
    try:
        with _uncollected():
            return look(part)
    except ODD as odd:
        if len(part.heads) == 1:
            (head,) = part.heads.values()
            return Examined(histories=1, broken=[_told(head, odd)])
    found = Examined()
    for each in part.heads:
        found.add(_safely(session, part.only(each), look))
    return found


def _told(head: Any, odd: BaseException) -> Break:
    number, reason = 0, _("isi yang tidak ditulis program: tidak dapat diperiksa")
    if isinstance(odd, MalformedCellError):
        number, reason = odd.number, str(odd)
    return Break(head.instansi_id, head.id, number, reason, getattr(head, "name", ""))


def _portion(
    session: Session, part: Heads, verifier: Verifier | None, known: Mapping[str, Head], look: Look
) -> Examined:
    found, commitments, told = Examined(histories=len(part.heads)), Commitments(), dict[uuid.UUID, ToldCase]()
    signers = head_signers(session, verifier, part.home, part.heads)
    links = {
        each: Links(head, signers.of(head), known.get(f"{part.home}/{each}"))
        for each, head in (part.heads.items() if Look.CHAIN in look else ())
    }
    tables, beside = Look.TABLES in look, Look.BESIDE in look
    for history_id, rows in groupby(_rows(session, part), key=attrgetter("history_id")):
        chain, here = links.get(history_id), told.setdefault(history_id, ToldCase(part.heads[history_id]))
        for row in rows:
            event = read(row.kind, row.payload)
            found.rows += 1
            if event.findings:
                reason = "; ".join(event.findings)
                found.unread.append(Break(part.home, history_id, row.number, reason, here.name))
            if chain is not None:
                chain.take(row)
            if tables:
                here.take_in(row, event)
            if beside:
                commitments.take_in(row, event)
    for each in links.values():
        found.early += each.early
        found.broken += filter(None, [each.first_break()])
    if part.model is Case and beside:
        found.beside = compare_beside(session, part.home, part.heads, commitments)
    if part.model is Case and tables:
        found.tables = compare_tables(session, part.home, told)
    return found


def _rows(session: Session, part: Heads) -> Iterator[Any]:
    model, named = (Event, "case_id") if part.model is Case else (LedgerEvent, "ledger_id")
    stored = reader(session, model, (*_OWN, named, *HistoryColumns.__annotations__))
    owner = stored.column(named)  # of the table: the unit of work has no part in this, and takes its time
    query = stored.select(stored.column("instansi_id") == part.home, owner.in_(list(part.heads)))
    yield from stored.read(session, query.order_by(owner, stored.column("number")).execution_options(yield_per=1_000))


_OWN = ("instansi_id",)


def verify_history(
    session: Session,
    *,
    verifier: Verifier | None,
    instansi_id: str | None = None,
    case_id: uuid.UUID | None = None,
    heads: Mapping[str, Head] | None = None,
) -> list[Break]:
    """Every case and ledger with a break, its first broken row named: the chains alone, as `examine`."""
    return examine(
        session, verifier=verifier, instansi_id=instansi_id, case_id=case_id, heads=heads, look=Look.CHAIN
    ).broken


def verify_case(session: Session, case: Subject, *, verifier: Verifier | None) -> Break | None:
    """The first break in the history of one case or ledger, or None."""
    found = verify_history(session, verifier=verifier, instansi_id=case.instansi_id, case_id=case.id)
    return next(iter(found), None)


def verify_beside(session: Session, *, instansi_id: str | None = None, case_id: uuid.UUID | None = None) -> Beside:
    """Where rows beside the histories differ from what these commit to; names parts, never values. What was sealed or
    erased since cannot be compared, and what was written before format 5 is bound by nothing: neither is told, nor
    counted.
    """
    found = examine(session, instansi_id=instansi_id, case_id=case_id, look=Look.BESIDE)
    found.beside.breaks += found.broken
    return found.beside


def verify_tables(session: Session, *, instansi_id: str | None = None, case_id: uuid.UUID | None = None) -> Beside:
    """Rebuilds tasks, timers and the state of each case from its history, and names each row that differs."""
    found = examine(session, instansi_id=instansi_id, case_id=case_id, look=Look.TABLES)
    found.tables.breaks += found.broken
    return found.tables
