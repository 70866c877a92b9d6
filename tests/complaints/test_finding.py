"""An officer finds cases by what somebody remembers of them, and never one, a word or a name that is none of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from complaints import finding
from complaints.audit import CaseFilter, walks
from complaints.casework import words
from complaints.casework.words import Sought
from complaints.models import Complaint, Reading, Reporter
from complaints.people.roles import ADMIN_TIERS, PROCESS_ROLES, RESTRICTED_ROLES, SYSTEM_ROLES, Role, work_scopes
from engine.actors import Actor
from engine.db import SessionFactory
from engine.models import Case
from tests.complaints.desk_rows import NOW, Rows
from tests.support.everywhere import everywhere
from tests.support.government import UNITS, Government
from tests.support.statements import statements

UMUM, KESEHATAN = "dinas-pekerjaan-umum", "dinas-kesehatan"
ADMIN = Actor("a", "Ani", frozenset({(Role.ADMIN_INSTANSI, "")}))


@pytest.fixture
def rows(session_factory: SessionFactory, instansi: Government) -> Iterator[Rows]:
    """The neighbour has a case with the same words, place, name and telephone number."""
    with everywhere(session_factory) as session:
        noise = Rows(session, instansi.neighbour).version()
        named(noise, noise.complaint(judul="Jalan rusak", number="TL-2026-7K4M2Q", desa="Angsau").id)
        yield Rows(session, instansi.id).version()
        session.rollback()


def named(rows: Rows, case_id: UUID, nama: str = "Siti Rahmah", telepon: str = "+62 812-3456-7890") -> UUID:
    wanted = (Reporter.instansi_id == rows.instansi_id, Reporter.complaint_id == case_id)
    rows.session.execute(update(Reporter).where(*wanted).values(nama=nama, telepon=telepon))
    return case_id


def find(rows: Rows, text: str = "", where: str = "", *, actor: Actor = ADMIN, **filters: Any) -> list[UUID]:
    page = finding.find(
        rows.session,
        instansi_id=rows.instansi_id,
        actor=actor,
        scopes=work_scopes(actor, units=UNITS),
        now=NOW,
        filters=CaseFilter(sought=Sought(text, where), **filters),
    )
    return [row.state.id for row in page.rows]


def test_a_number_is_found_by_any_part_of_it(rows: Rows) -> None:
    one = rows.complaint(number="TL-2026-7K4M2Q").id
    rows.complaint(number="TL-2026-AAAAAA")
    for part in ("TL-2026-7K4M2Q", "tl20267k4m2q", "7K4M2Q", "7k4", "4m2", "M2Q", "2026-7K", "TL-2026-7"):
        assert find(rows, part) == find(rows, part, "nomor") == [one], part
    for part in ("7K4M2X", "2026-4M", "%", "'", "K4", "\\"):
        assert find(rows, part, "nomor") == [], part


def test_words_are_found_in_text_and_place_whichever_form_they_have(rows: Rows) -> None:
    one = rows.complaint(
        judul="Jalan RUSAK parah", uraian="Mohon segera diperbaiki; anak-anak jatuh.", desa="Angsau"
    ).id
    rows.complaint(judul="Sampah menumpuk", uraian="Di pasar.", desa="Pelaihari")
    assert find(rows, "rusak jalan") == find(rows, "JATUH") == find(rows, "parah", "isi") == [one]
    assert find(rows, "angs") == find(rows, "angsau", "tempat") == [one], "the beginning of a word is enough"
    assert find(rows, "rusak angsau") == find(rows, "rusak angsau", "isi") == [one]
    assert find(rows, "rusak", "tempat") == find(rows, "rusak pasar") == []
    for odd in (
        "rusak & | ! ( :*",
        "'\"; DROP TABLE complaint --",
        "a" * 500,
        "{judul} : x",
        "NEAR(a b)",
        "___",
        "rusak:*",
    ):
        assert find(rows, odd) in ([], [one]), odd
    if rows.session.get_bind().dialect.name == "postgresql":
        assert find(rows, "memperbaiki") == find(rows, "perbaikan") == [one], "reduced to what they have in common"


def test_who_reported_is_found_by_name_and_any_part_of_the_telephone_number(rows: Rows) -> None:
    one = named(rows, rows.complaint().id)
    rows.complaint()
    for typed in ("siti", "Rahmah Siti", "0812-3456", "+62 812 3456 7890", "081234567890", "7890", "3456"):
        assert find(rows, typed) == [one], typed
    assert find(rows, "siti", "nama") == find(rows, "34567", "telepon") == [one]
    assert find(rows, "siti", "telepon") == find(rows, "siti", "isi") == find(rows, "34567", "nama") == []
    assert find(rows, "678", "telepon") == [], "three digits are those of too many"


@pytest.mark.parametrize("closed", ["rahasia", "restricted", "anonim", "nama_tersembunyi"])
def test_who_is_not_to_be_named_is_found_by_nobody(rows: Rows, closed: str) -> None:
    """Whatever the role, and with the task in hand: neither by name nor by telephone number; of a secret one and of a
    whistleblower's report not a word either."""
    complaint = rows.complaint(judul="Jalan rusak", desa="Angsau", **{closed: True})
    named(rows, complaint.id)
    for role in sorted({*PROCESS_ROLES, *SYSTEM_ROLES}):
        actor = rows.person("Ani", (role, ""))
        rows.task(complaint.id, role, claimed_by=actor.id)
        for where in ("", "nama", "telepon", "isi"):
            assert find(rows, "siti", where, actor=actor) == find(rows, "0812345678", where, actor=actor) == [], role
        if closed in ("rahasia", "restricted"):
            for where in ("", "isi", "tempat"):
                assert find(rows, "rusak", where, actor=actor) == find(rows, "angsau", where, actor=actor) == [], role


