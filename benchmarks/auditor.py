"""(k) Pages of who examines, at 100,000 complaints and 800,000 rows of histories on PostgreSQL: the p95 of each."""

from __future__ import annotations

import tempfile
import time
import uuid
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, select, text

from app import make_application, make_tools
from benchmarks.pages import INSTANSI, MANY, REQUESTS, WARM, govern, log_in, times_of
from benchmarks.stage import postgresql, timed
from complaints import finding
from complaints.audit import CaseFilter
from complaints.audit.mining import cells
from complaints.casework.readings import gathered
from complaints.casework.words import NAME, NUMBER, PHONE, Sought
from complaints.models import User
from complaints.people.roles import PROCESS_ROLES, Role, work_scopes
from complaints.settings import Settings
from complaints.upkeep.mining import Mining
from console.tools import Tools
from engine.actors import Actor
from engine.db import reading, unit_of_work
from engine.models import Base, Event
from engine.running import commands, queries
from tests.support.audited import DISPOSED, OWN
from tests.support.copies import copy_case

UNITS, MONTHS, COUNTED = 24, 36, 500
RUNNING = 5
"""Percent of the complaints that still run."""
OFFICER = "instansi"
PAGES = {
    "search": "/audit/pengaduan",
    "search_unit": "/audit/pengaduan?unit=unit-3",
    "search_class": "/audit/pengaduan?golongan=normatif",
    "search_channel": "/audit/pengaduan?kanal=sms",
    "search_version": "/audit/pengaduan?versi={version}",
    "search_late": "/audit/pengaduan?terlambat=ya",
    "search_late_step": "/audit/pengaduan?terlambat=pernah&langkah=Task_disposisi",
    "search_ended": "/audit/pengaduan?status=completed&sejak=2025-01-01",
    "search_person": "/audit/pengaduan?petugas={person}&orang=Noor",
    "search_step": "/audit/pengaduan?langkah=Task_disposisi",
    "search_hours": "/audit/pengaduan?peristiwa_sejak={day}T09:00&peristiwa_sampai={day}T12:00",
    "search_words": "/audit/pengaduan?kata=lampu+pasar",
    "search_no_words": "/audit/pengaduan?kata=tidak+pernah+ditulis",
    "search_file": "/audit/pengaduan?sidik=" + "ab" * 32,
    "search_act": "/audit/pengaduan?tindakan=task_released",
    "search_few": "/audit/pengaduan?unit=unit-3&golongan=normatif&kanal=sms&status=running&terlambat=pernah",
    "trace": "/audit/pengaduan/{case}",
    "replay": "/audit/pengaduan/{case}/putar/6",
    "case_conformance": "/audit/pengaduan/{case}/kesesuaian",
    "texts": "/audit/pengaduan/{case}/pesan",
    "event_log": "/audit/log",
    "readings": "/audit/pembacaan",
    "versions": "/audit/versi",
    "on_time": "/audit/ketepatan",
    "on_time_unit": "/audit/ketepatan?sejak=&unit=unit-3",
    "on_time_ever": "/audit/ketepatan?sejak=",
    "held": "/audit/kesesuaian",
    "held_ever": "/audit/kesesuaian?sejak=",
    "held_cases": "/audit/kesesuaian/kasus?sejak=&unit=unit-3&apa=urutan",
    "held_cases_old": "/audit/kesesuaian/kasus?sejak=2024-01&sampai=2024-01&apa=sesuai",
}
MINING = {
    "flow": "/audit/alur",
    "flow_channel": "/audit/alur?sejak=&kanal=sms",
    "variants": "/audit/alur/varian?sejak=",
    "handovers": "/audit/alur/serah-terima?sejak=",
    "compared": "/audit/alur/banding?a-unit=unit-3&b-unit=unit-4",
}
SUPERVISOR = {
    "overseen": "/audit/pengaduan",
    "overseen_unit": "/audit/pengaduan?unit=unit-3",
    "overseen_trace": "/audit/pengaduan/{case}",
    "overseen_on_time": "/audit/ketepatan?sejak=",
}
OWNER = {"owner_processes": "/pemilik/proses"}
NOTHING = {
    "words": CaseFilter(sought=Sought("tidakadakata")),
    "name": CaseFilter(sought=Sought("zulkarnain", NAME)),
    "phone": CaseFilter(sought=Sought("99998888", PHONE)),
    "number": CaseFilter(sought=Sought("ZZZZZ", NUMBER)),
    "kind": CaseFilter(jenis="aspirasi"),
    "class": CaseFilter(kategori="tiada"),
    "unit": CaseFilter(unit="tiada"),
    "phase": CaseFilter(phase="tiada"),
}
"""What an officer may ask for that no complaint has."""
SEEKERS = {"admin": (Role.ADMIN_INSTANSI.value, ""), "unit": (Role.PEJABAT_PENGHUBUNG.value, "unit-3")}

