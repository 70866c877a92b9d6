"""A migrated PostgreSQL takes rows of histories and gives none back changed, whoever asks through the application."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from complaints.migrations import FOLDER
from console.tables import ONLY_GROW
from engine import migrations
from engine.actors import SISTEM
from engine.db import SessionFactory, make_engine, make_session_factory, unit_of_work
from engine.migrations.grants import NoRoleError, grant
from engine.models import LedgerEvent
from engine.record.ledger import record
from tests.house.files import ROOT
from tests.support.databases import all_tables, postgresql_database

HOME = "contoh"
PROTECTED = set(ONLY_GROW)


@pytest.fixture(scope="module")
def migrated(postgresql_server: str) -> Iterator[SessionFactory]:
    with postgresql_database(postgresql_server, tables=False) as url:
        engine = make_engine(url)
        migrations.upgrade(engine, all_tables(), [FOLDER])
        factory = make_session_factory(engine)
        with unit_of_work(factory, HOME) as session:
            written(session, "x")
        yield factory
        engine.dispose()


CHANGES = (
    update(LedgerEvent).where(LedgerEvent.instansi_id == HOME).values(actor_name="Orang lain"),
    update(LedgerEvent).where(LedgerEvent.instansi_id == HOME).values(hash="0" * 64, personal=None),
    delete(LedgerEvent).where(LedgerEvent.instansi_id == HOME),
)


def written(session: Session, act: str) -> None:
    record(
        session, instansi_id=HOME, ledger="uji", act=act, before={}, after={}, about="x",
        at=datetime(2026, 3, 9, tzinfo=UTC), actor=SISTEM, personal={"alasan": "rahasia"},
    )  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=["said otherwise", "hashed anew", "removed"])
def test_what_was_written_stays(migrated: SessionFactory, change: object) -> None:
    with pytest.raises(IntegrityError, match="only added"), unit_of_work(migrated, HOME) as session:
        session.execute(change)  # type: ignore[call-overload]


def test_texts_of_people_may_be_erased(migrated: SessionFactory) -> None:
    erase = update(LedgerEvent).where(LedgerEvent.instansi_id == HOME).values(personal=None)
    with unit_of_work(migrated, HOME) as session:
        assert session.execute(erase.returning(LedgerEvent.number)).scalars().all() == [1]


def test_every_table_of_the_record_is_guarded_also_against_being_emptied(migrated: SessionFactory) -> None:
    asked = text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = :name AND tgenabled = 'O'")
    with unit_of_work(migrated) as session:
        for name in ("alur_append_only", "alur_append_only_whole"):
            assert set(session.scalars(asked, {"name": name})) == PROTECTED
    with pytest.raises(IntegrityError, match="only added"), unit_of_work(migrated) as session:
        session.execute(text("TRUNCATE log_entry"))


def test_the_role_of_the_guide_works_and_cannot_rewrite(migrated: SessionFactory) -> None:
    """The command of docs/panduan-operator.md, as it stands there, and what `migrate --role` gives."""
    guide = (ROOT / "docs" / "panduan-operator.md").read_text("utf-8")
    (command,) = re.findall(r"^    (CREATE ROLE .*);$", guide, re.MULTILINE)
    owner = migrated.kw["bind"]
    with pytest.raises(NoRoleError, match="tidak ada"):
        grant(owner, "alur_web", ONLY_GROW)
    with owner.begin() as session:
        session.execute(text(command.replace("…", "uji")))
        session.execute(text("ALTER TABLE ledger_event DISABLE TRIGGER alur_append_only"))
    for _again in range(2):
        grant(owner, "alur_web", ONLY_GROW)
    engine = make_engine(owner.url.set(username="alur_web", password="uji").render_as_string(hide_password=False))
    try:
        factory = make_session_factory(engine)
        with unit_of_work(factory, HOME) as session:
            written(session, "y")
        for change in CHANGES:
            with pytest.raises(ProgrammingError, match="permission denied"), unit_of_work(factory, HOME) as session:
                session.execute(change)
    finally:
        engine.dispose()
        with owner.begin() as session:
            session.execute(text("ALTER TABLE ledger_event ENABLE TRIGGER alur_append_only"))
            session.execute(text("DROP OWNED BY alur_web; DROP ROLE alur_web"))
