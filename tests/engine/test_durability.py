"""What was answered with "received" survives a power cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from engine import db
from tests.support.databases import DURABLE

FULL = 2


def test_sqlite_waits_for_the_disk_at_each_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "SYNCHRONOUS", DURABLE)
    engine = db.make_engine(f"sqlite:///{tmp_path}/alur.sqlite")
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA synchronous")) == FULL
    engine.dispose()
