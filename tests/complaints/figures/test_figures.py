"""What reports say and what they never say: overdue cases, texts without identity, restricted reports, few statements."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from complaints.decrees import DayInput, issue_decree
from complaints.models import DecreeKind
from complaints.people.roles import Role
from complaints.reports.exports import FORMATS, Document
from complaints.reports.figures import KINDS, Table
from complaints.reports.figures.balance import COLUMNS
from complaints.reports.figures.histories import clocks_of
from engine.actors import SISTEM
from engine.db import SessionFactory, unit_of_work
from engine.models import Case
from engine.record import chain
from engine.record.events import CaseMigrated
from engine.record.parts import Alteration
from engine.running.commands import recompute_deadlines
from tests.support.government import TANAH_LAUT
from tests.support.statements import statements
from tests.support.year import Town

BEGINS = datetime.fromisoformat("2023-03-06T09:00+08:00")
UNIT, OTHER = "dinas-sosial", "dinas-kesehatan"
TICKS = dict.fromkeys(("identitas_terverifikasi", "substansi_terverifikasi", "data_dukung_terverifikasi"), True)
VERIFIED = {
    **TICKS, "sesuai_kewenangan": "ya", "lengkap": "ya", "layak": "ya", "rumusan": "sengketa", "subjek": "Dinas",
    "objek": "Pelayanan", "jenis": "pengaduan", "kategori": "infrastruktur", "penyalahgunaan_wewenang": "tidak",
    "bersifat_normatif": "tidak", "berkadar_pengawasan": "tidak", "perlu_pemeriksaan_lapangan": "tidak",
}  # fmt: skip
STAFF = (Role.ADMIN_INSTANSI, Role.ADMIN_NASIONAL, Role.ANGGOTA_TIM, Role.PENANGGUNG_JAWAB, Role.PEJABAT_PENGHUBUNG)


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture
def town(session_factory: SessionFactory, tmp_path: Any) -> Town:
    """Lombok Tengah on a Monday in March 2023; one liaison officer and one official for all units."""
    found = Town(session_factory, "lombok_tengah", BEGINS, tmp_path)
    for role in (*STAFF, Role.PEJABAT_BERWENANG):
        found.hire(role)
    return found


def disposed(town: Town, unit: str = UNIT, **complaint: Any) -> uuid.UUID:
    """A complaint that a unit has just received."""
    case_id = town.lodge(**complaint)
    town.do(case_id, "Task_verifikasi_instansi", **VERIFIED)
    town.do(case_id, "Task_disposisi", arah_disposisi="disposisi", skpd=unit)
    return case_id


def looked_at(town: Town, case_id: uuid.UUID, **answers: Any) -> None:
    given = {"sesuai_kewenangan": "ya", "kategori_diubah": "tidak", **TICKS} | answers
    town.do(case_id, "Task_telaah_penghubung", **given)


def answered(town: Town, case_id: uuid.UUID, jawaban: str = "Sudah diperbaiki.") -> None:
    """From the look of the unit to its answer."""
    looked_at(town, case_id)
    town.do(case_id, "Task_respon_awal", respon_awal="Kami tindak lanjuti.")
    town.do(case_id, "Task_informasikan_kepala", kepala_diberitahu=True)
    town.do(case_id, "Task_tindak_lanjut", hasil="Diperbaiki.")
    town.do(case_id, "Task_laporkan_status", status_penyelesaian="Tuntas.", tuntas="ya")
    town.do(case_id, "Task_susun_jawaban", jawaban=jawaban, ringkasan="Selesai.", penyebab_pengaduan="sarana")


def report(town: Town, kind: str, **options: Any) -> list[Table]:
    return town.report(town.begin("Start_pembinaan"), kind, year=2023, **options)


def row_of(table: Table, name: str) -> dict[str, Any]:
    return next(dict(row) for row in table.rows if name in row.values())


# Statuses and moments


def test_a_complaint_walks_through_the_columns(town: Town) -> None:
    case_id = disposed(town)

    def standing() -> dict[str, Any]:
        found = row_of(report(town, "kinerja_unit")[0], "Dinas Sosial")
        keys = ("belum_terverifikasi", "belum_ditindaklanjuti", "proses", "selesai")
        return {"rtl": found["rtl"], "tl": found["persen_tl"], "in": [key for key in keys if found[key] == 1]}

    assert standing() == {"rtl": None, "tl": 0.0, "in": ["belum_terverifikasi"]}
    town.pass_time(BEGINS + timedelta(days=2))
    looked_at(town, case_id)
    assert standing() == {"rtl": None, "tl": 0.0, "in": ["belum_ditindaklanjuti"]}
    town.pass_time(BEGINS + timedelta(days=3))
    town.do(case_id, "Task_respon_awal", respon_awal="Kami tindak lanjuti.")
    assert standing() == {"rtl": 3.0, "tl": 100.0, "in": ["proses"]}


def test_a_unit_that_gave_the_complaint_back_has_no_assignment(town: Town) -> None:
    case_id = disposed(town, OTHER)
    looked_at(town, case_id, sesuai_kewenangan="tidak", alasan_kewenangan="Urusan Dinas Sosial.")
    town.do(case_id, "Task_disposisi", arah_disposisi="disposisi", skpd=UNIT)
    answered(town, case_id)
    assert [row["unit_kerja"] for row in report(town, "kinerja_unit")[0].rows[1:]] == ["Dinas Sosial"]


def test_an_open_case_past_its_deadline_is_not_on_time(town: Town) -> None:
    answered(town, disposed(town))
    late = disposed(town)
    town.pass_time(BEGINS + timedelta(days=60))
    assert report(town, "statistik")[0].rows[0] == {
        "saldo_awal": 0, "masuk": 2, "dibuka_kembali": 0, "diselesaikan": 1, "saldo_akhir": 1, "belum_direspon": 1,
        "rtl": 0.0, "terlambat": 1, "tepat_waktu": 50.0,
    }  # fmt: skip
    answered(town, late)
    row = report(town, "statistik")[0].rows[0]
    assert (row["terlambat"], row["tepat_waktu"]) == (0, 50.0), "settled late stays not on time"


def test_an_open_case_whose_deadline_lies_ahead_says_nothing_about_time(town: Town) -> None:
    disposed(town)
    row = report(town, "statistik")[0].rows[0]
    assert (row["terlambat"], row["tepat_waktu"]) == (0, None)


def test_what_is_overdue_is_listed_by_unit_however_old_it_is(town: Town) -> None:
    disposed(town)
    town.pass_time(BEGINS + timedelta(days=400))
    found = town.report(town.begin("Start_pembinaan"), "terlambat", year=2024)[0].rows
    assert [(row["unit_kerja"], row["jumlah"]) for row in found] == [("Dinas Sosial", 1)]
    assert float(str(found[0]["terlama"])) > 370
    assert report(town, "statistik", unit=OTHER)[0].rows[0]["masuk"] == 0


def test_a_step_after_its_own_deadline_is_listed_though_the_complaint_is_in_time(town: Town) -> None:
    for _ in range(2):
        town.lodge()
    disposed(town)
    town.lodge(rahasia=True)
    town.pass_time(BEGINS + timedelta(days=400))
    late = town.report(town.begin("Start_pembinaan"), "terlambat", year=2024)[1]
    listed = [(row["langkah"], row["unit_kerja"], row["jumlah"]) for row in late.rows]
    assert listed[0] == ("Verifikasi pengaduan", "–", 3)
    assert ("Dinas Sosial", 1) in [row[1:] for row in listed[1:]]


def test_a_decree_that_moves_the_deadline_moves_the_judgement(town: Town, session_factory: SessionFactory) -> None:
    """14 working days from 6 March 2023 end on 28 March (Nyepi and its joint leave between); a regional holiday adds one."""
    disposed(town)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        day = DayInput(date(2023, 3, 27), DecreeKind.LIBUR_DAERAH, "Hari jadi")
        issue_decree(session, scope="lombok-tengah", decree="Keputusan Bupati", days=[day], at=town.clock.now())
    recompute_deadlines(session_factory, town.runtime, instansi_id=town.id, decree="Keputusan Bupati", by=SISTEM)
    town.pass_time(datetime.fromisoformat("2023-03-29T23:59+08:00"))
    assert report(town, "statistik")[0].rows[0]["terlambat"] == 0
    town.pass_time(datetime.fromisoformat("2023-03-30T00:00+08:00"))
    assert report(town, "statistik")[0].rows[0]["terlambat"] == 1


def test_another_version_that_moves_the_deadline_moves_the_judgement(
    town: Town, session_factory: SessionFactory
) -> None:
    case_id = disposed(town)
    with unit_of_work(session_factory, town.id) as session:
        case = session.get_one(Case, (town.id, case_id))
        version = str(case.version_id)
        (clock,) = clocks_of(session, town.id, case.version_id).deadlines
        moved = (
            Alteration("task", "Task_telaah_penghubung", "name", "Telaah", "Telaah awal"),
            Alteration("timer", clock, "due", "2023-03-28T16:00:00+08:00", "2023-03-10T16:00:00+08:00"),
        )
        event = CaseMigrated(from_=version, to=version, number=2, moved=moved)
        chain.append(session, case, event, at=town.clock.now(), actor=SISTEM)
    town.pass_time(datetime.fromisoformat("2023-03-10T15:59+08:00"))
    assert report(town, "statistik")[0].rows[0]["terlambat"] == 0
    town.pass_time(datetime.fromisoformat("2023-03-10T16:00+08:00"))
    assert report(town, "statistik")[0].rows[0]["terlambat"] == 1


def test_the_period_is_read_in_the_zone_of_the_instansi(town: Town) -> None:
    town.pass_time(datetime.fromisoformat("2023-12-31T23:59+08:00"))
    town.lodge()
    town.pass_time(datetime.fromisoformat("2024-01-01T00:01+08:00"))
    town.lodge()
    activity = town.begin("Start_pembinaan")
    found = [town.report(activity, "statistik", year=year)[0].rows[0]["masuk"] for year in (2023, 2024)]
    assert found == [1, 1]


# Balance


def figures_of(town: Town, activity: uuid.UUID, kind: str, first: date, last: date) -> tuple[int, ...]:
    """Opening balance, received, reopened, settled, closing balance as a report of these days shows them."""
    tables = town.report(activity, kind, year=2023, period_from=first, period_to=last)
    (row,) = next(table.rows for table in tables if any(column.key == "saldo_awal" for column in table.columns))
    return tuple(int(str(row[column.key])) for column in COLUMNS)


def test_a_later_period_takes_over_what_is_still_open(town: Town) -> None:
    """June takes over March's complaints, whatever report asks; the midnight of the instansi parts the months."""
    for role in (Role.PEJABAT_PENGHUBUNG, Role.PEJABAT_BERWENANG):
        town.hire(role, UNIT)
    disposed(town)
    looked_at(town, disposed(town))
    late = disposed(town)
    town.pass_time(datetime.fromisoformat("2023-06-30T23:59:59+08:00"))
    answered(town, late)
    town.pass_time(datetime.fromisoformat("2023-07-01T00:00:00+08:00"))
    disposed(town)
    activity = town.begin("Start_pembinaan")
    may, june, july = (
        (date(2023, 5, 1), date(2023, 5, 31)), (date(2023, 6, 1), date(2023, 6, 30)), (date(2023, 7, 1), date(2023, 7, 31))
    )  # fmt: skip
    for kind in ("statistik", "evaluasi", "kasus", "kinerja_unit"):
        assert figures_of(town, activity, kind, *may) == (3, 0, 0, 0, 3), kind
        assert figures_of(town, activity, kind, *june) == (3, 0, 0, 1, 2), kind
        assert figures_of(town, activity, kind, *july) == (2, 1, 0, 0, 3), kind
        assert figures_of(town, activity, kind, date(2023, 1, 1), date(2023, 6, 30)) == (0, 3, 0, 1, 2), kind
    june_row = town.report(activity, "statistik", year=2023, period_from=june[0], period_to=june[1])[0].rows[0]
    assert (june_row["belum_direspon"], june_row["terlambat"], june_row["tepat_waktu"]) == (2, 2, 0.0)
    july_cases = town.report(activity, "kasus", year=2023, period_from=july[0], period_to=july[1])[0]
    assert len(july_cases.rows) == 3


