"""What `app.py deadline` says."""

from __future__ import annotations

from datetime import datetime

import pytest

from complaints.decrees import DayInput, issue_decree, seed_decrees
from complaints.decrees.report import deadline_lines
from complaints.models import DecreeKind, Instansi
from engine.db import SessionFactory
from engine.errors import DeadlineRefusedError
from tests.support.everywhere import everywhere, seen_everywhere
from tests.support.government import Government

NOW = datetime.fromisoformat("2026-03-09T09:00+08:00")


def test_each_day_with_its_decree_and_the_date_alone_at_the_end() -> None:
    assert deadline_lines("2026-03-17", 2) == [
        "2 hari kerja, lingkup ID, cuti bersama menghentikan hitungan",
        "2026-03-17 Selasa  hari ke-0    hari perbuatan, tidak dihitung",
        "2026-03-18 Rabu    dilewati     cuti bersama: Cuti Bersama Hari Suci Nyepi (SKB 1497/2025)",
        "2026-03-19 Kamis   dilewati     libur nasional: Hari Suci Nyepi (SKB 1497/2025)",
        "2026-03-20 Jumat   dilewati     cuti bersama: Cuti Bersama Hari Raya Idul Fitri (SKB 1497/2025)",
        "2026-03-21 Sabtu   dilewati     libur nasional: Hari Raya Idul Fitri (SKB 1497/2025)",
        "2026-03-22 Minggu  dilewati     libur nasional: Hari kedua dari Hari Raya Idul Fitri (SKB 1497/2025)",
        "2026-03-23 Senin   dilewati     cuti bersama: Cuti Bersama Hari Raya Idul Fitri (SKB 1497/2025)",
        "2026-03-24 Selasa  dilewati     cuti bersama: Cuti Bersama Hari Raya Idul Fitri (SKB 1497/2025)",
        "2026-03-25 Rabu    hari ke-1    hari kerja",
        "2026-03-26 Kamis   hari ke-2    hari kerja",
        "2026-03-26",
    ]


def test_a_province_counts_its_make_up_saturdays() -> None:
    lines = deadline_lines("2024-06-14", "10", scope="ID-AC")
    assert (
        "2024-06-22 Sabtu   hari ke-2    hari kerja pengganti: Hari kerja pengganti (Sabtu)"
        " (Kepgub Aceh 100.3.3.1/845/2024)"
    ) in lines
    assert lines[-1] == "2024-07-02"
    assert deadline_lines("2024-06-14", "3", scope="ID-AC")[-1] == "2024-06-24"
    assert deadline_lines("2024-06-14", "3")[-1] == "2024-06-21"


@pytest.mark.parametrize(
    ("start", "unit", "scope", "cuti_bersama", "due"),
    [
        ("2026-03-17", "hari", "ID", None, "2026-03-20"),
        ("2026-03-17", "hari_kerja", "ID", False, "2026-03-23"),
        ("2026-03-17", "hari_kerja", "ID", True, "2026-03-27"),
        ("2026-03-09T23:30+00:00", "hari_kerja", "ID-KS", None, "2026-03-13"),  # Tuesday in WITA
        ("2026-03-09T16:30+00:00", "hari_kerja", "ID-AC", None, "2026-03-12"),  # still Monday in WIB
        ("2026-03-09T23:30+00:00", "hari_kerja", "ID", None, "2026-03-12"),  # the nation has no zone of its own
    ],
)
def test_unit_scope_and_joint_leave(start: str, unit: str, scope: str, cuti_bersama: bool | None, due: str) -> None:
    assert deadline_lines(start, 3, unit, scope, cuti_bersama)[-1] == due


def test_missing_decrees_are_said_before_the_date() -> None:
    *_, warning, due = deadline_lines("2027-12-30", 3)
    assert warning == "SEMENTARA: belum ada keputusan hari libur nasional tahun 2027, 2028; tenggat dapat berubah"
    assert due == "2028-01-04"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("besok", 3), "START 'besok' tidak dapat dibaca; tulis tanggal seperti 2026-03-13"),
        (("2026-03-13T09:00", 3), "tanpa zona"),
        (("2026-03-13", "tiga"), "N 'tiga' bukan bilangan bulat"),
        (("2026-03-13", -3), "jumlah hari harus bilangan bulat 0-10000"),
        (("2026-03-13", "10001"), "jumlah hari harus bilangan bulat 0-10000"),
        (("2026-03-13", 3, "minggu"), "satuan 'minggu' tidak dikenal"),
        (("2026-03-13", 3, "hari", "ID-XX"), "lingkup 'ID-XX' tidak dikenal"),
        (("2026-03-13", 3, "hari", "tanah-laut"), "instansi 'tanah-laut' tidak ada dalam basis data"),
        (("9999-12-30", 3), "3 hari kerja dari 9999-12-30 melampaui kalender"),
    ],
)
def test_odd_input_is_answered_with_a_sentence(arguments: tuple[str, int], sentence: str) -> None:
    with pytest.raises(DeadlineRefusedError, match=sentence):
        deadline_lines(*arguments)


def test_with_a_database_its_decrees_and_settings_count(session_factory: SessionFactory, instansi: Government) -> None:
    with everywhere(session_factory) as session:
        seed_decrees(session, at=NOW)
        day = DayInput(datetime.fromisoformat("2026-04-07").date(), DecreeKind.LIBUR_DAERAH, "Hari jadi")
        issue_decree(session, scope="tanah-laut", decree="Kepbup 1/2026", days=[day], at=NOW)
        session.get_one(Instansi, instansi.neighbour).cuti_bersama_stops_clock = False
    with seen_everywhere(session_factory) as session:
        for_town = deadline_lines("2026-04-06", 1, scope="tanah-laut", session=session)
        assert for_town[2:] == [
            "2026-04-07 Selasa  dilewati     libur daerah: Hari jadi (Kepbup 1/2026)",
            "2026-04-08 Rabu    hari ke-1    hari kerja",
            "2026-04-08",
        ]
        assert deadline_lines("2026-04-06", 1, scope=instansi.neighbour, session=session)[-1] == "2026-04-07"
        with pytest.raises(DeadlineRefusedError, match="sebuah unit saja"):
            deadline_lines("2026-04-06", 1, scope="tanah-laut/dinas-kesehatan", session=session)
        assert deadline_lines("2026-03-17", 1, scope=instansi.neighbour, session=session)[-1] == "2026-03-18"
        assert deadline_lines("2026-03-17", 1, scope="tanah-laut", session=session)[-1] == "2026-03-25"
        with pytest.raises(DeadlineRefusedError, match="antah"):
            deadline_lines("2026-03-17", 1, scope="antah", session=session)