def test_only_what_is_ones_business_is_found_and_counted(rows: Rows) -> None:
    """As the rule opens cases: an admin tier all, others what they have or had to do with or got a copy of."""
    case = named(rows, rows.complaint(judul="Jalan rusak", unit=UMUM).id)
    rows.task(case, "pejabat_penghubung", UMUM)
    rows.copy(case, "kepala_pd", KESEHATAN)
    opened = {
        (role, unit)
        for role in sorted({*PROCESS_ROLES, *SYSTEM_ROLES})
        for unit in ("", UMUM, KESEHATAN)
        for actor in [Actor("x", "X", frozenset({(role, unit)}))]
        if find(rows, "rusak", actor=actor)
    }
    every = {(role, unit) for role in ADMIN_TIERS for unit in ("", UMUM, KESEHATAN)}
    own = {
        (Role.PEJABAT_PENGHUBUNG, ""),
        (Role.PEJABAT_PENGHUBUNG, UMUM),
        (Role.KEPALA_PD, ""),
        (Role.KEPALA_PD, KESEHATAN),
    }
    assert opened == every | own
    stranger = Actor("x", "X", frozenset({(Role.KEPALA_PD, UMUM)}))
    for actor, number in ((stranger, 0), (ADMIN, 1)):
        for asked in (
            CaseFilter(),
            CaseFilter(sought=Sought("siti")),
            CaseFilter(unit=UMUM),
            CaseFilter(phase="verifikasi"),
        ):
            counted = finding.count(
                rows.session, instansi_id=rows.instansi_id, actor=actor, scopes=work_scopes(actor, units=UNITS), now=NOW,
                filters=asked,
            )  # fmt: skip
            assert (counted.number, counted.whole) == (number, True)


def test_a_report_of_a_whistleblower_is_found_by_its_number_from_the_beginning_and_by_those_who_handle_it(
    rows: Rows,
) -> None:
    report = rows.complaint(restricted=True, rahasia=True, number="BT-2026-WBS123").id
    handler = rows.person("Wiwin", (Role.PETUGAS_WBS, ""))
    rows.task(report, Role.PETUGAS_WBS)
    assert find(rows, "BT-2026-WBS", "nomor", actor=handler) == [report]
    assert find(rows, "WBS123", "nomor", actor=handler) == []
    for role in sorted({*PROCESS_ROLES, *SYSTEM_ROLES} - RESTRICTED_ROLES):
        actor = Actor("x", "X", frozenset({(role, "")}))
        assert find(rows, "BT-2026-WBS123", actor=actor) == find(rows, actor=actor) == [], role