def test_a_complaint_that_was_opened_again_is_a_figure_of_its_own(
    session_factory: SessionFactory, tmp_path: Any
) -> None:
    """Settled in March, not content in April: April opens it again, and the chain of the months holds."""
    town = Town(session_factory, "subulussalam", datetime.fromisoformat("2023-03-24T09:00+07:00"), tmp_path)
    for role in (*STAFF, Role.PEJABAT_BERWENANG):
        town.hire(role)
    case_id = town.lodge(telepon="081234567890", alamat="Jalan Teuku Umar 1")
    town.do(
        case_id, "Task_telaah_sb", pelayanan_publik="ya", bentuk_laporan="keluhan", jenis="pengaduan",
        kategori="kesehatan", perlu_pemeriksaan_lapangan="tidak",
    )  # fmt: skip
    town.do(case_id, "Task_salurkan_pd", skpd="dinas-kesehatan")
    town.do(case_id, "Task_tanggapan_sb", sesuai_kewenangan="ya", materi_lengkap="ya", tanggapan="Kami tangani.")
    done = {
        "hasil": "Loket buka.", "tindakan_korektif": "Jadwal pengganti.", "ringkasan_publik": "Loket buka.",
        "tanpa_identitas": True, "penyebab_pengaduan": "petugas",
    }  # fmt: skip
    town.do(case_id, "Task_selesaikan_sb", **done)
    town.pass_time(datetime.fromisoformat("2023-04-01T08:00+07:00"))
    town.tell(case_id, "reaksi_pengadu", puas="tidak", komentar="Masih tutup.")
    activity = town.begin("Start_koordinasi_sb")
    march, april, may = (
        (date(2023, 3, 1), date(2023, 3, 31)), (date(2023, 4, 1), date(2023, 4, 30)), (date(2023, 5, 1), date(2023, 5, 31))
    )  # fmt: skip
    assert figures_of(town, activity, "statistik", *march) == (0, 1, 0, 1, 0)
    assert figures_of(town, activity, "statistik", *april) == (0, 0, 1, 0, 1)
    assert figures_of(town, activity, "statistik", *may) == (1, 0, 0, 0, 1)


