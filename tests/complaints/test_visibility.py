"""Who sees what: the rule as a table, and every reading function against every kind of person and complaint."""

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

from complaints import casework
from complaints.casework import TaskFilter
from complaints.casework.file_copies import AUTHOR, Reader, may_have_original
from complaints.casework.visibility import Access, Involvement, Reason, Withheld, decide, involvements
from complaints.people.roles import HIDDEN_NAME_READERS, Role, work_scopes
from engine.actors import Actor
from engine.db import SessionFactory
from engine.errors import NotFoundError
from tests.complaints.desk_rows import NOW, Rows, store_of
from tests.support.everywhere import everywhere
from tests.support.finding import by_number
from tests.support.government import UNITS, Government
from tests.support.readings import opened, opened_file

SECRET = re.compile(r"(NAMA|NIK|TELEPON|EMAIL|ALAMAT|KHUSUS|JUDUL|URAIAN|KECAMATAN|DESA|LOKASI|BERKAS|PESAN)-[\w-]+")
IDENTITY = {"NAMA", "NIK", "TELEPON", "EMAIL", "ALAMAT"}

every_role = st.frozensets(st.sampled_from([*Role, "peran_tak_dikenal"]))
nearness = st.sampled_from(Involvement)


# The rule


@given(roles=every_role, involvement=nearness, rahasia=st.booleans())
def test_nobody_learns_who_an_anonymous_reporter_is(
    roles: frozenset[str], involvement: Involvement, rahasia: bool
) -> None:
    assert decide(roles=roles, involvement=involvement, anonim=True, rahasia=rahasia).identity is not None


@given(roles=every_role, anonim=st.booleans())
def test_a_secret_case_opens_only_to_who_has_it_in_hand_and_to_the_admin_tiers(
    roles: frozenset[str], anonim: bool
) -> None:
    admin = bool(roles & {"admin_nasional", "admin_instansi"})
    for involvement in Involvement:
        access = decide(roles=roles, involvement=involvement, anonim=anonim, rahasia=True)
        assert (access.substance is None) == (admin or involvement is Involvement.IN_HAND)


@given(roles=every_role, anonim=st.booleans(), rahasia=st.booleans())
def test_without_a_task_only_admin_tiers_and_auditors_see_that_a_case_exists(
    roles: frozenset[str], anonim: bool, rahasia: bool
) -> None:
    access = decide(roles=roles, involvement=Involvement.NONE, anonim=anonim, rahasia=rahasia)
    assert access.case == bool(roles & {"admin_nasional", "admin_instansi", "auditor"})


@given(roles=every_role, anonim=st.booleans(), rahasia=st.booleans())
def test_coming_nearer_never_closes_anything(roles: frozenset[str], anonim: bool, rahasia: bool) -> None:
    seen = [decide(roles=roles, involvement=near, anonim=anonim, rahasia=rahasia) for near in Involvement]
    for farther, nearer in pairwise(seen):
        assert nearer.case >= farther.case
        assert (nearer.substance is None) >= (farther.substance is None)
        assert (nearer.identity is None) >= (farther.identity is None)


def test_identity_is_never_open_where_the_substance_is_closed() -> None:
    for role, near, anonim, rahasia in product(Role, Involvement, (False, True), (False, True)):
        access = decide(roles={role}, involvement=near, anonim=anonim, rahasia=rahasia)
        assert access.identity is not None or access.substance is None


def test_a_hidden_name_is_read_by_those_who_verify_reports() -> None:
    """NG-P6(5): the reporter is known and asked not to be shown; the unit that handles the report sees no name."""
    for role, near, rahasia in product(Role, Involvement, (False, True)):
        plain = decide(roles={role}, involvement=near, anonim=False, rahasia=rahasia)
        found = decide(roles={role}, involvement=near, anonim=False, rahasia=rahasia, hidden=True)
        assert (found.case, found.substance) == (plain.case, plain.substance)
        if role in HIDDEN_NAME_READERS or plain.identity is not None:
            assert found == plain
        else:
            assert found.identity is Reason.HIDDEN
        assert decide(roles={role}, involvement=near, anonim=True, rahasia=rahasia, hidden=True).identity is not None