def test_what_was_corrected_made_secret_or_erased_is_not_found_any_more(rows: Rows) -> None:
    case = named(rows, rows.complaint(judul="Jalan rusak", uraian="Mohon ditambal", desa="Angsau").id)
    mine = (Complaint.instansi_id == rows.instansi_id, Complaint.id == case)

    def changed(**values: Any) -> None:
        rows.session.execute(update(Complaint).where(*mine).values(**values))

    changed(judul="Jembatan miring")
    assert (find(rows, "rusak"), find(rows, "miring")) == ([], [case])
    named(rows, case, nama="Budi", telepon="0811000111")
    assert (find(rows, "siti"), find(rows, "8123456")) == ([], [])
    assert find(rows, "budi") == find(rows, "0811000") == [case]
    changed(rahasia=True)
    assert find(rows, "miring") == find(rows, "budi") == []
    changed(rahasia=False, anonim=True)
    assert (find(rows, "miring"), find(rows, "budi")) == ([case], [])
    changed(judul="(dihapus)", uraian="", kecamatan="", desa="", lokasi="")
    rows.session.execute(
        delete(Reporter).where(Reporter.instansi_id == rows.instansi_id, Reporter.complaint_id == case)
    )
    assert find(rows, "miring") == find(rows, "ditambal") == find(rows, "angsau") == []
    if rows.session.get_bind().dialect.name == "sqlite":
        kept = rows.session.connection().exec_driver_sql("SELECT * FROM complaint_words").all()
        assert "Budi" not in str(kept)
        assert "tambal" not in str(kept)


def test_filters_narrow_and_the_oldest_may_come_first(rows: Rows) -> None:
    old = rows.complaint(jenis="aspirasi", kategori_sla="normatif", phase="selesai").id
    new = rows.complaint(unit=UMUM).id
    for case_id, days in ((old, 9), (new, 1)):
        at = NOW - timedelta(days=days)
        rows.session.execute(
            update(Case).where(Case.instansi_id == rows.instansi_id, Case.id == case_id).values(started_at=at)
        )
        mine = (Complaint.instansi_id == rows.instansi_id, Complaint.id == case_id)
        rows.session.execute(update(Complaint).where(*mine).values(entered_at=at))
    assert find(rows) == [new, old]
    assert find(rows, oldest=True) == [old, new]
    assert find(rows, jenis="aspirasi") == find(rows, kategori="normatif") == find(rows, phase="selesai") == [old]
    assert find(rows, unit=UMUM) == find(rows, since=NOW - timedelta(days=2)) == [new]
    assert find(rows, "berlubang", jenis="aspirasi") == [old]
    assert find(rows, jenis="aspirasi", unit=UMUM) == []