def test_the_figures_are_on_every_kind_of_file(town: Town) -> None:
    disposed(town)
    tables = tuple(report(town, "statistik"))
    document = Document("Laporan", "Lombok Tengah", "", "2023", town.clock.now(), "Asia/Makassar", tables, ())
    text = FORMATS["csv"](document).decode("utf-8-sig")
    heads = [column.label for column in COLUMNS]
    assert ";".join(heads) in text
    with zipfile.ZipFile(io.BytesIO(FORMATS["xlsx"](document))) as book:
        sheets = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert all(head in sheets for head in heads)


# Texts


def test_cases_are_told_without_identity(town: Town) -> None:
    case_id = disposed(town, judul="Bantuan untuk Lalu Satria tidak turun, hubungi 0812 3456 7890", nama="Lalu Satria")
    answered(town, case_id, jawaban="Bapak lalu  satria, bantuan sudah dicairkan. NIK 5202011507850001.")
    town.tell(case_id, "reaksi_pengadu", puas="ya", penilaian="5")
    row = report(town, "kasus")[0].rows[0]
    assert row["materi"] == "Bantuan untuk [disamarkan] tidak turun, hubungi [disamarkan]"
    assert row["hasil_penanganan"].startswith("Bapak [disamarkan], bantuan sudah dicairkan. NIK [disamarkan].")
    assert (row["kategori"], row["waktu_penerimaan"]) == ("Infrastruktur", "2023-03-06 09:00")
    assert row["status_penyelesaian"] == "Selesai"


