"""A report of a whistleblower is read by those who have a task in it and by nobody else, whatever their role opens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from complaints import audit, casework
from complaints.audit import CaseFilter
from complaints.casework import TaskFilter
from complaints.casework.visibility import NO_ACCESS, Involvement, Reason, Withheld, decide
from complaints.people.roles import RESTRICTED_ROLES, Role, work_scopes
from complaints.workshop.cases import lines
from engine.actors import Actor
from engine.db import SessionFactory
from engine.errors import NotFoundError
from tests.complaints.desk_rows import NOW, Rows, store_of
from tests.support.everywhere import everywhere
from tests.support.finding import by_number
from tests.support.government import UNITS, Government
from tests.support.readings import opened, opened_file, reasoned_case_file

CANARY = re.compile(r"(NAMA|NIK|TELEPON|EMAIL|ALAMAT|JUDUL|URAIAN|LOKASI|BERKAS|PESAN|PIHAK)-")
IDENTITY = {"NAMA", "NIK", "TELEPON", "EMAIL", "ALAMAT"}
PSEUDONYM = "Pelapor Anggrek 27"

every_role = st.frozensets(st.sampled_from([*Role, "peran_tak_dikenal"]))


# The rule


@given(roles=every_role, anonim=st.booleans(), rahasia=st.booleans())
def test_no_role_opens_it_without_a_task(roles: frozenset[str], anonim: bool, rahasia: bool) -> None:
    access = decide(roles=roles, involvement=Involvement.NONE, anonim=anonim, rahasia=rahasia, restricted=True)
    assert access == NO_ACCESS


@given(roles=every_role, involvement=st.sampled_from(Involvement), anonim=st.booleans())
def test_only_the_wbs_officer_who_has_it_in_hand_learns_a_name_that_was_given(
    roles: frozenset[str], involvement: Involvement, anonim: bool
) -> None:
    access = decide(roles=roles, involvement=involvement, anonim=anonim, rahasia=True, restricted=True)
    told = Role.PETUGAS_WBS in roles and involvement is Involvement.IN_HAND and not anonim
    assert (access.identity is None) == told


@given(roles=every_role, involvement=st.sampled_from(Involvement), anonim=st.booleans())
def test_who_handles_such_reports_no_more_reads_none_not_even_those_they_worked_on(
    roles: frozenset[str], involvement: Involvement, anonim: bool
) -> None:
    held = roles - RESTRICTED_ROLES
    assert decide(roles=held, involvement=involvement, anonim=anonim, rahasia=True, restricted=True) == NO_ACCESS


@given(roles=every_role, anonim=st.booleans())
def test_coming_nearer_never_closes_anything(roles: frozenset[str], anonim: bool) -> None:
    seen = [decide(roles=roles, involvement=near, anonim=anonim, rahasia=True, restricted=True) for near in Involvement]
    for farther, nearer in pairwise(seen):
        assert nearer.case >= farther.case
        assert (nearer.substance is None) >= (farther.substance is None)
        assert (nearer.identity is None) >= (farther.identity is None)


# What the reading functions give


@dataclass(frozen=True)
class Population:
    session: Session
    instansi_id: str
    open_id: UUID
    """A restricted report whose reporter gave a name."""
    anonymous_id: UUID
    numbers: dict[UUID, str]
    people: dict[str, Actor]
    holder: Actor
    """The WBS officer who did the first task of both."""
    examiner: Actor
    """Of APIP, with the task of both in hand."""


@pytest.fixture
def population(session_factory: SessionFactory, instansi: Government) -> Iterator[Population]:
    """Two restricted reports among ordinary ones; everybody has a role in the whole government and in every unit."""
    with everywhere(session_factory) as session:
        rows = Rows(session, instansi.id).version()
        people = {
            role.value: rows.person(f"Orang {role}", (role, ""), *((role, unit) for unit in UNITS)) for role in Role
        }
        people["tanpa peran"] = rows.person("Tanpa Peran")
        holder = rows.person("Pemegang", (Role.PETUGAS_WBS, ""))
        examiner = rows.person("Pemeriksa", (Role.APIP, ""))
        for _ in range(3):
            ordinary = rows.complaint()
            rows.task(ordinary.id, "admin_instansi")
        ids, numbers = [], {}
        for anonim in (False, True):
            row = rows.complaint(
                restricted=True, pseudonym=PSEUDONYM, judul=PSEUDONYM, anonim=anonim, rahasia=True,
                kecamatan="", desa="", waktu_kejadian="telah", pihak_terlibat="PIHAK-seorang kepala", unit="inspektorat",
            )  # fmt: skip
            rows.done(row.id, Role.PETUGAS_WBS, "", by=holder.id)
            rows.task(row.id, Role.APIP, claimed_by=examiner.id)
            ids.append(row.id)
            numbers[row.id] = row.number
        yield Population(session, instansi.id, ids[0], ids[1], numbers, people, holder, examiner)
        session.rollback()


READERS = {Role.PETUGAS_WBS.value, Role.APIP.value}


def _near(population: Population, person: Actor) -> Involvement:
    if person in (population.holder, population.examiner):
        return Involvement.IN_HAND
    offered = {role for role, _ in person.memberships} & READERS
    return Involvement.OFFERED if offered else Involvement.NONE


def _everybody(population: Population) -> list[Actor]:
    return [*population.people.values(), population.holder, population.examiner]


def _canaries(value: object) -> set[str]:
    return set(CANARY.findall(repr(value)))


def test_the_case_file_opens_to_who_has_a_task_and_does_not_exist_for_others(population: Population) -> None:
    for person, case_id in product(_everybody(population), population.numbers):
        arguments = {
            "instansi_id": population.instansi_id, "actor": person, "scopes": work_scopes(person, units=UNITS),
            "case_id": case_id,
        }  # fmt: skip
        if _near(population, person) is Involvement.NONE:
            with pytest.raises(NotFoundError):
                opened(population.session, now=NOW, **arguments)
            with pytest.raises(NotFoundError):
                casework.access_to(population.session, **arguments)
            continue
        view = opened(population.session, now=NOW, **arguments)
        named = person == population.holder and case_id == population.open_id
        assert bool(_canaries(view) & IDENTITY) == named, person.name
        assert {"URAIAN", "PIHAK"} <= _canaries(view)
        assert view.pseudonym == PSEUDONYM


def test_a_file_opens_to_the_same_people_and_its_original_to_nobody(population: Population, tmp_path: Path) -> None:
    store = store_of(population.session, tmp_path)
    mine = {"instansi_id": population.instansi_id, "case_id": population.open_id}
    view = opened(population.session, now=NOW, actor=population.holder, scopes=[], **mine)
    assert not isinstance(view.files, Withheld)
    for person in _everybody(population):
        arguments = {"actor": person, "scopes": work_scopes(person, units=UNITS), "file_id": view.files[0].id, **mine}
        if _near(population, person) is Involvement.NONE:
            with pytest.raises(NotFoundError):
                opened_file(population.session, store, now=NOW, **arguments)
        else:
            assert opened_file(population.session, store, now=NOW, **arguments).content == b"salinan"
            with pytest.raises(NotFoundError):
                opened_file(population.session, store, now=NOW, original=True, **arguments)


def test_lists_and_searches_of_others_do_not_know_it(population: Population) -> None:
    for person in _everybody(population):
        scopes = work_scopes(person, units=UNITS)
        everything = {"instansi_id": population.instansi_id, "actor": person}
        near = _near(population, person)
        for text in ("", *population.numbers.values(), "Anggrek", "PIHAK", "URAIAN"):
            page = casework.inbox(
                population.session, scopes=scopes, now=NOW, filters=TaskFilter(text=text), limit=200, **everything
            )
            found = {row.case_id for row in page.rows} & set(population.numbers)
            assert not found or "apip" in {role for role, _ in person.memberships}
            assert not _canaries(page) & (IDENTITY | {"URAIAN", "PIHAK"})
        for number in population.numbers.values():
            rows = by_number(population.session, scopes=scopes, beginning=number, **everything)
            assert bool(rows) == (near is not Involvement.NONE), person.name
        done = casework.handled(population.session, **everything)
        assert bool({row.case_id for row in done.rows} & set(population.numbers)) == (person == population.holder)


def test_it_closes_to_who_once_did_its_task_and_lost_the_role(population: Population) -> None:
    for once in (population.holder, population.examiner):
        former = Actor(once.id, once.name, frozenset({(Role.ADMIN_INSTANSI.value, "")}))
        mine = {"instansi_id": population.instansi_id, "actor": former}
        scopes = work_scopes(former, units=UNITS)
        with pytest.raises(NotFoundError):
            opened(population.session, now=NOW, scopes=scopes, case_id=population.open_id, **mine)
        assert not {row.case_id for row in casework.handled(population.session, **mine).rows} & set(population.numbers)
        for number in population.numbers.values():
            assert by_number(population.session, scopes=scopes, beginning=number, **mine) == []


def test_who_walks_through_all_numbers_as_admin_finds_the_ordinary_ones_only(population: Population) -> None:
    admin = population.people[Role.ADMIN_INSTANSI]
    rows = by_number(
        population.session, instansi_id=population.instansi_id, actor=admin,
        scopes=work_scopes(admin, units=UNITS), beginning="TL-2026-",
    )  # fmt: skip
    assert len(rows) == 3
    assert not {row.case_id for row in rows} & set(population.numbers)


def test_the_auditor_sees_that_it_exists_and_neither_number_nor_channel(population: Population) -> None:
    page = audit.search(population.session, instansi_id=population.instansi_id, now=NOW, filters=CaseFilter())
    hidden = [row for row in page.rows if row.restricted]
    assert {row.id for row in hidden} == set(population.numbers)
    assert {(row.number, row.kanal) for row in hidden} == {("", "")}
    assert not _canaries(page)
    for number in [*population.numbers.values(), "TL-2026-"]:
        found = audit.search(
            population.session, instansi_id=population.instansi_id, now=NOW, filters=CaseFilter(number=number)
        )
        assert not any(row.restricted for row in found.rows)


def test_the_auditor_reads_the_way_without_words_even_with_a_task_in_it(population: Population) -> None:
    memberships = frozenset({(Role.AUDITOR.value, ""), (Role.PETUGAS_WBS.value, "")})
    both = Actor(population.holder.id, "Keduanya", memberships)
    for person in (population.people[Role.AUDITOR], both):
        for case_id in population.numbers:
            file = reasoned_case_file(
                population.session, now=NOW, instansi_id=population.instansi_id, actor=person,
                scopes=work_scopes(person, units=UNITS), case_id=case_id,
            )  # fmt: skip
            assert (file.number, file.kanal, file.restricted) == ("", "", True)
            assert file.substance == Withheld(Reason.RESTRICTED)
            assert not _canaries(file)


def test_nobody_but_the_auditor_and_its_readers_finds_it_among_the_audit_pages(population: Population) -> None:
    for person in _everybody(population):
        if _near(population, person) is not Involvement.NONE or Role.AUDITOR in {r for r, _ in person.memberships}:
            continue
        with pytest.raises(NotFoundError):
            reasoned_case_file(
                population.session, now=NOW, instansi_id=population.instansi_id, actor=person,
                scopes=work_scopes(person, units=UNITS), case_id=population.open_id,
            )  # fmt: skip


def test_the_owner_of_the_process_counts_it_without_its_number(population: Population) -> None:
    named = lines(population.session, instansi_id=population.instansi_id, case_ids=list(population.numbers))
    assert [line.label for line in named] == ["–", "–"]
