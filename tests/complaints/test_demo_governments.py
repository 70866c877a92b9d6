"""The governments that come with the program can be tried out: people for every task, complaints in many states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from complaints.demo.government import DemoGovernment, demo_government, demo_governments, governments
from complaints.law.bundles import bundle_files
from complaints.models import Complaint, Report, User
from complaints.people.roles import SYSTEM_ROLES, UNIT_ROLES, Role
from console import demo_fill
from console.demo_story import stories
from engine.db import reading
from engine.definition.bundle import read_bundle
from engine.models import Case, Event, Incident
from tests.support.demo import Demo, filled_demo
from tests.support.everywhere import everywhere
from tests.support.shipped import shipped

HOMES = demo_governments()
FILES = shipped()
each_home = pytest.mark.parametrize("home", HOMES, ids=[home.id for home in HOMES])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with filled_demo(tmp_path_factory.mktemp("demo")) as filled:
        yield filled


def _roles(home: DemoGovernment) -> set[str]:
    """Roles to which the processes of a government give work."""
    bundles = [read_bundle(bundle_files(FILES, process_id)) for process_id in home.government.processes]
    diagrams = [diagram for bundle in bundles for diagram in bundle.diagrams.values()]
    return {element.role for diagram in diagrams for element in diagram.elements.values() if element.role}


@each_home
def test_somebody_does_every_task(home: DemoGovernment) -> None:
    held = {role for person in home.people for role, _ in person.roles}
    assert _roles(home) - held == set()
    assert held >= SYSTEM_ROLES


def test_a_colleague_is_there_who_can_take_a_task_over() -> None:
    shared = Counter(
        held for home in HOMES for person in home.people for held in ((home.id, *each) for each in person.roles)
    )
    assert [unit for (_, role, unit), count in shared.items() if count > 1 and unit and role not in SYSTEM_ROLES] != []


@each_home
def test_people_belong_to_units_that_exist(home: DemoGovernment) -> None:
    units = set(home.government.units) | {""}
    held = [(role, unit) for person in home.people for role, unit in person.roles]
    assert [unit for _, unit in held if unit not in units] == []
    assert [role for role, unit in held if role in UNIT_ROLES - {Role.ADMIN_UPP} and not unit] == []


def test_no_log_in_is_twice_over_all_governments() -> None:
    names = Counter(person.username for home in HOMES for person in home.people)
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for home in HOMES[1:] for name in names if name.endswith(f".{home.id}")] != []


def test_governments_are_found_by_id_and_by_process() -> None:
    assert demo_government("subulussalam").name == "Pemerintah Kota Subulussalam"
    assert governments()["pengaduan_lombok_tengah"].id == "lombok-tengah"
    with pytest.raises(LookupError):
        demo_government("belum-ada")


def test_a_government_without_stories_has_none() -> None:
    assert stories("belum_ada") == ()


@each_home
def test_complaints_stand_in_many_states(demo: Demo, home: DemoGovernment) -> None:
    with reading(demo.tools.session_factory, home.id) as session:
        of_complaint = (Complaint.instansi_id == Case.instansi_id) & (Complaint.id == Case.id)
        phases = session.scalars(
            select(Case.phase).join(Complaint, of_complaint).where(Case.instansi_id == home.id)
        ).all()
        people = session.scalar(select(func.count()).select_from(User).where(User.instansi_id == home.id))
    assert len(phases) >= 5
    assert len(set(phases)) >= 4
    assert people == len(home.people)


def test_nothing_broke_while_filling(demo: Demo) -> None:
    with everywhere(demo.tools.session_factory) as session:
        assert session.scalars(select(Incident)).all() == []
        lodged = [story for home in HOMES for story in stories(home.stem) if not story.start]
        assert session.scalar(select(func.count()).select_from(Complaint)) == len(lodged)
    assert demo_fill.state(demo.tools) is demo_fill.State.FILLED


@each_home
def test_a_report_has_gone_its_way(demo: Demo, home: DemoGovernment) -> None:
    """Begun by the clock or by hand, worked on by people, and told to whom it is for."""
    with reading(demo.tools.session_factory, home.id) as session:
        reports = session.scalars(select(Report.texts).where(Report.instansi_id == home.id)).all()
        told = session.scalars(select(Event.payload).where(Event.instansi_id == home.id)).all()
    assert any(reports)
    assert any("laporan_disampaikan" in payload for payload in told)


def test_every_government_has_something_to_track(demo: Demo) -> None:
    assert {each["instansi"] for each in demo.receipts} == {home.id for home in HOMES}


def test_clearing_takes_the_files_too(tmp_path: Path) -> None:
    with filled_demo(tmp_path) as filled:
        demo_fill.clear(filled.tools)
    assert not (tmp_path / "berkas").exists()