def test_a_withheld_value_is_no_value_and_prints_nothing() -> None:
    mark = Withheld(Reason.RAHASIA)
    assert not mark
    assert str(mark) == ""
    assert Access(case=True).substance_or_withheld("isi") == "isi"
    assert Access(case=True, substance=Reason.RAHASIA).substance_or_withheld("isi") == mark


# What the reading functions give


@dataclass(frozen=True)
class Told:
    """A case of the population, and what is true of it."""

    id: UUID
    number: str
    mark: str
    anonim: bool
    rahasia: bool
    unit: str


@dataclass(frozen=True)
class Population:
    session: Session
    instansi_id: str
    cases: list[Told]
    people: dict[str, Actor]
    holder: Actor
    former: Actor


KESEHATAN, UMUM = "dinas-kesehatan", "dinas-pekerjaan-umum"


@pytest.fixture
def population(session_factory: SessionFactory, instansi: Government) -> Iterator[Population]:
    """Each flag × each unit or none, open tasks of each tier, one who holds, one who held, a noisy neighbour."""
    with everywhere(session_factory) as session:
        for each in (instansi.neighbour, instansi.id):
            population = _populate(Rows(session, each).version())
        yield population
        session.rollback()


def _populate(rows: Rows) -> Population:
    people = {role: rows.person(f"Orang {role}", (role, "")) for role in Role if role not in UNIT_HOLDERS}
    for role, unit in product(UNIT_HOLDERS, UNITS):
        people[f"{role}@{unit}"] = rows.person(f"Orang {role} {unit}", (role, unit))
    people["tanpa peran"] = rows.person("Tanpa Peran")
    holder = rows.person("Pemegang", ("pejabat_penghubung", KESEHATAN))
    former = rows.person("Pernah", ("admin_upp", UMUM))
    cases = []
    for anonim, rahasia, unit in product((False, True), (False, True), ("", KESEHATAN, UMUM)):
        row = rows.complaint(anonim=anonim, rahasia=rahasia, unit=unit)
        cases.append(Told(row.id, row.number, row.uraian.removeprefix("URAIAN-"), anonim, rahasia, unit))
        rows.done(row.id, "admin_instansi", "", by=people[Role.ADMIN_INSTANSI].id)
        if not unit:
            rows.task(row.id, "apip")
            continue
        rows.task(row.id, "pejabat_penghubung", unit, claimed_by=holder.id if unit == KESEHATAN else None)
        rows.task(row.id, "pejabat_berwenang", unit)
        rows.done(row.id, "admin_upp", unit, by=former.id)
        if unit == KESEHATAN:
            rows.copy(row.id, "pejabat_penghubung", UMUM)
    return Population(rows.session, rows.instansi_id, cases, people, holder, former)


UNIT_HOLDERS = (Role.PEJABAT_PENGHUBUNG, Role.PEJABAT_BERWENANG, Role.ADMIN_UPP)
ADMINS = {Role.ADMIN_NASIONAL, Role.ADMIN_INSTANSI}


def _involved(population: Population, person: Actor, told: Told) -> Involvement:
    """The same question answered from how the population was made, not from the tables."""
    if person in (population.people[Role.ADMIN_INSTANSI],):
        return Involvement.IN_HAND
    if told.unit and person == population.former:
        return Involvement.IN_HAND
    if told.unit == KESEHATAN and person == population.holder:
        return Involvement.IN_HAND
    offered = {("apip", "")} if not told.unit else {(role, told.unit) for role in UNIT_HOLDERS}
    if person.memberships & offered:
        return Involvement.OFFERED
    copied = told.unit == KESEHATAN and ("pejabat_penghubung", UMUM) in person.memberships
    return Involvement.COPIED if copied else Involvement.NONE


def _everyone(population: Population) -> list[Actor]:
    return [*population.people.values(), population.holder, population.former]


