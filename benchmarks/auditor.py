"""(k) Pages of who examines, at 100,000 complaints on PostgreSQL: the p95 of each."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from app import make_application, make_tools
from benchmarks.pages import INSTANSI, MANY, _clone, _govern, _log_in, _times
from benchmarks.stage import postgresql, timed
from complaints.audit.mining import cells
from complaints.settings import Settings
from complaints.upkeep.mining import Mining
from console.tools import Tools
from engine.db import unit_of_work
from engine.models import Base

UNITS, MONTHS, COUNTED = 24, 36, 500
RUNNING = 5
"""Percent of the complaints that still run."""
PAGES = {
    "search": "/audit/pengaduan",
    "search_unit": "/audit/pengaduan?unit=unit-3",
    "search_late": "/audit/pengaduan?terlambat=ya",
    "search_ended": "/audit/pengaduan?status=completed&sejak=2025-01-01",
    "readings": "/audit/pembacaan",
    "versions": "/audit/versi",
    "on_time": "/audit/ketepatan",
    "on_time_unit": "/audit/ketepatan?sejak=&unit=unit-3",
    "on_time_ever": "/audit/ketepatan?sejak=",
}
MINING = {
    "flow": "/audit/alur",
    "flow_channel": "/audit/alur?sejak=&kanal=sms",
    "variants": "/audit/alur/varian?sejak=",
    "handovers": "/audit/alur/serah-terima?sejak=",
    "compared": "/audit/alur/banding?a-unit=unit-3&b-unit=unit-4",
}
OWNER = {"owner_processes": "/pemilik/proses"}


APART = """
UPDATE complaint SET unit = 'unit-' || (abs(hashtext(id::text)) % {units}),
  kategori_sla = (ARRAY['permintaan_informasi', 'normatif', 'pengawasan'])[1 + abs(hashtext(id::text)) / 7 % 3],
  kanal = (ARRAY['web', 'sms', 'tatap_muka', 'surat', 'telepon'])[1 + abs(hashtext(id::text)) / 11 % 5];
UPDATE "case" SET started_at = started_at - interval '1 day' * (abs(hashtext(id::text)) % {days});
UPDATE "case" SET status = 'completed', ended_at = started_at + interval '9 days', phase = 'selesai'
  WHERE abs(hashtext(id::text)) / 13 % 100 >= {running};
UPDATE task SET state = 'completed', completed_at = task.created_at FROM "case"
  WHERE "case".id = case_id AND "case".status = 'completed';
DELETE FROM timer USING "case" WHERE "case".id = case_id AND "case".status = 'completed';
INSERT INTO mined_case SELECT k.instansi_id, k.id, m.rules, k.event_count, to_char(k.started_at, 'YYYYMM')::int,
    k.version_id, c.unit, c.kategori_sla, c.kanal,
    CASE WHEN k.ended_at IS NULL THEN '' ELSE 'jalur-' || (abs(hashtext(k.id::text)) / 17 % 40) END,
    CASE WHEN k.ended_at IS NULL THEN 0 ELSE abs(hashtext(k.id::text)) / 19 % 480 END,
    CASE WHEN k.ended_at IS NULL THEN '' WHEN abs(hashtext(k.id::text)) / 23 % 5 = 0 THEN 'missed' ELSE 'met' END,
    CASE WHEN k.ended_at IS NULL THEN k.started_at + interval '14 days' END, '{steps}'
  FROM "case" k JOIN complaint c ON c.instansi_id = k.instansi_id AND c.id = k.id
  CROSS JOIN (SELECT rules FROM mined_case LIMIT 1) m
  ON CONFLICT (instansi_id, case_id) DO UPDATE SET month = excluded.month, unit = excluded.unit,
    kategori = excluded.kategori, kanal = excluded.kanal, variant = excluded.variant, hours = excluded.hours,
    outcome = excluded.outcome, due_at = excluded.due_at, steps = excluded.steps;
DELETE FROM mined_month;
INSERT INTO mined_month SELECT DISTINCT instansi_id, month, true, NULL::timestamptz FROM mined_case;
INSERT INTO mined_variant SELECT DISTINCT ON (variant) instansi_id, variant, version_id,
    replace('{{"steps"=[],"elements"=[],"flows"=[]}}', '=', chr(58)) FROM mined_case WHERE variant <> ''
"""
"""One statement after the other."""


def auditor() -> dict[str, float]:
    """p95 in milliseconds of each page, and how many complaints a second the worker counts."""
    found: dict[str, float] = {}
    with postgresql() as engine, tempfile.TemporaryDirectory(prefix="alur-bench-") as folder:
        url = engine.url.render_as_string(hide_password=False)
        settings = Settings(data_dir=Path(folder), database_url=url)
        tools = make_tools(settings)
        Base.metadata.create_all(engine)
        receipt = _govern(tools)
        _clone(engine, receipt.complaint_id, COUNTED)
        mining = Mining(tools.session_factory, tools.runtime)
        found["figures_counted_per_s"] = round(COUNTED / timed(lambda: sum(iter(partial(mining.turn, INSTANSI), 0))))
        _clone(engine, receipt.complaint_id, MANY - COUNTED)
        _grow_apart(engine)
        _sum(tools)
        application = make_application(settings)
        application.config["WTF_CSRF_ENABLED"] = False
        clients = {name: application.test_client() for name in ("auditor", "proses")}
        for name, client in clients.items():
            _log_in(client, name)
        trace = {"trace": f"/audit/pengaduan/{receipt.complaint_id}"}
        for name, path in {**trace, **PAGES, **MINING}.items():
            found[f"audit_{name}_p95_ms"] = _p95(clients["auditor"], path)
        for name, path in OWNER.items():
            found[f"{name}_p95_ms"] = _p95(clients["proses"], path)
        application.extensions["alur"].session_factory.kw["bind"].dispose()
        tools.engine.dispose()
    return found


def _p95(client: FlaskClient, path: str) -> float:
    times = _times(client, path)
    return round(sorted(times)[int(len(times) * 0.95)] * 1_000, 1)


def _grow_apart(engine: Engine) -> None:
    """The copies differ in unit, class, channel, month and way, most of them have ended, and all are counted."""
    with engine.begin() as connection:
        for statement in APART.format(units=UNITS, days=MONTHS * 30, running=RUNNING, steps=_steps()).split(";\n"):
            connection.execute(text(statement))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


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
