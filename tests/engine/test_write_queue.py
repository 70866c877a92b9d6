"""Who wants to write on SQLite waits for a turn, in the order of coming: nobody is refused because others were quicker."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError, PendingRollbackError

from engine.db import SessionFactory, make_engine, make_session_factory, reading, unit_of_work
from engine.models import Setting
from engine.write_queue import WriteQueue

CLIENTS, TIMES = 16, 20
LONG = 10.0


def entered(queue: WriteQueue, order: list[int], number: int) -> Thread:
    """Somebody who waits; they are in the queue when this returns."""
    waiting = len(queue._waiting)
    thread = Thread(target=lambda: (queue.enter(LONG), order.append(number), queue.leave()))
    thread.start()
    while len(queue._waiting) == waiting:
        thread.join(0.001)
    return thread


def test_turns_come_in_the_order_of_coming() -> None:
    queue, order = WriteQueue(), []
    assert queue.enter(0)
    threads = [entered(queue, order, number) for number in range(8)]
    assert order == []
    queue.leave()
    for thread in threads:
        thread.join(LONG)
    assert order == list(range(8))
    assert queue.enter(0)


def test_who_gives_up_holds_nobody_up() -> None:
    queue, order = WriteQueue(), []
    assert queue.enter(0)
    assert not queue.enter(0.001)
    thread = entered(queue, order, 1)
    queue.leave()
    thread.join(LONG)
    assert order == [1]
    assert queue.enter(0)


@pytest.fixture
def impatient(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    """A database that refuses at once whoever comes while somebody writes."""
    path = tmp_path / "alur.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    engine = make_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout=0"))
    yield engine
    engine.dispose()


def test_sixteen_at_once_are_all_served(impatient: Engine) -> None:
    factory, start = make_session_factory(impatient), Event()

    def write(number: int) -> None:
        start.wait(LONG)
        for _ in range(TIMES):
            with unit_of_work(factory) as session:
                row = session.get(Setting, "jumlah") or Setting(key="jumlah", value="0")
                session.add(row)
                row.value = str(int(row.value) + 1)

    with ThreadPoolExecutor(CLIENTS) as pool:
        found = [pool.submit(write, number) for number in range(CLIENTS)]
        start.set()
        for each in found:
            each.result()
    with reading(factory) as session:
        assert session.get_one(Setting, "jumlah").value == str(CLIENTS * TIMES)


@pytest.fixture
def got(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each who asked for a turn got one at once."""
    found: list[bool] = []
    enter = WriteQueue.enter

    def noted(queue: WriteQueue, _seconds: float) -> bool:
        found.append(enter(queue, 0))
        return found[-1]

    monkeypatch.setattr(WriteQueue, "enter", noted)
    return found


def write(factory: SessionFactory) -> None:
    with unit_of_work(factory) as session:
        session.execute(text("UPDATE setting SET value = value"))


def fail(factory: SessionFactory) -> None:
    with unit_of_work(factory) as session:
        session.execute(text("UPDATE tiada SET value = value"))


def lose(factory: SessionFactory) -> None:
    with unit_of_work(factory) as session:
        session.connection().invalidate()


def test_a_turn_is_given_back_however_it_ends(impatient: Engine, got: list[bool]) -> None:
    factory, elsewhere = make_session_factory(impatient), make_engine(str(impatient.url))
    with make_session_factory(elsewhere)() as outside:
        outside.execute(text("SELECT 1"))  # another process writes
        with pytest.raises(OperationalError, match="locked"):
            write(factory)
    elsewhere.dispose()
    with pytest.raises(OperationalError, match="no such table"):
        fail(factory)
    with pytest.raises(PendingRollbackError):
        lose(factory)
    write(factory)
    with unit_of_work(factory) as session, reading(factory) as reader:
        session.add(Setting(key="a", value="1"))
        session.flush()
        assert reader.get(Setting, "a") is None
    with impatient.connect() as connection:
        for _ in range(2):
            with connection.begin():
                connection.execute(text("UPDATE setting SET value = value"))
    write(factory)
    assert got == [True] * 8
