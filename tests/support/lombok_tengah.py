"""The complaints of Lombok Tengah in 2023, as many and as slow as its published table says, lodged and played."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from complaints.people.roles import Role
from tests.support.year import Plan, Town

WITA = ZoneInfo("Asia/Makassar")
SHARED_WITH = "dinas-ketahanan-pangan"


@dataclass(frozen=True)
class Report2023:
    """One report: who leads, days until the first follow-up, the rating of the complainant, who helps."""

    unit: str
    days: float
    rating: str = ""
    helper: str = ""


HOUR = 1 / 24
REPORTS = (
    *(Report2023("dinas-sosial", hours * HOUR) for hours in (2, 2, 2, 3, 3)),
    Report2023("dinas-kesehatan", 10),
    Report2023("dinas-kesehatan", 13),
    Report2023("dinas-lingkungan-hidup", HOUR / 2, rating="5"),
    Report2023("dinas-lingkungan-hidup", HOUR / 2),
    Report2023("inspektorat", 20),
    Report2023("inspektorat", 22),
    Report2023("satpol-pp", 3),
    Report2023("satpol-pp", 3),
    Report2023("bkpsdm", HOUR / 2, rating="2"),
    Report2023("disdukcapil", 34),
    Report2023("dinas-perhubungan", 3),
    Report2023("dinas-pertanian", 33, helper=SHARED_WITH),
    Report2023("sekretariat-daerah", 7),
)
"""18 reports; the one about food that two units handled makes 19 assignments."""
LAST_SEEN = {
    "": "2024-07-15 12:37:34",
    "dinas-sosial": "2024-07-04 10:28:33",
    "dinas-kesehatan": "2024-06-28 10:56:50",
    "dinas-lingkungan-hidup": "2023-09-30 22:59:36",
    "inspektorat": "2024-07-14 07:57:40",
    "satpol-pp": "2023-10-17 11:13:58",
    "bkpsdm": "2024-04-05 08:58:02",
    "disdukcapil": "2024-07-06 07:40:26",
    "dinas-perhubungan": "2024-02-22 13:53:49",
    "dinas-pertanian": "2024-07-01 11:02:05",
    "sekretariat-daerah": "2023-07-17 10:00:00",
}
"""From the table; nobody of Dinas Ketahanan Pangan was ever seen."""
COMPUTED = datetime(2024, 7, 15, 12, 40, tzinfo=WITA)
FIRST = datetime(2023, 1, 9, 9, tzinfo=WITA)
TICKS = dict.fromkeys(("identitas_terverifikasi", "substansi_terverifikasi", "data_dukung_terverifikasi"), True)


def staff(town: Town) -> None:
    """A liaison officer and an official in each unit of the table but one; that one is served by the regency's."""
    for unit in LAST_SEEN:
        if unit:
            town.hire(Role.PEJABAT_PENGHUBUNG, unit)
            town.hire(Role.PEJABAT_BERWENANG, unit)
    town.hire(Role.PEJABAT_PENGHUBUNG)
    for role in (Role.ADMIN_INSTANSI, Role.ADMIN_NASIONAL, Role.ANGGOTA_TIM, Role.PENANGGUNG_JAWAB):
        town.hire(role)


def play(town: Town) -> None:
    """The year, and the log-ins after it; leaves the clock where the table was computed."""
    staff(town)
    plan = Plan(town)
    for number, report in enumerate(REPORTS):
        moment = FIRST + timedelta(days=7 * number)
        moments = _moments(moment, report)
        for action in _story(town, report):
            plan.at(next(moments), action)
    plan.play()
    for unit, text in LAST_SEEN.items():
        role = Role.PEJABAT_PENGHUBUNG if unit else Role.ADMIN_INSTANSI
        town.seen(town.people[role, unit], datetime.fromisoformat(text).replace(tzinfo=WITA))
    town.pass_time(COMPUTED)


def _moments(moment: datetime, report: Report2023) -> Iterator[datetime]:
    """Lodged, verified, disposed; looked at by the unit at once; the first follow-up after so many days; the rest."""
    received = moment + timedelta(hours=1)
    follow_up = received + timedelta(days=report.days)
    yield from (moment, moment + timedelta(minutes=30), received, received + timedelta(minutes=5), follow_up)
    number = 0
    while True:
        number += 1
        yield follow_up + timedelta(minutes=10 * number)


def _story(town: Town, report: Report2023) -> Iterator[Any]:
    case: list[uuid.UUID] = []

    def do(element: str, **answers: Any) -> Any:
        return lambda: town.do(case[0], element, **answers)

    slow = "ya" if report.days > 13 else "tidak"
    kept = {"sesuai_kewenangan": "ya", "kategori_diubah": "tidak", **TICKS}
    yield lambda: case.append(town.lodge(judul=f"Laporan tentang {report.unit}"))
    yield do(
        "Task_verifikasi_instansi",
        **TICKS,
        sesuai_kewenangan="ya",
        lengkap="ya",
        layak="ya",
        rumusan="sengketa",
        subjek=report.unit,
        objek="Pelayanan",
        jenis="pengaduan",
        kategori="infrastruktur",
        penyalahgunaan_wewenang="tidak",
        bersifat_normatif="tidak",
        berkadar_pengawasan=slow,
        perlu_pemeriksaan_lapangan=slow,
    )
    yield do(
        "Task_disposisi",
        arah_disposisi="disposisi",
        skpd=report.unit,
        skpd_pendamping=[report.helper] if report.helper else [],
    )
    yield do("Task_telaah_penghubung", **kept)
    yield do("Task_respon_awal", respon_awal="Kami tindak lanjuti.")
    yield do("Task_informasikan_kepala", kepala_diberitahu=True)
    if report.helper:
        yield do("Task_kontribusi", unit=report.helper, masukan_pendamping="Stok cukup.")
    yield do("Task_tindak_lanjut", hasil="Sudah diperbaiki.")
    yield do("Task_laporkan_status", status_penyelesaian="Tuntas.", tuntas="ya")
    yield do("Task_susun_jawaban", jawaban="Sudah selesai.", ringkasan="Selesai.", penyebab_pengaduan="prosedur")
    if report.rating:
        yield lambda: town.tell(case[0], "reaksi_pengadu", puas="ya", penilaian=report.rating)
