"""On PostgreSQL nobody waits for ever for what somebody else holds (SQLite: `test_write_queue`)."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from engine import db


def test_a_command_waits_ten_seconds_at_most(postgresql_url: str) -> None:
    engine = db.make_engine(postgresql_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW lock_timeout")) == "10s"
    engine.dispose()


def test_who_waited_long_enough_is_told_to_try_again(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 20)
    engine = db.make_engine(postgresql_url)
    with engine.connect() as holder, engine.connect() as other:
        holder.execute(text("LOCK TABLE instansi IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(OperationalError) as refused:
            other.execute(text("SELECT count(*) FROM instansi"))
        holder.rollback()
    assert db.fault_code(refused.value) == "55P03"
    assert isinstance(refused.value, db.UNAVAILABLE)
    engine.dispose()
