"""The event log on its page and by its command: every format, nobody's name, no report of a whistleblower, on record."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
import zipfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from lxml import etree
from openpyxl import load_workbook
from sqlalchemy import select, update

from complaints.audit.event_log import LogFilter, Pseudonyms, log_pieces, logged_runs
from complaints.audit.event_log.logged import LoggedEvent, LoggedRun
from complaints.audit.event_log.ocel import as_ocel
from complaints.audit.event_log.tables import lines
from complaints.audit.event_log.xes import as_xes
from complaints.models import Complaint
from complaints.people.acts import Act
from complaints.people.roles import Role
from complaints.reports.exports.rows import csv_of, gathered_pieces, xlsx_of
from console import event_log
from engine.db import SessionFactory, reading, reading_at_once
from engine.models import LedgerEvent
from tests.support.accounts import token_in
from tests.support.audited import disposed
from tests.support.citizen import Desk, deploy_process
from tests.support.copies import copy_case
from tests.support.desk import lodged
from tests.support.everywhere import everywhere, seen_everywhere
from tests.support.government import TANAH_LAUT, Government
from web.audit import event_log as page

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from engine.clock import FixedClock
    from engine.running.runtime import Runtime
    from web.services import Services

LOG = "/audit/log"
XES = "{http://www.xes-standard.org/}"
Clients = Callable[..., "FlaskClient"]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """The histories are replayed on both databases; here it is about the files."""
    return sqlite_factory


@pytest.fixture
def auditor(as_officer: Clients) -> FlaskClient:
    return as_officer("lia", (Role.AUDITOR, ""))


@pytest.fixture
def desk(session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, instansi: Government) -> Desk:
    """A running complaint of the real process, at its unit."""
    deploy_process(session_factory, runtime)
    found = Desk(session_factory, runtime, clock, lodged(session_factory, runtime).complaint_id)
    disposed(found)
    return found


def posted(client: FlaskClient, **asked: str) -> TestResponse:
    return client.post(LOG, data={"csrf_token": token_in(client.get(LOG).text), **asked})


def taken(client: FlaskClient, kind: str, **asked: str) -> bytes:
    answer = posted(client, format=kind, **asked)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with answer:
        return answer.data


def test_every_format_holds_the_runs_and_names_nobody(
    desk: Desk, auditor: FlaskClient, session_factory: SessionFactory
) -> None:
    with seen_everywhere(session_factory) as session:
        number = session.scalars(select(Complaint.number)).one()
    files = {kind: taken(auditor, kind) for kind in ("xes", "ocel", "csv", "xlsx", "pnml")}
    log = etree.fromstring(files["xes"])
    traces = log.findall(f"{XES}trace")
    processes = [trace.find(f"{XES}string[@key='proses']").get("value") for trace in traces]
    assert processes[:3] == ["pengaduan_tanah_laut", "telaah_nasional", "telaah_instansi"]
    with zipfile.ZipFile(io.BytesIO(files["pnml"])) as archive:
        nets = {trace.find(f"{XES}string[@key='jaring']").get("value") for trace in traces}
        assert nets <= set(archive.namelist())
        known = {each.text for name in nets for each in etree.fromstring(archive.read(name)).iter("{*}text")}
    labels = {each.get("value") for each in log.iter(f"{XES}string") if each.get("key") == "langkah"}
    assert "Task_verifikasi_nasional" in labels <= known
    steps = {each.get("value") for each in log.iter(f"{XES}string") if each.get("key") == "lifecycle:transition"}
    assert {"schedule", "start", "complete"} <= steps
    ocel = json.loads(files["ocel"])
    objects = {each["id"]: each["type"] for each in ocel["objects"]}
    assert {link["objectId"] for each in ocel["events"] for link in each["relationships"]} <= set(objects)
    assert set(objects.values()) == {"kasus", "pelaksanaan", "tugas", "petugas", "unit"}
    assert {each["type"] for each in ocel["events"]} == {each["name"] for each in ocel["eventTypes"]}
    rows = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig")), delimiter=";"))
    assert len(rows) - 1 == len(ocel["events"]) == len(log.findall(f"{XES}trace/{XES}event"))
    sheet = load_workbook(io.BytesIO(files["xlsx"]), read_only=True).active
    assert [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] == rows
    for kind, content in files.items():
        for secret in (number.encode(), str(desk.case_id).encode(), b"Siti", b"CATATAN-RAHASIA"):
            assert secret not in content, (kind, secret)


def test_who_takes_a_log_is_on_record(desk: Desk, auditor: FlaskClient, session_factory: SessionFactory) -> None:
    assert "Unduh" in auditor.get(LOG).text
    taken(auditor, "xes", sejak="2026-01-01", sampai="2026-12-31", proses="pengaduan_tanah_laut")
    with seen_everywhere(session_factory) as session:
        told = [each.payload for each in session.scalars(select(LedgerEvent)) if Act.LOG_EXPORTED in each.payload]
    assert [json.loads(each)["after"] for each in told] == [
        {"cases": 1, "format": "xes", "from": "2026-01-01", "process": "pengaduan_tanah_laut", "until": "2027-01-01"}
    ]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"format": ""}, "Pilih format."),
        ({"format": "xes", "sejak": "kemarin"}, "tidak dapat dibaca"),
        ({"format": "lain"}, "Pilih format."),
    ],
)
def test_what_cannot_be_read_is_told(desk: Desk, auditor: FlaskClient, asked: dict[str, str], told: str) -> None:
    answer = posted(auditor, **asked)
    assert told in answer.text
    assert "Content-Disposition" not in answer.headers


def test_more_than_a_page_hands_out_is_told(desk: Desk, auditor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "MOST_ON_A_PAGE", 0)
    assert "Lebih dari 0 kasus terlalu banyak" in posted(auditor, format="csv").text


def test_a_report_of_a_whistleblower_is_not_in_it(desk: Desk, session_factory: SessionFactory) -> None:
    names = Pseudonyms("kunci", TANAH_LAUT)
    with everywhere(session_factory) as session:
        session.execute(update(Complaint).values(restricted=True))
    with reading(session_factory, TANAH_LAUT) as session:
        assert list(logged_runs(session, instansi_id=TANAH_LAUT, filters=LogFilter(), pseudonyms=names)) == []


def test_names_are_the_same_in_every_export_and_none_without_the_key() -> None:
    person = "01890a5d-ac96-774b-bcce-b302099a8057"
    one = Pseudonyms("kunci", "ngawi").person(person)
    assert one == Pseudonyms("kunci", "ngawi").person(person)
    assert len({one, Pseudonyms("lain", "ngawi").person(person), Pseudonyms("kunci", "tanah-laut").person(person)}) == 3
    assert Pseudonyms("kunci", "ngawi").person("sistem") == "sistem"


def test_the_command_writes_the_same_file(
    desk: Desk, auditor: FlaskClient, services: Services, runtime: Runtime, tmp_path: Path
) -> None:
    tools = SimpleNamespace(session_factory=services.session_factory, settings=services.settings, runtime=runtime)
    asked = Namespace(instansi=TANAH_LAUT, format="xes", file=tmp_path / "log.xes", since=None, until=None, process="")
    assert event_log.run(asked, lambda: tools) == 0  # type: ignore[arg-type, return-value]
    assert asked.file.read_bytes() == taken(auditor, "xes")
    asked.instansi = "tidak-ada"
    assert event_log.run(asked, lambda: tools) == 1  # type: ignore[arg-type, return-value]


def made(count: int) -> Iterator[LoggedRun]:
    """So many events, twenty a run."""
    at = datetime(2026, 3, 9, tzinfo=UTC)
    event = LoggedEvent(
        element="Task_a", name="Telaah", kind="userTask", step="complete", at=at, resource="petugas-1", role="admin",
        unit="dinas-a", instance="t", label="Task_a",
    )  # fmt: skip
    run = LoggedRun(
        case="kasus", run="", within="", process_id="p", scope="p", version=1, content="0" * 64, net="p.pnml",
        state="selesai", moved=False, events=(event,) * 20,
    )  # fmt: skip
    for number in range(count // 20):
        yield replace(run, case=f"kasus-{number}")


def _peak(write: Callable[[int], None], count: int) -> int:
    tracemalloc.start()
    write(count)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("kind", ["xes", "ocel", "csv", "xlsx"])
def test_memory_does_not_grow_with_the_events(kind: str, tmp_path: Path) -> None:
    zone = ZoneInfo("Asia/Makassar")

    def write(count: int) -> None:
        pieces = {
            "xes": lambda: gathered_pieces(as_xes(made(count))),
            "ocel": lambda: gathered_pieces(as_ocel(lambda: made(count))),
            "csv": lambda: csv_of(lines(made(count), zone)),
            "xlsx": lambda: xlsx_of(lines(made(count), zone)),
        }
        with (tmp_path / "log").open("wb") as file:
            file.writelines(pieces[kind]())

    write(100)
    assert _peak(write, 3_000) < _peak(write, 1_500) + 60_000, "both are more than one piece"


@pytest.mark.parametrize("kind", ["csv", "ocel"])
def test_memory_does_not_grow_with_the_cases_of_the_database(
    desk: Desk, session_factory: SessionFactory, kind: str, tmp_path: Path
) -> None:
    """Read a few at a time; what was read and written is let go of."""

    def write(_count: int) -> None:
        with reading_at_once(session_factory, TANAH_LAUT) as session, (tmp_path / "log").open("wb") as file:
            names = Pseudonyms("kunci", TANAH_LAUT)
            asked = {"filters": LogFilter(), "pseudonyms": names, "zone": ZoneInfo("Asia/Makassar")}
            file.writelines(log_pieces(session, instansi_id=TANAH_LAUT, kind=kind, **asked))

    engine = session_factory.kw["bind"]
    copy_case(engine, desk.case_id, 99)
    write(0)
    few = _peak(write, 0)
    before = (tmp_path / "log").stat().st_size
    copy_case(engine, desk.case_id, 200)
    assert _peak(write, 0) < few + 400_000
    assert (tmp_path / "log").stat().st_size > before + 1_000_000


def test_a_log_goes_out_as_it_is_made_and_is_let_go_of_where_nobody_takes_it(
    desk: Desk, auditor: FlaskClient, session_factory: SessionFactory
) -> None:
    engine = session_factory.kw["bind"]
    copy_case(engine, desk.case_id, 30)
    form = {"csrf_token": token_in(auditor.get(LOG).text), "format": "xes"}
    answer = auditor.post(LOG, data=form, buffered=False)
    assert (answer.is_streamed, answer.content_length) == (True, None)
    assert next(iter(answer.iter_encoded())).startswith(b"<?xml")
    answer.close()
    assert engine.pool.checkedout() == 0
