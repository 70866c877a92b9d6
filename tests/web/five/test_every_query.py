"""Every query of the program is tied to one government.

All pages of one government are opened and every function that reads is called, while the neighbours are full of rows.
What was sent is then tried three ways: the neighbours' rows change no answer; a forgotten condition is refused, whichever
it is; and a session of the neighbour gets nothing of it.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

import complaints
import engine
from complaints.demo.government import demo_governments
from complaints.models import User
from complaints.people.roles import Role, work_scopes
from complaints.people.units import colleague, units
from engine.db import Session, reading
from engine.errors import EngineError
from engine.government import ForgottenGovernmentError
from engine.models import Base
from engine.pins import COLUMN, pins_of
from tests.support.demo import Demo
from tests.support.sent import Sent, alone, answers, forgetting, sent_by, tables_of
from tests.web.five.conftest import Staff
from tests.web.five.foreign import Belongings, address, belongings, may_enter
from web.guards import guard_of

HOMES = demo_governments()
HOME, NEIGHBOUR = sorted(HOMES, key=lambda home: len(home.government.processes))[-2:]
"""The two that run most processes."""
WRITES = {"runtime", "by", "store", "rows", "lifetime"}
"""A function that asks for one of these writes: its own tests call it in a session of its government."""
FUNCTIONS_AT_LEAST = 60
STATEMENTS_AT_LEAST = 90


@pytest.fixture(scope="module")
def owned(demo: Demo) -> Belongings:
    return belongings(demo, HOME)


@pytest.fixture(scope="module")
def known(demo: Demo, owned: Belongings) -> dict[str, Any]:
    """Values for the arguments of functions that read, by name."""
    ids = owned.ids
    with reading(demo.tools.session_factory, HOME.id) as session:
        admin = session.scalars(select(User.id).where(User.instansi_id == HOME.id).limit(1)).one()
        actor = colleague(session, instansi_id=HOME.id, person_id=admin, now=demo.tools.clock.now())
        assert actor is not None
        scopes = work_scopes(actor, units=units(session, instansi_id=HOME.id))
    case_id = UUID(ids["case_id"])
    return {
        "instansi_id": HOME.id,
        "case_id": case_id,
        "complaint_id": case_id,
        "case_ids": [case_id],
        "task_id": UUID(ids["task_id"]),
        "file_id": UUID(ids["file_id"]),
        "report_id": UUID(ids["report_id"]),
        "activity_id": UUID(ids["activity_id"]),
        "draft_id": UUID(ids["draft_id"]),
        "version_id": UUID(ids["version_id"]),
        "process_id": ids["process_id"],
        "form": ids["name"],
        "name": ids["draft_file"],
        "number": 1,
        "text": owned.number,
        "beginning": owned.number[:6],
        "kind": "replay",
        "actor": actor,
        "scopes": scopes,
        "person_id": admin,
        "user_id": admin,
        "role": Role.ADMIN_INSTANSI,
        "unit": "",
        "ids": [str(admin)],
        "token": "x" * 40,
        "key": "1-0",
        "now": demo.tools.clock.now(),
        "since": demo.tools.clock.now().replace(year=2020),
        "limit": 10,
        "on_disk": {},
        "claims": {"sub": "antah", "email": "antah@contoh.id", "email_verified": True},
    }


def readers(known: dict[str, Any]) -> Iterator[tuple[Callable[..., Any], dict[str, Any]]]:
    """Every public function of engine and domain that reads one government, with what it is called with."""
    for package in (engine, complaints):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" in found.name:
                continue
            module = importlib.import_module(found.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                parameters = inspect.signature(function).parameters
                mine = function.__module__ == module.__name__ and not name.startswith("_")
                if mine and {"session", "instansi_id"} <= set(parameters) and not WRITES & set(parameters):
                    given = {
                        each.name: value
                        for each in parameters.values()
                        if (each.default is each.empty or each.name == "instansi_id")
                        and (value := _value(each, module, known)) is not None
                    }
                    needed = {each.name for each in parameters.values() if each.default is each.empty} - {"session"}
                    if needed <= set(given):
                        yield function, given


def _value(parameter: inspect.Parameter, module: Any, known: dict[str, Any]) -> Any:
    """A known value, or a filter that asks for nothing."""
    kind = getattr(module, str(parameter.annotation), None)
    if str(parameter.annotation).endswith("Filter") and kind:
        return kind()
    value = known.get(parameter.name)
    if isinstance(value, list) and "[UUID]" in str(parameter.annotation):
        return [UUID(str(each)) for each in value]
    return str(value) if parameter.annotation == "str" and isinstance(value, UUID) else value


@pytest.fixture(scope="module")
def sent(demo: Demo, staff: Staff, owned: Belongings, known: dict[str, Any]) -> list[Sent]:
    """Everything that the pages and functions of one government send."""
    called = 0
    with sent_by(demo.tools.engine, HOME.id) as found:
        for function, given in readers(known):
            with reading(demo.tools.session_factory, HOME.id) as session:
                called += _call(function, session, given)
        for rule in demo.app.url_map.iter_rules():
            guard = guard_of(demo.app.view_functions[rule.endpoint])
            if guard is None or "GET" not in (rule.methods or set()):
                continue
            people = [person.username for person in HOME.people if may_enter(guard, person)]
            for username in people if guard.kind != "public" else [HOME.people[0].username]:
                if not rule.arguments - set(owned.ids) - {"instansi_id"}:
                    staff(username).get(address(rule, owned.ids | {"instansi_id": HOME.id}), follow_redirects=True)
    assert called >= FUNCTIONS_AT_LEAST
    assert len({each.text for each in found}) >= STATEMENTS_AT_LEAST
    return found


def _call(function: Callable[..., Any], session: Session, given: dict[str, Any]) -> bool:
    """Whatever it answers, a refusal included: only what it sends counts."""
    with contextlib.suppress(EngineError):
        function(session, **given)
    return True


def test_rows_of_other_governments_change_no_answer(demo: Demo, sent: list[Sent], tmp_path: Path) -> None:
    database = Path(demo.tools.engine.url.database or "")
    looks = [each for each in sent if each.text.lstrip().startswith(("SELECT", "WITH"))]
    full, own = answers(database, looks), answers(alone(database, tmp_path, Base.metadata, HOME.id), looks)
    assert [each.text for each, here, there in zip(looks, full, own, strict=True) if here != there] == []
    assert sum(map(bool, full)) > len(looks) / 3


def test_every_table_of_a_government_was_asked_for(sent: list[Sent]) -> None:
    """Nothing above is empty."""
    asked = " ".join(each.text for each in sent)
    tables = {table.name for table in Base.metadata.tables.values() if COLUMN in table.c}
    unasked = {name for name in tables if f" {name}" not in asked and f'"{name}"' not in asked}
    assert unasked <= {
        "outbox_message",
        "start_timer",
        "session",
        "lodging_draft",
        "workshop_job",
        "trial",
        "daily_letter",
        "reply_key",
        "muted_address",
    }


def test_a_forgotten_condition_is_refused_whichever_it_is(demo: Demo, sent: list[Sent]) -> None:
    dialect, kept, tried = demo.tools.engine.dialect, [], 0
    for compiled in {each.text: each.compiled for each in sent}.values():
        for table in tables_of(compiled.statement):
            forgotten = forgetting(compiled.statement, table).compile(dialect=dialect)
            tried += 1
            if not pins_of(forgotten).fault:
                kept.append(str(forgotten))
    assert kept == []
    assert tried >= STATEMENTS_AT_LEAST


def test_a_session_of_the_neighbour_gets_nothing(demo: Demo, known: dict[str, Any]) -> None:
    """The functions are asked for this government by a session of another: they fail, or touch no row of any."""
    refused, silent = 0, []
    for function, given in readers(known):
        with (
            sent_by(demo.tools.engine, NEIGHBOUR.id) as leaked,
            reading(demo.tools.session_factory, NEIGHBOUR.id) as session,
        ):
            try:
                _call(function, session, given)
            except ForgottenGovernmentError:
                refused += 1
                continue
        silent += [f"{function.__module__}.{function.__name__}: {each.text}" for each in leaked if _touches(each)]
    assert silent == []
    assert refused >= FUNCTIONS_AT_LEAST


def _touches(sent: Sent) -> bool:
    return bool(pins_of(sent.compiled).parameters)