ENDED = f"new_case.n / 13 % 100 >= {RUNNING}"
EARLIER = f"interval '1 hour' * (new_case.n * 37 % {MONTHS * 30 * 24})"


def _earlier(*columns: str) -> dict[str, str]:
    return {each: f"old.{each} - {EARLIER}" for each in columns}


APART: Mapping[str, Mapping[str, str]] = {
    "case": _earlier("started_at")
    | {
        "status": f"CASE WHEN {ENDED} THEN 'completed' ELSE old.status END",
        "ended_at": f"CASE WHEN {ENDED} THEN old.started_at - {EARLIER} + interval '9 days' END",
        "phase": f"CASE WHEN {ENDED} THEN 'selesai' ELSE old.phase END",
        "next_due_at": f"CASE WHEN {ENDED} THEN NULL ELSE old.next_due_at END",
    },
    "complaint": _earlier("received_at", "entered_at")
    | {
        "unit": f"'unit-' || (new_case.n % {UNITS})",
        "kategori_sla": "(ARRAY['permintaan_informasi', 'normatif', 'pengawasan'])[1 + new_case.n / 7 % 3]",
        "kanal": "(ARRAY['web', 'sms', 'tatap_muka', 'surat', 'telepon'])[1 + new_case.n / 11 % 5]",
    },
    "event": _earlier("at"),
    "reading": _earlier("at", "since"),
    "task": _earlier("created_at", "due_at", "sort_due_at")
    | {
        "state": f"CASE WHEN {ENDED} THEN 'completed' ELSE old.state END",
        "completed_at": f"CASE WHEN new_case.n / 23 % 5 = 0 THEN old.due_at - {EARLIER} + interval '1 day'"
        f" WHEN {ENDED} THEN old.created_at - {EARLIER} END",
    },
}
"""The copies differ in unit, class, channel and month, most of them have ended, some were late."""
COUNT = """
DELETE FROM timer USING "case" WHERE "case".id = case_id AND "case".status = 'completed';
INSERT INTO mined_case SELECT k.instansi_id, k.id, m.rules, k.event_count, to_char(k.started_at, 'YYYYMM')::int,
    k.version_id, c.unit, c.kategori_sla, c.kanal,
    CASE WHEN k.ended_at IS NULL THEN '' ELSE 'jalur-' || (abs(hashtext(k.id::text)) / 17 % 40) END,
    CASE WHEN k.ended_at IS NULL THEN 0 ELSE abs(hashtext(k.id::text)) / 19 % 480 END,
    CASE WHEN k.ended_at IS NULL THEN '' WHEN abs(hashtext(k.id::text)) / 23 % 5 = 0 THEN 'missed' ELSE 'met' END,
    CASE WHEN k.ended_at IS NULL THEN k.started_at + interval '14 days' END, '{steps}', k.ended_at,
    k.ended_at IS NOT NULL AND abs(hashtext(k.id::text)) / 29 % 4 = 0, 0,
    CASE WHEN k.ended_at IS NOT NULL AND abs(hashtext(k.id::text)) / 29 % 40 = 0 THEN 1 ELSE 0 END, 0,
    CASE WHEN k.ended_at IS NOT NULL AND abs(hashtext(k.id::text)) / 29 % 4 = 0 THEN 2 ELSE 0 END, 0
  FROM "case" k JOIN complaint c ON c.instansi_id = k.instansi_id AND c.id = k.id
  CROSS JOIN (SELECT rules FROM mined_case LIMIT 1) m
  ON CONFLICT (instansi_id, case_id) DO UPDATE SET month = excluded.month, unit = excluded.unit,
    kategori = excluded.kategori, kanal = excluded.kanal, variant = excluded.variant, hours = excluded.hours,
    outcome = excluded.outcome, due_at = excluded.due_at, steps = excluded.steps,
    ended_at = excluded.ended_at, departed = excluded.departed, disordered = excluded.disordered, late = excluded.late;
DELETE FROM mined_month;
INSERT INTO mined_month SELECT DISTINCT instansi_id, month, true, NULL::timestamptz FROM mined_case;
INSERT INTO mined_variant SELECT DISTINCT ON (variant) instansi_id, variant, version_id,
    replace('{{"steps"=[],"elements"=[],"flows"=[]}}', '=', chr(58)) FROM mined_case WHERE variant <> ''
"""
"""One statement after the other: every complaint counted, as the worker would have by now."""


