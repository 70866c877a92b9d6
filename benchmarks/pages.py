"""(e) Pages at 100,000 cases against 1,000; (f) statements per page; (g) what a citizen's first page weighs."""

from __future__ import annotations

import gzip
import re
import secrets
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from flask.testing import FlaskClient
from sqlalchemy import Engine, Table, insert, select, text

from app import make_application, make_tools
from benchmarks.stage import counting, median_ms, timed
from complaints.decrees.seed import seed_decrees
from complaints.demo import government
from complaints.intake import lodging
from complaints.intake.answers import Answers
from complaints.law.bundles import FOLDERS, read_folders
from complaints.models import Complaint, ComplaintMessage, Reporter
from complaints.settings import Settings
from console.processes import deploy_for
from console.tools import Tools
from engine.actors import Actor
from engine.db import reading, unit_of_work
from engine.models import Base, Case, Event, Task, Timer
from engine.running import queries

FEW, MANY = 1_000, 100_000
REQUESTS = 60
BATCH = 2_000
INSTANSI = "tanah-laut"
ANSWERS = Answers(
    jenis="pengaduan", judul="Lampu jalan padam", uraian="Lampu jalan di depan pasar padam sejak seminggu lalu.",
    kecamatan="Pelaihari", desa="Angsau", lokasi="", tanggal_kejadian=None, anonim=False, rahasia=False,
    jenis_pengadu="perorangan", nama="Siti", identitas="", telepon="081200000000", email="", alamat="",
)  # fmt: skip


@dataclass
class Site:
    """The application over a SQLite database with many cases: for each page, who asks for what."""

    engine: Engine
    pages: dict[str, tuple[FlaskClient, str]]
    citizen: FlaskClient


def pages() -> dict[str, float]:
    """Ratios of medians, p95 at 100,000 cases, statements per page, weights."""
    found: dict[str, float] = {}
    with _site() as (site, grow):
        grow(FEW)
        small = {name: _times(*asked) for name, asked in site.pages.items()}
        grow(MANY - FEW)
        for name, (client, url) in site.pages.items():
            large = _times(client, url)
            with counting(site.engine) as counts:
                client.get(url)
            found[f"{name}_ratio"] = round(median_ms(large) / median_ms(small[name]), 2)
            found[f"{name}_p95_ms"] = round(sorted(large)[int(len(large) * 0.95)] * 1_000, 1)
            found[f"{name}_statements"] = counts.statements
        found |= weights(site.citizen)
    return found


def weights(client: FlaskClient) -> dict[str, float]:
    """Bytes on the wire of the citizen's first page with everything that it loads, and how much of it is JavaScript."""
    page = client.get(f"/{INSTANSI}/", headers={"Accept-Encoding": "gzip"})
    html = page.data if page.headers.get("Content-Encoding") == "gzip" else gzip.compress(page.data)
    source = gzip.decompress(html).decode()
    total, scripts = len(html), len(re.findall(r"<script", source))
    for link in set(re.findall(r'(?:href|src)="(/aset/[^"]+)"', source)):
        size = len(client.get(link, headers={"Accept-Encoding": "gzip"}).data)
        total += size
        scripts += size if link.endswith(".js") else 0
    return {"citizen_page_bytes": total, "citizen_js_bytes": scripts}


def _times(client: FlaskClient, url: str) -> list[float]:
    for _ in range(5):
        answer = client.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
    return [timed(lambda: client.get(url)) for _ in range(REQUESTS)]


@contextmanager
def _site() -> Iterator[tuple[Site, Callable[[int], None]]]:
    with tempfile.TemporaryDirectory(prefix="alur-bench-") as folder:
        settings = Settings(data_dir=Path(folder), database_url=f"sqlite:///{folder}/alur.sqlite")
        tools = make_tools(settings)
        Base.metadata.create_all(tools.engine)
        receipt = _govern(tools)
        application = make_application(settings)
        application.config["WTF_CSRF_ENABLED"] = False
        officer, auditor, citizen = (application.test_client() for _ in range(3))
        _log_in(officer, "instansi")
        _log_in(auditor, "auditor")
        code = {"nomor": receipt.number, "kode": receipt.secret or ""}
        assert citizen.post(f"/{INSTANSI}/lacak", data=code).status_code == 302
        case_id = receipt.complaint_id
        asked = {
            "inbox": (officer, "/petugas/tugas"),
            "task": (officer, f"/petugas/tugas/{_open_task(tools, case_id)}"),
            "track": (citizen, f"/{INSTANSI}/lacak/pengaduan"),
            "trace": (auditor, f"/audit/pengaduan/{case_id}"),
        }
        engine = cast(Engine, application.extensions["alur"].session_factory.kw["bind"])
        yield Site(engine, asked, citizen), lambda count: _clone(tools.engine, case_id, count)
        tools.engine.dispose()
        engine.dispose()


def _govern(tools: Tools) -> lodging.Receipt:
    """The government, its process, and one complaint that waits at Admin Instansi."""
    with unit_of_work(tools.session_factory, INSTANSI) as session:
        government.add_demo_government(session, government.demo_government(INSTANSI))
        seed_decrees(session, at=tools.clock.now())
    deploy_for(tools, INSTANSI, read_folders(FOLDERS))
    officer = Actor("petugas", "Petugas", frozenset({("admin_instansi", "")})).acting_as(role="admin_instansi", unit="")
    with unit_of_work(tools.session_factory, INSTANSI) as session:
        return lodging.lodge(
            session,
            tools.runtime,
            instansi_id=INSTANSI,
            answers=ANSWERS,
            submission_token=secrets.token_hex(16),
            kanal="tatap_muka",
            entered_by=officer,
        )


def _log_in(client: FlaskClient, username: str) -> None:
    form = {"nama_pengguna": username, "kata_sandi": government.PASSWORD}
    assert client.post("/petugas/masuk", data=form).status_code == 302


def _open_task(tools: Tools, case_id: uuid.UUID) -> uuid.UUID:
    with reading(tools.session_factory, INSTANSI) as session:
        return queries.case(session, instansi_id=INSTANSI, case_id=case_id).open_tasks[0].id


def _clone(engine: Engine, pattern: uuid.UUID, count: int) -> None:
    """Copies of one complaint with everything that belongs to it, each with ids and a number of its own."""
    rows = {table: _rows_of(engine, table, pattern) for table in (CASES, *BELONGING)}
    for begin in range(0, count, BATCH):
        size = min(BATCH, count - begin)
        ids = [uuid.uuid4() for _ in range(size)]
        with engine.begin() as connection:
            for table, patterns in rows.items():
                copies = [_copy(table, row, case_id) for case_id in ids for row in patterns]
                if copies:
                    connection.execute(insert(table), copies)
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))


CASES = cast(Table, Case.__table__)
BELONGING = tuple(cast(Table, kind.__table__) for kind in (Complaint, Reporter, Task, Timer, Event, ComplaintMessage))


def _rows_of(engine: Engine, table: Table, case_id: uuid.UUID) -> list[dict[str, Any]]:
    column = _case_column(table)
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(table).where(table.c[column] == case_id)).mappings()]


def _case_column(table: Table) -> str:
    return next((name for name in ("case_id", "complaint_id") if name in table.c), "id")


def _copy(table: Table, row: dict[str, Any], case_id: uuid.UUID) -> dict[str, Any]:
    copy = row | {_case_column(table): case_id}
    if _case_column(table) != "id" and "id" in table.c:
        copy["id"] = uuid.uuid4()
    if table.name == "complaint":
        copy |= {"number": f"TL-{case_id.hex[:12]}", "submission_token": case_id.hex}
    return copy