def test_cases_are_told_without_what_was_typed_about_the_reporter(town: Town) -> None:
    town.lodge(
        judul="Guru Baiq Nuril tidak hadir", about_reporter={"nama_anak": "Baiq Nuril", "minta_rahasia": "tidak"}
    )
    assert report(town, "kasus")[0].rows[0]["materi"] == "Guru [disamarkan] tidak hadir"


def test_a_secret_complaint_counts_and_shows_nothing(town: Town) -> None:
    town.lodge(judul="Pungli di kantor camat", rahasia=True)
    row = report(town, "kasus")[0].rows[0]
    assert (row["materi"], row["hasil_penanganan"], row["tanggapan_pengadu"]) == ("Tidak ditampilkan",) * 3
    assert report(town, "statistik")[0].rows[0]["masuk"] == 1


def test_evaluation_counts_kinds_causes_and_outcomes(town: Town) -> None:
    answered(town, disposed(town))
    town.lodge(jenis="aspirasi")
    tables = {table.title: table for table in report(town, "evaluasi")}
    assert row_of(tables["Jenis"], "Aspirasi")["jumlah"] == 1
    assert row_of(tables["Penyebab (permasalahan)"], "Sarana")["persen"] == 50.0
    assert row_of(tables["Penyebab (permasalahan)"], "Belum ditentukan")["jumlah"] == 1
    assert row_of(tables["Penyelesaian"], "Jumlah pengaduan")["jumlah"] == 2