def auditor() -> dict[str, float]:
    """p95 in milliseconds of each page, how many complaints a second the worker counts, seconds to make them all."""
    found: dict[str, float] = {}
    with postgresql() as engine, tempfile.TemporaryDirectory(prefix="alur-bench-") as folder:
        settings = Settings(data_dir=Path(folder), database_url=engine.url.render_as_string(hide_password=False))
        tools = make_tools(settings)
        Base.metadata.create_all(engine)
        case_id = govern(tools).complaint_id
        walked(tools, case_id)
        application = make_application(settings)
        application.config["WTF_CSRF_ENABLED"] = False
        clients = {name: application.test_client() for name in ("auditor", "pembina", "proses")}
        for name, client in clients.items():
            log_in(client, name)
        assert clients["auditor"].get(f"/audit/pengaduan/{case_id}").status_code == 200
        copy_case(engine, case_id, COUNTED, apart=APART)
        mining = Mining(tools.session_factory, tools.runtime)
        found["figures_counted_per_s"] = round(COUNTED / timed(lambda: sum(iter(partial(mining.turn, INSTANSI), 0))))
        copied = partial(copy_case, engine, case_id, MANY - COUNTED, first=COUNTED + 1, apart=APART)
        found["audit_made_s"] = round(timed(copied) + timed(partial(_count, engine, tools)), 1)
        found |= _nothing_found(tools)
        asked = _asked(tools, case_id)
        _keep_searches(clients["auditor"])
        most = 0.0
        for whose, pages in (("auditor", {**PAGES, **MINING}), ("pembina", SUPERVISOR)):
            for name, path in pages.items():
                begin = time.process_time()
                found[f"audit_{name}_p95_ms"] = _p95(clients[whose], path.format(**asked))
                most = max(most, (time.process_time() - begin) / (WARM + REQUESTS))
        found["audit_page_processor_ms"] = round(most * 1_000, 1)
        for name, path in OWNER.items():
            found[f"{name}_p95_ms"] = _p95(clients["proses"], path)
        application.extensions["alur"].session_factory.kw["bind"].dispose()
        tools.engine.dispose()
    return found


