"""What a history row says: written only as the format knows it, read in every form that was ever stored."""

from __future__ import annotations

import json
import lzma
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from engine.db import reading
from engine.definition.bundle import read_bundle
from engine.models import Event
from engine.record.advance import HistoryEvent, UnknownEvent
from engine.record.compact_path import expand
from engine.record.description import example_of
from engine.record.events import EVENTS, CaseMigrated, CaseStarted, TaskClaimed, TaskCompleted
from engine.record.examining import examine
from engine.record.payload import canonical, phase_in, read, said_by, stored
from tests.support import diagrams as d
from tests.support.everywhere import everywhere
from tests.support.lab import INSTANSI, Lab

DATABASES = sorted((Path(__file__).parents[1] / "data" / "databases").iterdir())


def rows_of(folder: Path, tmp: Path) -> list[tuple[str, str]]:
    """(kind, payload) of every row of a database that an earlier version filled."""
    (tmp / "alur.sqlite").write_bytes(lzma.decompress((folder / "alur.sqlite.xz").read_bytes()))
    database = sqlite3.connect(tmp / "alur.sqlite")
    rows: list[tuple[str, str]] = database.execute("select kind, payload from event").fetchall()
    database.close()
    return rows


@pytest.mark.parametrize("folder", DATABASES, ids=lambda folder: folder.name)
def test_every_row_of_an_earlier_database_is_read_and_would_be_written_the_same(folder: Path, tmp_path: Path) -> None:
    rows = rows_of(folder, tmp_path)
    assert len(rows) >= 270
    for kind, payload in rows:
        event = read(kind, payload)
        assert event.findings == (), (kind, payload)
        assert stored(event) == payload


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.KIND)
def test_the_example_of_each_kind_is_a_row_of_it(event: type[HistoryEvent]) -> None:
    payload = canonical(example_of(event))
    read_back = read(event.KIND, payload)
    assert type(read_back) is event
    assert read_back.findings == ()
    assert stored(read_back) == payload


def _numbers(value: Any) -> bool:
    return isinstance(value, list) and all(type(each) is int for each in value)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.KIND)
def test_a_row_mangled_in_any_field_is_a_finding_and_no_crash(event: type[HistoryEvent]) -> None:
    for name, given in example_of(event).items():
        for wrong in ({}, [[]], [5], 1.5, [[1, 2]], "x" if not isinstance(given, str) else 3):
            if (wrong == {} and isinstance(given, dict)) or (wrong == [5] and _numbers(given)):
                continue
            found = read(event.KIND, canonical({**example_of(event), name: wrong}))
            assert found.findings == (f"bidang '{name}' tidak dapat dibaca",), (name, wrong)


@pytest.mark.parametrize("event", [event for event in EVENTS if hasattr(event, "phase")], ids=lambda event: event.KIND)
@pytest.mark.parametrize(
    "others",
    [
        {},
        {"answers": {"phase": "palsu", "isi": 'x","phase":"palsu'}},
        {"timers": [["Timer_a", None, False, {"since": ',"phase":"palsu"'}]], "path": [["p", "phase"]]},
    ],
)
@pytest.mark.parametrize("phase", [{}, {"phase": "dijawab"}])
def test_the_phase_is_found_without_reading_the_row(
    event: type[HistoryEvent], others: dict[str, Any], phase: dict[str, str]
) -> None:
    known = said_by(event)
    given = {name: value for name, value in example_of(event).items() if name != "phase"}
    payload = canonical(given | {name: value for name, value in others.items() if name in known} | phase)
    assert phase_in(payload) == (read(event.KIND, payload).phase or "")  # type: ignore[attr-defined]


def test_only_some_fields_are_read_where_many_rows_are() -> None:
    payload = canonical(example_of(TaskCompleted))
    event = read("task_completed", payload, wanted=frozenset({"phase", "timers"}))
    assert isinstance(event, TaskCompleted)
    assert (event.phase, len(event.timers), event.opened, event.findings) == ("tindak_lanjut", 1, (), ())