def _secrets(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for match in SECRET.finditer(text):
        kind, _, mark = match.group(0).partition("-")
        found.setdefault(mark.split(".")[0].split("@")[0], set()).add(kind)
    return found


def test_the_case_file_gives_each_person_exactly_what_the_rule_says(population: Population) -> None:
    for person, told in product(_everyone(population), population.cases):
        roles = {role for role, _ in person.memberships}
        expected = decide(
            roles=roles, involvement=_involved(population, person, told), anonim=told.anonim, rahasia=told.rahasia
        )
        scopes = work_scopes(person, units=UNITS)
        arguments = {"instansi_id": population.instansi_id, "actor": person, "scopes": scopes, "case_id": told.id}
        if not expected.case:
            with pytest.raises(NotFoundError):
                opened(population.session, now=NOW, **arguments)
            continue
        view = opened(population.session, now=NOW, **arguments)
        seen = _secrets(repr(view))
        assert set(seen) <= {told.mark, str(int(told.number[-6:]))}
        kinds = set().union(*seen.values()) if seen else set()
        assert bool(kinds - IDENTITY) == (expected.substance is None), person.name
        assert bool(kinds & IDENTITY) == (expected.identity is None), person.name
        assert view.access == expected


def test_the_case_of_a_neighbouring_government_does_not_exist(population: Population, instansi: Government) -> None:
    admin = population.people[Role.ADMIN_NASIONAL]
    scopes = work_scopes(admin, units=UNITS)
    for told in population.cases:
        with pytest.raises(NotFoundError):
            opened(
                population.session, now=NOW, instansi_id=instansi.neighbour, actor=admin, scopes=scopes, case_id=told.id
            )


def test_the_task_list_never_shows_what_is_withheld(population: Population) -> None:
    by_id = {told.id: told for told in population.cases}
    for person in _everyone(population):
        page = casework.inbox(
            population.session, instansi_id=population.instansi_id, actor=person,
            scopes=work_scopes(person, units=UNITS), now=NOW, filters=TaskFilter(), limit=200,
        )  # fmt: skip
        for row in page.rows:
            told = by_id[row.case_id]
            near = _involved(population, person, told)
            assert near is not Involvement.NONE
            open_to = decide(
                roles={r for r, _ in person.memberships}, involvement=near, anonim=told.anonim, rahasia=told.rahasia
            )
            assert isinstance(row.judul, Withheld) == told.rahasia  # a title is read on the page, which is noted
            assert told.rahasia or open_to.substance is None
        seen = _secrets(repr(page))
        assert not set().union(*seen.values()) & IDENTITY if seen else True


def test_a_search_finds_nothing_by_identity_and_nothing_of_a_withheld_title(population: Population) -> None:
    for person, told in product(_everyone(population), population.cases):
        scopes = work_scopes(person, units=UNITS)
        for word in (f"NAMA-{told.mark}", f"NIK-{told.mark}", f"EMAIL-{told.mark}@contoh.id", f"ALAMAT-{told.mark}"):
            assert not _found(population, person, scopes, word)
        open_to = decide(
            roles={r for r, _ in person.memberships},
            involvement=_involved(population, person, told),
            anonim=told.anonim,
            rahasia=told.rahasia,
        )
        hits = _found(population, person, scopes, f"judul-{told.mark} BERLUBANG")
        assert hits <= {told.id}
        if told.rahasia or not open_to.case:
            assert not hits


def _found(population: Population, person: Actor, scopes: list[tuple[str, str]], text: str) -> set[UUID]:
    page = casework.inbox(
        population.session, instansi_id=population.instansi_id, actor=person, scopes=scopes, now=NOW,
        filters=TaskFilter(text=text), limit=200,
    )  # fmt: skip
    return {row.case_id for row in page.rows}


def test_a_number_opens_only_ones_own_cases(population: Population) -> None:
    for person in _everyone(population):
        scopes = work_scopes(person, units=UNITS)
        rows = by_number(
            population.session, instansi_id=population.instansi_id, actor=person, scopes=scopes, beginning="tl-2026-"
        )
        is_admin = bool({r for r, _ in person.memberships} & ADMINS)
        expected = {
            told.id
            for told in population.cases
            if is_admin or _involved(population, person, told) is not Involvement.NONE
        }
        assert {row.case_id for row in rows} == expected, person.name
        for row in rows:
            told = next(each for each in population.cases if each.id == row.case_id)
            assert isinstance(row.judul, Withheld) == told.rahasia


def test_a_file_is_found_only_by_who_may_read_the_substance(population: Population, tmp_path: Path) -> None:
    store = store_of(population.session, tmp_path)
    admin = population.people[Role.ADMIN_NASIONAL]
    told = next(each for each in population.cases if each.rahasia and each.unit == KESEHATAN)
    everything = {"instansi_id": population.instansi_id, "case_id": told.id}
    view = opened(population.session, now=NOW, actor=admin, scopes=work_scopes(admin, units=UNITS), **everything)
    assert not isinstance(view.files, Withheld)
    file_id = view.files[0].id
    for person in _everyone(population):
        scopes = work_scopes(person, units=UNITS)
        arguments = {"actor": person, "scopes": scopes, "file_id": file_id, **everything}
        may = (
            bool({r for r, _ in person.memberships} & ADMINS)
            or _involved(population, person, told) is Involvement.IN_HAND
        )
        if may:
            assert opened_file(population.session, store, now=NOW, **arguments).name.startswith("BERKAS-")
        else:
            with pytest.raises(NotFoundError):
                opened_file(population.session, store, now=NOW, **arguments)
    other = next(each for each in population.cases if each.id != told.id)
    with pytest.raises(NotFoundError):
        opened_file(
            population.session, store, now=NOW, instansi_id=population.instansi_id, case_id=other.id, file_id=file_id, actor=admin,
            scopes=work_scopes(admin, units=UNITS),
        )  # fmt: skip


def test_the_sealed_original_of_a_complainant_stays_sealed(population: Population, tmp_path: Path) -> None:
    """Its metadata could tell who sent it and where they live; the cleaned copy cannot."""
    store = store_of(population.session, tmp_path)
    for person, told in product(_everyone(population), population.cases):
        arguments = {
            "instansi_id": population.instansi_id, "actor": person, "scopes": work_scopes(person, units=UNITS),
            "case_id": told.id,
        }  # fmt: skip
        try:
            view = opened(population.session, now=NOW, **arguments)
        except NotFoundError:
            continue
        for file in view.files if not isinstance(view.files, Withheld) else ():
            assert not file.original
            assert opened_file(population.session, store, now=NOW, file_id=file.id, **arguments).content == b"salinan"
            with pytest.raises(NotFoundError):
                opened_file(population.session, store, now=NOW, file_id=file.id, original=True, **arguments)


@pytest.mark.parametrize(
    ("reader", "handed_in", "added"),
    [
        (Reader(Access(case=True)), False, True),
        (Reader(Access(case=True, identity=Reason.ANONIM)), False, True),
        (Reader(Access(case=True), hands_over=True), True, True),
        (Reader(Access(case=True, identity=Reason.ANONIM), hands_over=True), False, True),
        (Reader(Access(case=True, identity=Reason.RAHASIA), hands_over=True), False, True),
        (AUTHOR, False, False),
    ],
)
def test_who_may_have_an_original(reader: Reader, handed_in: bool, added: bool) -> None:
    assert may_have_original(reader, handed_in=True) is handed_in
    assert may_have_original(reader, handed_in=False) is added


def test_nearness_is_read_for_many_cases_at_once(population: Population) -> None:
    for person in _everyone(population):
        near = involvements(
            population.session, instansi_id=population.instansi_id, actor=person,
            scopes=work_scopes(person, units=UNITS), case_ids=[told.id for told in population.cases],
        )  # fmt: skip
        for told in population.cases:
            assert near.get(told.id, Involvement.NONE) is _involved(population, person, told)