def _nothing_found(tools: Tools) -> dict[str, float]:
    """p95 of finding nothing and counting it, of what may be asked for, by who sees all and by a unit's officer."""
    found = {}
    for who, membership in SEEKERS.items():
        actor = Actor("pencari", "Pencari", frozenset({membership}))
        asked = {"actor": actor, "scopes": work_scopes(actor, units=[]), "now": tools.clock.now()}
        for what, filters in NOTHING.items():

            def look(filters: CaseFilter = filters, asked: dict[str, Any] = asked) -> None:
                with reading(tools.session_factory, INSTANSI) as session, gathered(session):
                    assert finding.find(session, instansi_id=INSTANSI, filters=filters, **asked).rows == []
                    finding.count(session, instansi_id=INSTANSI, filters=filters, **asked)

            times = sorted(timed(look) for _ in range(REQUESTS))
            found[f"find_no_{what}_{who}_p95_ms"] = round(times[int(len(times) * 0.95)] * 1_000, 1)
    return found


def _p95(client: FlaskClient, path: str) -> float:
    times = times_of(client, path)
    return round(sorted(times)[int(len(times) * 0.95)] * 1_000, 1)


def walked(tools: Tools, case_id: uuid.UUID) -> None:
    """Two steps of one officer, and the third taken, put back and taken again: eight rows of history."""
    with reading(tools.session_factory, INSTANSI) as session:
        named = (User.instansi_id == INSTANSI, User.username == OFFICER)
        person = session.scalars(select(User.id).where(*named)).one()
    by = Actor(str(person), "Noor Hasanah", frozenset((str(role), "") for role in PROCESS_ROLES))
    given = {"instansi_id": INSTANSI, "by": by}

    def task() -> uuid.UUID:
        with reading(tools.session_factory, INSTANSI) as session:
            return queries.case(session, instansi_id=INSTANSI, case_id=case_id).open_tasks[0].id

    for answers in (OWN, {**DISPOSED, "skpd": "dinas-pupr"}, None):
        taken: dict[str, Any] = {**given, "task_id": task()}
        with unit_of_work(tools.session_factory, INSTANSI) as session:
            commands.claim(session, tools.runtime, **taken)
            if answers is not None:
                token = uuid.uuid4().hex
                commands.complete(session, tools.runtime, **taken, answers=answers, token=token)
            else:
                commands.release(session, tools.runtime, **taken)
                commands.claim(session, tools.runtime, **taken)


def _asked(tools: Tools, case_id: uuid.UUID) -> dict[str, str]:
    """What of the made complaints the addresses name."""
    with reading(tools.session_factory, INSTANSI) as session:
        case = queries.case(session, instansi_id=INSTANSI, case_id=case_id)
        own = (Event.instansi_id == INSTANSI, Event.case_id == case_id, Event.number == 2)
        actor, at = session.execute(select(Event.actor, Event.at).where(*own)).one()
    day = (at - timedelta(days=40)).date().isoformat()
    return {"case": str(case_id), "person": actor, "version": str(case.version_id), "day": day}


def _keep_searches(client: FlaskClient) -> None:
    for number in range(20):
        form = {"nama": f"Pencarian {number}", "bersama": "ya", "saringan": f"unit=unit-{number}&terlambat=pernah"}
        assert client.post("/audit/pengaduan/pencarian", data=form).status_code == 303


def _count(engine: Engine, tools: Tools) -> None:
    with engine.begin() as connection:
        for statement in COUNT.format(steps=_steps()).split(";\n"):
            connection.execute(text(statement))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    _sum(tools)


def _steps() -> str:
    """Ten steps in three processes, as `CaseFacts.stored()` writes them."""
    steps = [
        f'["pengaduan_tanah_laut","Task_{number}","unit","petugas-{number % 4}",3600,7200,28800,true]'
        for number in range(10)
    ]
    given = ['["unit","","unit",7200]', '["person","petugas-1","petugas-2",7200]']
    return f"[[{','.join(steps)}],[{','.join(given)}]]"


def _sum(tools: Tools) -> None:
    """The sums of every month."""
    while True:
        with unit_of_work(tools.session_factory, INSTANSI) as session:
            month = cells.stale_month(session, instansi_id=INSTANSI)
            if month is None:
                return
            cells.make_cells(session, instansi_id=INSTANSI, month=month, now=tools.clock.now())