@pytest.mark.parametrize(
    ("kind", "payload", "finding"),
    [
        ("task_sung", "{}", "jenis baris 'task_sung' tidak dikenal"),
        ("task_claimed", "[]", "isi baris tidak dapat dibaca"),
        ("task_claimed", "{", "isi baris tidak dapat dibaca"),
        ("task_claimed", "[" * 100_000, "isi baris tidak dapat dibaca"),
        ("task_claimed", '{"process":"p","task":"t","why":"x"}', "bidang 'why' tidak dikenal"),
        ("task_claimed", '{"process":"p"}', "bidang 'task' tidak ada"),
    ],
)
def test_what_is_not_known_is_a_finding(kind: str, payload: str, finding: str) -> None:
    assert read(kind, payload).findings == (finding,)


def test_only_what_the_format_knows_can_be_written() -> None:
    class Sung(HistoryEvent):
        KIND = "task_sung"

    for event in (Sung(), UnknownEvent(), TaskClaimed(task="t"), CaseStarted()):
        with pytest.raises(ValueError, match=r"no kind|is missing"):
            stored(event)
    more: dict[str, Any] = {"why": "x"}
    with pytest.raises(TypeError):
        TaskClaimed(task="t", process="p", **more)


def test_rows_of_this_format_are_written_to_the_byte_like_this() -> None:
    """What is stored is hashed as it stands: other bytes are another format."""
    assert stored(TaskClaimed(task="t", process="p", to="a", place="")) == (
        '{"from":null,"place":"","process":"p","task":"t","to":"a"}'
    )
    assert stored(TaskCompleted(task="t", process="p", answers={"ya": True})) == (
        '{"answers":{"ya":true},"process":"p","task":"t"}'
    )
    assert stored(CaseMigrated(from_="a", to="b", number=2)) == (
        '{"content":"","from":"a","mapping":[],"moved":[],"number":2,"phase":null,"remarks":[],"shapes":{},"stands":"","to":"b"}'
    )


def test_the_path_is_read_in_its_earlier_form() -> None:
    """One list for each element with its flows, before stretches were stored."""
    diagram = d.process("a", [d.start(), d.user("Task_a"), d.end()], d.chain("Start_mulai", "Task_a", "End_selesai"))
    bundle = read_bundle({"a.bpmn": diagram})
    flow = next(iter(bundle.diagrams["a"].flows))
    early = [["a", "Start_mulai", flow], ["a", "Task_a"]]
    assert [*expand(early, bundle)] == [("a", "Start_mulai", [flow]), ("a", "Task_a", [])]
    assert [*expand(early[:1], bundle)] == [("a", "Start_mulai", [flow])]
    assert next(expand([["a", "Start_mulai", "Task_a"]], bundle)) == ("a", "Start_mulai", [flow])


def test_a_row_of_a_kind_from_elsewhere_is_told_and_the_case_can_still_be_looked_at(lab: Lab) -> None:
    diagram = d.process("a", [d.start(), d.user("Task_a"), d.end()], d.chain("Start_mulai", "Task_a", "End_selesai"))
    lab.deploy("a", a=diagram)
    case_id = lab.start("a")
    lab.complete(case_id, "Task_a")
    with everywhere(lab.factory) as session:
        session.execute(update(Event).where(Event.number == 2).values(kind="task_sung", payload='{"lagu": 1}'))
    (_, strange) = lab.timeline(case_id)
    assert strange.what.findings == ("jenis baris 'task_sung' tidak dikenal",)
    assert lab.visits(case_id) == {"Start_mulai": 1}
    with reading(lab.factory, INSTANSI) as session:
        (told,) = examine(session, instansi_id=INSTANSI, case_id=case_id).unread
    assert (told.number, told.reason) == (2, "jenis baris 'task_sung' tidak dikenal")


def test_a_move_that_cannot_be_read_leaves_the_case_readable(lab: Lab) -> None:
    diagram = d.process("a", [d.start(), d.user("Task_a"), d.end()], d.chain("Start_mulai", "Task_a", "End_selesai"))
    lab.deploy("a", a=diagram)
    case_id = lab.start("a")
    for payload in ("{}", json.dumps({"from": "x"}), json.dumps({"from": 3})):
        with everywhere(lab.factory) as session:
            session.execute(update(Event).values(kind="case_migrated", payload=payload))
        (row,) = lab.timeline(case_id)
        assert row.what.findings