def test_a_whistleblowers_report_is_counted_and_told_nowhere(session_factory: SessionFactory, tmp_path: Any) -> None:
    town = Town(session_factory, "belitung_timur", datetime.fromisoformat("2023-03-06T09:00+07:00"), tmp_path)
    town.lodge(judul="Lampu jalan padam", telepon="081234567890", alamat="Jalan Sudirman 1, Manggar")
    town.lodge(judul="", uraian="Kepala bidang meminta setoran dari rekanan.", rahasia=True, restricted=True)
    activity = town.begin("Start_tambahan_bt")
    assert town.report(activity, "statistik", year=2023)[0].rows[0]["masuk"] == 1, "a total less a list would tell it"
    cases, balance = town.report(activity, "kasus", year=2023)
    assert [row["materi"] for row in cases.rows] == ["Lampu jalan padam"]
    assert balance.rows[0]["masuk"] == len(cases.rows)
    assert "Laporan terbatas, bila ada, tidak dimuat dan tidak dihitung." in balance.notes
    told = str(
        [
            table.stored()
            for kind in ("kasus", "evaluasi", "kinerja_unit")
            for table in town.report(activity, kind, year=2023)
        ]
    )
    assert "setoran" not in told
    assert "'uraian': 'Laporan terbatas" not in told  # a row of its own would tell that somebody reported


def test_postgresql_computes_the_same(postgresql_factory: SessionFactory, tmp_path: Any) -> None:
    town = Town(postgresql_factory, "lombok_tengah", BEGINS, tmp_path)
    for role in (*STAFF, Role.PEJABAT_BERWENANG):
        town.hire(role)
    case_id = disposed(town)
    town.pass_time(BEGINS + timedelta(hours=60))
    answered(town, case_id)
    town.tell(case_id, "reaksi_pengadu", puas="ya", penilaian="4")
    disposed(town, OTHER)
    found = row_of(report(town, "kinerja_unit")[0], "Dinas Sosial")
    assert (found["selesai"], found["rtl"], found["rhp"], found["tepat_waktu"]) == (1, 2.5, 4.0, 100.0)
    computed = {kind: [table.stored() for table in report(town, kind)] for kind in KINDS if kind != "asesmen_ngawi"}
    assert json.loads(json.dumps(computed)) == computed, "a report is stored as it is"


# Cost


def test_the_number_of_statements_does_not_grow_with_the_complaints(
    town: Town, session_factory: SessionFactory
) -> None:
    activity = town.begin("Start_pembinaan")

    def cost() -> dict[str, int]:
        found = {}
        for kind in ("statistik", "kinerja_unit", "kasus", "evaluasi", "terlambat", "target"):
            with statements(session_factory) as sent:
                town.report(activity, kind, year=2023)
            found[kind] = len(sent)
        return found

    answered(town, disposed(town))
    first = cost()
    for _ in range(5):
        answered(town, disposed(town))
    assert cost() == first
    assert max(first.values()) <= 9, first


def test_every_kind_has_a_name() -> None:
    assert all(name[0].isupper() for name in KINDS.values())