def test_many_with_the_word_are_walked_page_by_page(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints.casework.words.FEW", 2)
    cases = {named(rows, rows.complaint(judul="Jalan rusak").id) for _ in range(5)}
    rows.complaint(judul="Lampu padam")
    for typed in ("rusak", "siti", "0812345", "2026"):
        seen: list[UUID] = []
        after = None
        for _ in range(4):
            page = finding.find(
                rows.session, instansi_id=rows.instansi_id, actor=ADMIN, scopes=work_scopes(ADMIN, units=UNITS), now=NOW,
                filters=CaseFilter(sought=Sought(typed)), after=after, limit=2,
            )  # fmt: skip
            seen += [row.state.id for row in page.rows]
            after = page.after
            if after is None:
                break
        assert len(seen) == len(set(seen)), typed
        assert set(seen) >= cases if typed == "2026" else set(seen) == cases, typed


def test_where_looking_ends_tells_nobody_how_many_reports_of_whistleblowers_there_are(
    rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The end of a page is a moment and a row: they are of a case that this person may see, and as far as without."""
    monkeypatch.setattr(walks, "LOOKED_AT", 3)

    def ends(**filters: Any) -> tuple[Any, ...]:
        page = finding.find(
            rows.session, instansi_id=rows.instansi_id, actor=ADMIN, scopes=[], now=NOW,
            filters=CaseFilter(status="completed", **filters),
        )  # fmt: skip
        return page.after, page.looked_until

    def at(case_id: UUID, days: int) -> None:
        moment = NOW - timedelta(days=days)
        for model, column in ((Case, "started_at"), (Complaint, "entered_at")):
            mine = (model.instansi_id == rows.instansi_id, model.id == case_id)  # type: ignore[attr-defined]
            rows.session.execute(update(model).where(*mine).values({column: moment}))

    for days in (2, 4, 6, 8):
        at(rows.complaint(unit=UMUM).id, days)
    asked: list[dict[str, Any]] = [{}, {"unit": UMUM}, {"since": NOW - timedelta(days=20)}]
    before = [ends(**each) for each in asked]
    assert all(after is not None for after, _until in before)
    for days in (1, 3, 5):
        at(rows.complaint(unit=UMUM, restricted=True).id, days)
    assert [ends(**each) for each in asked] == before


def test_a_search_by_words_or_a_name_is_noted_without_them_and_one_by_number_is_not(rows: Rows) -> None:
    named(rows, rows.complaint(number="TL-2026-7K4M2Q").id)
    actor = rows.person("Ani", (Role.ADMIN_INSTANSI, ""))
    find(rows, "TL-2026-7K4M2Q", actor=actor)
    find(rows, "7K4", "nomor", actor=actor)
    find(rows, jenis="aspirasi", actor=actor)
    told = select(Reading).where(Reading.instansi_id == rows.instansi_id)
    assert rows.session.scalars(told).all() == []
    find(rows, "siti", actor=actor)
    (row,) = rows.session.scalars(told)
    assert (row.what, row.part, row.actor_name) == ("cari", "1", "Ani")


def test_a_title_that_lists_withhold_is_withheld_here_too(rows: Rows) -> None:
    rows.complaint(rahasia=True, number="TL-2026-7K4M2Q")
    page = finding.find(
        rows.session, instansi_id=rows.instansi_id, actor=ADMIN, scopes=[], now=NOW,
        filters=CaseFilter(sought=Sought("7K4M")),
    )  # fmt: skip
    assert "JUDUL" not in repr(page)
    assert len(page.rows) == 1


def test_a_topic_narrows_and_tells_nothing_of_what_is_secret(rows: Rows) -> None:
    about = {"topic": "kesehatan"}
    one = rows.complaint(judul="Antrean", **about).id
    rows.complaint(judul="Jalan", topic="infrastruktur")
    rows.complaint(judul="Pasien", rahasia=True, **about)
    rows.complaint(judul="Suap", restricted=True, **about)
    assert find(rows, topic="kesehatan") == find(rows, "antrean", topic="kesehatan") == [one]
    assert find(rows, "jalan", topic="kesehatan") == find(rows, topic="pendidikan") == []
    assert find(rows, topic="kesehatan", actor=Actor("b", "Budi", frozenset({(Role.ADMIN_UPP, UMUM)}))) == []


def test_a_page_costs_the_same_however_many_there_are(rows: Rows, session_factory: SessionFactory) -> None:
    for _ in range(4):
        named(rows, rows.complaint(judul="Jalan rusak").id)
    for typed, most in (("", 4), ("rusak", 7), ("siti", 7)):
        with statements(session_factory) as sent:
            find(rows, typed)
        assert len(sent) <= most, sent


def test_without_words_in_the_database_numbers_are_found_by_their_beginning(
    rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite may be built without FTS5."""
    one = rows.complaint(number="TL-2026-7K4M2Q", judul="Jalan rusak").id
    monkeypatch.setattr(words, "available", lambda _session: False)
    if rows.session.get_bind().dialect.name == "postgresql":
        return
    assert find(rows, "TL-2026-7K", "nomor") == [one]
    assert find(rows, "rusak") == []
