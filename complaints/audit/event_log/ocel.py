"""OCEL 2.0 (JSON): cases, runs, tasks, units and people as objects; an event points at all that it is about.

Written piece by piece: the runs are read twice, for the events and for the objects; only units and people, which are
few, are kept in between.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from complaints.audit.event_log.logged import LoggedEvent, LoggedRun
from complaints.audit.event_log.xes import moment

CASE, RUN, TASK, PERSON, UNIT = "kasus", "pelaksanaan", "tugas", "petugas", "unit"
OF_OBJECTS: Mapping[str, tuple[str, ...]] = {
    CASE: (),
    RUN: ("proses", "versi", "jaring", "keadaan"),
    TASK: ("elemen",),
    PERSON: (),
    UNIT: (),
}
"""Kinds of objects and their attributes."""
OF_EVENTS = ("elemen", "jenis", "daur_hidup", "peran", "langkah", "pembetulan")


def as_ocel(runs: Callable[[], Iterable[LoggedRun]]) -> Iterator[str]:
    """The file, in pieces. `runs` gives them anew each time."""
    types: dict[str, None] = {}
    others: dict[str, str] = {}
    yield '{"events":['
    number = 0
    for run in runs():
        for event in run.events:
            number += 1
            types[event.name] = None
            others |= {id_: kind for id_, kind in ((event.resource, PERSON), (event.unit, UNIT)) if id_}
            yield ("," if number > 1 else "") + "\n" + _spelt(_event(number, run, event))
    yield '],\n"objects":['
    first = True
    for each in _objects(runs(), others):
        yield ("" if first else ",") + "\n" + _spelt(each)
        first = False
    yield "],\n"
    yield f'"objectTypes":{_spelt([_type(name, of) for name, of in OF_OBJECTS.items()])},\n'
    yield f'"eventTypes":{_spelt([_type(name, OF_EVENTS) for name in types])}}}\n'


def _event(number: int, run: LoggedRun, event: LoggedEvent) -> dict[str, Any]:
    told = {
        "elemen": event.element,
        "jenis": event.kind,
        "daur_hidup": event.step,
        "peran": event.role,
        "langkah": event.label,
        "pembetulan": event.intervention,
    }
    about = [(run.case, CASE), (_run_id(run), RUN)]
    about += [(event.instance, TASK)] if _is_task(event) else []
    about += [(event.resource, PERSON)] if event.resource else []
    about += [(event.unit, UNIT)] if event.unit else []
    return {
        "id": f"e{number}",
        "type": event.name,
        "time": moment(event.at),
        "attributes": [{"name": name, "value": value} for name, value in told.items()],
        "relationships": [{"objectId": id_, "qualifier": kind} for id_, kind in about],
    }


def _objects(runs: Iterable[LoggedRun], others: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    case = ""
    for run in runs:
        if run.case != case:
            case = run.case
            yield _object(case, CASE, {}, run)
        told = {"proses": run.process_id, "versi": run.content, "jaring": run.net, "keadaan": run.state}
        yield _object(_run_id(run), RUN, told, run, [(run.case, CASE)])
        tasks = {event.instance: event.element for event in run.events if _is_task(event)}
        for task, element in tasks.items():
            yield _object(task, TASK, {"elemen": element}, run, [(_run_id(run), RUN)])
    for id_, kind in others.items():
        yield {"id": id_, "type": kind, "attributes": [], "relationships": []}


def _object(
    id_: str, kind: str, told: Mapping[str, str], run: LoggedRun, of: Iterable[tuple[str, str]] = ()
) -> dict[str, Any]:
    at = moment(run.events[0].at)
    return {
        "id": id_,
        "type": kind,
        "attributes": [{"name": name, "time": at, "value": value} for name, value in told.items()],
        "relationships": [{"objectId": other, "qualifier": what} for other, what in of],
    }


def _type(name: str, attributes: Iterable[str]) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": each, "type": "string"} for each in attributes]}


def _run_id(run: LoggedRun) -> str:
    return f"{run.case}/{run.run or 'utama'}"


def _is_task(event: LoggedEvent) -> bool:
    return event.kind == "userTask" and bool(event.instance)


def _spelt(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
