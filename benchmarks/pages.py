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
from functools import partial
from pathlib import Path
from typing import cast

from flask.testing import FlaskClient
from sqlalchemy import Engine

from app import make_application, make_tools
from benchmarks.stage import counting, median_ms, timed
from complaints.decrees.seed import seed_decrees
from complaints.demo import government
from complaints.intake import lodging
from complaints.intake.answers import Answers
from complaints.law.bundles import FOLDERS, read_folders
from complaints.settings import Settings
from console.processes import deploy_for
from console.tools import Tools
from engine.actors import Actor
from engine.db import reading, unit_of_work
from engine.models import Base
from engine.running import queries
from tests.support.copies import copy_case

FEW, MANY = 1_000, 100_000
WARM, REQUESTS = 5, 60
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
        small = {name: times_of(*asked) for name, asked in site.pages.items()}
        grow(MANY - FEW)
        for name, (client, url) in site.pages.items():
            large = times_of(client, url)
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


def times_of(client: FlaskClient, url: str) -> list[float]:
    for _ in range(WARM):
        answer = client.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
    return [timed(lambda: client.get(url)) for _ in range(REQUESTS)]


@contextmanager
def _site() -> Iterator[tuple[Site, Callable[[int], None]]]:
    with tempfile.TemporaryDirectory(prefix="alur-bench-") as folder:
        settings = Settings(data_dir=Path(folder), database_url=f"sqlite:///{folder}/alur.sqlite")
        tools = make_tools(settings)
        Base.metadata.create_all(tools.engine)
        receipt = govern(tools)
        application = make_application(settings)
        application.config["WTF_CSRF_ENABLED"] = False
        officer, auditor, citizen = (application.test_client() for _ in range(3))
        log_in(officer, "instansi")
        log_in(auditor, "auditor")
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
        yield Site(engine, asked, citizen), partial(copy_case, tools.engine, case_id)
        tools.engine.dispose()
        engine.dispose()


def govern(tools: Tools) -> lodging.Receipt:
    """The government, its process, and one complaint that waits at Admin Instansi."""
    with unit_of_work(tools.session_factory, INSTANSI) as session:
        government.add_demo_government(session, tools.runtime, government.demo_government(INSTANSI))
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


def log_in(client: FlaskClient, username: str) -> None:
    form = {"nama_pengguna": username, "kata_sandi": government.PASSWORD}
    assert client.post("/petugas/masuk", data=form).status_code == 302


def _open_task(tools: Tools, case_id: uuid.UUID) -> uuid.UUID:
    with reading(tools.session_factory, INSTANSI) as session:
        return queries.case(session, instansi_id=INSTANSI, case_id=case_id).open_tasks[0].id
