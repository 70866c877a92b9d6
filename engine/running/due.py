"""What is due in any government, a row after the other, shared by any number of workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.db import UNAVAILABLE, SessionFactory, unit_of_work
from engine.errors import EngineError
from engine.government import bind, crossing
from engine.running.runtime import Runtime

Row = TypeVar("Row")


@contextmanager
def next_due(factory: SessionFactory, query: Select[Row]) -> Iterator[tuple[Session, Row | None]]:
    """One transaction with the first row of `query`, locked, in a session bound to its government.

    None when nothing is due. A row that another worker holds is skipped, not waited for.
    """
    locked = query.limit(1).with_for_update(skip_locked=True)
    with unit_of_work(factory) as session:
        with crossing(session, why="the worker does what is due in any government"):
            row: Any = session.scalars(locked).one_or_none()
        if row is not None:
            bind(session, row.instansi_id)
        yield session, row


def each_due(factory: SessionFactory, query: Select[Row], handle: Callable[[Session, Row], None], *, limit: int) -> int:
    """Handle up to `limit` rows of `query`, each in a transaction of its own; gives how many.

    `handle` must leave the row so that the query does not find it again.
    """
    done = 0
    while done < limit:
        with next_due(factory, query) as (session, row):
            if row is None:
                break
            handle(session, row)
        done += 1
    return done


def attempt(session: Session, act: Callable[[], object]) -> Exception | None:
    """Do it, or undo it and give what went wrong: one row must not keep the others waiting.

    Raises one of UNAVAILABLE when the database is away: then nothing is wrong with the row.
    """
    try:
        with session.begin_nested():
            act()
    except UNAVAILABLE:
        raise
    except Exception as error:
        return error
    return None


def told(runtime: Runtime, failure: Exception, *, of: str) -> str:
    """What people read of a failure: a refusal in its own words; anything else is the operator's, named by `of`."""
    if isinstance(failure, EngineError):
        return str(failure)
    runtime.alarm(f"{of}: {type(failure).__name__}")
    return _("galat pada sistem; lihat catatan sistem")
