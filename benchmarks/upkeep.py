"""(j) What a government with very many cases asks: a year's report, histories verified, a decree counted."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, delete, select

from benchmarks.crowd import multiply, played, settle
from benchmarks.stage import postgresql, sqlite, timed
from complaints.decrees import DayInput, issue_decree
from complaints.law.bundles import FOLDERS, PROCESS_ROLE_NAMES, bundle_files, read_folders
from complaints.models import CountedCase, DecreeKind, Instansi
from complaints.reports import figures
from complaints.upkeep.counting import Counting
from complaints.workshop.simulation.stage import Stage
from engine.actors import SISTEM
from engine.db import make_session_factory, reading, unit_of_work
from engine.models import Case, ProcessVersion
from engine.record.chain import Break
from engine.record.examining import examine, verify_history
from engine.running.commands import recompute_deadlines
from tests.support.deploying import deploy

YEAR = 33_000
DEADLINES, TOLD_OF = 30_000, 100_000
"""So many move; the seconds are those of so many."""
VERIFIED = 5_000
FINISHED, WAITING = "pengaduan_02_pengaduan_14_hari", 4
"""A complaint that goes its whole way; the steps after which three of its deadlines wait."""
MONITORING = "pemantauan_tanah_laut"


def upkeep() -> dict[str, float]:
    """Seconds and megabytes, on SQLite; the decree on both databases."""
    found: dict[str, float] = {}
    with sqlite() as engine, played(FINISHED) as stage:
        settle(stage, engine)
        key = Ed25519PrivateKey.generate()
        multiply(stage, engine, VERIFIED, key, bound=True)
        found["verify_histories_per_s"] = round(VERIFIED / timed(lambda: _verified(stage, engine, key)))
        found["verify_rows_per_s"] = _examined(stage, engine, key)
        multiply(stage, engine, YEAR - VERIFIED, key, over_days=300)
        found |= _yearly(stage, engine)
    for name, database in (("sqlite", sqlite), ("postgresql", postgresql)):
        with database() as engine:
            found[f"decree_100k_s_{name}"] = _decree(engine)
    return found


def _verified(stage: Stage, engine: Engine, key: Ed25519PrivateKey) -> None:
    with reading(make_session_factory(engine), stage.instansi_id) as session:
        breaks = verify_history(session, verifier=key.public_key(), instansi_id=stage.instansi_id)
    _assert_sealed_by_another(stage, breaks)


def _examined(stage: Stage, engine: Engine, key: Ed25519PrivateKey) -> float:
    """Rows of histories, rows of tables that repeat them, and parts that they bind, in a second of processor."""
    with reading(make_session_factory(engine), stage.instansi_id) as session:
        begin = time.process_time()
        found = examine(session, verifier=key.public_key(), instansi_id=stage.instansi_id)
        seconds = time.process_time() - begin
    _assert_sealed_by_another(stage, found.breaks)
    assert found.tables.compared > VERIFIED
    assert found.beside.compared > VERIFIED
    return round((found.rows + found.tables.compared + found.beside.compared) / seconds)


def _assert_sealed_by_another(stage: Stage, breaks: list[Break]) -> None:
    """The case that was played, and the histories of its government: the stage's key has sealed them."""
    assert [each.case_id for each in breaks if not each.name] == [stage.the_case], breaks[:3]


def _yearly(stage: Stage, engine: Engine) -> dict[str, float]:
    """The report of a year: seconds, and how far memory rose above what the process had."""
    factory, activity = make_session_factory(engine), uuid.uuid4()
    with unit_of_work(factory, stage.instansi_id) as session:
        files = bundle_files(read_folders(FOLDERS), MONITORING)
        deploy(
            session, stage.runtime, instansi_id=stage.instansi_id, process_id=MONITORING, files=files,
            roles=PROCESS_ROLE_NAMES, by=SISTEM,
        )  # fmt: skip
        of_monitoring = ProcessVersion.instansi_id == stage.instansi_id, ProcessVersion.process_id == MONITORING
        version = session.scalars(select(ProcessVersion.id).where(*of_monitoring)).one()
        session.add(
            Case(
                instansi_id=stage.instansi_id, id=activity, process_id=MONITORING, version_id=version, state=b"",
                state_format=1, started_at=stage.clock.now(),
            )
        )  # fmt: skip

    def report() -> None:
        year = stage.clock.now().year
        with reading(factory, stage.instansi_id) as session:
            figures.make(
                session, kind="evaluasi", instansi_id=stage.instansi_id, activity_id=activity,
                period_from=date(year, 1, 1), period_to=date(year, 12, 31), now=stage.clock.now(),
            )  # fmt: skip

    counting = Counting(factory, stage.clock)
    counted = timed(lambda: sum(iter(counting, 0)))
    rose = _memory_of(report)
    found = {"yearly_report_s": round(timed(report), 1), "yearly_report_mb": rose}
    with unit_of_work(factory, stage.instansi_id) as session:
        session.execute(delete(CountedCase).where(CountedCase.instansi_id == stage.instansi_id))
    return found | {
        "yearly_report_uncounted_s": round(timed(report), 1),
        "counting_cases_per_s": round(YEAR / counted),
    }


def _memory_of(action: Callable[[], object]) -> float:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the highest so far becomes that of now
    before = _memory("VmRSS")
    action()
    return round(_memory("VmHWM") - before, 1)


def _memory(name: str) -> float:
    match = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert match is not None
    return int(match[1]) / 1_024


def _decree(engine: Engine) -> float:
    """Seconds until a new day off has moved every deadline that waits."""
    with played(FINISHED, WAITING) as stage:
        settle(stage, engine)
        factory = make_session_factory(engine)
        multiply(stage, engine, DEADLINES // 3, Ed25519PrivateKey.generate())
        now = stage.clock.now()
        with unit_of_work(factory, stage.instansi_id) as session:
            scope = session.get_one(Instansi, stage.instansi_id).regency_scope
            day = DayInput((now + timedelta(days=4)).date(), DecreeKind.LIBUR_DAERAH, "Hari Jadi")
            issue_decree(session, scope=scope, decree="SK Bupati", days=[day], at=now)
        moved = 0

        def recount() -> None:
            nonlocal moved
            moved = recompute_deadlines(
                factory, stage.runtime, instansi_id=stage.instansi_id, decree="SK Bupati", by=SISTEM
            )

        seconds = timed(recount)
        return round(seconds * TOLD_OF / moved, 1)
