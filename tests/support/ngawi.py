"""The 80 complaints of Ngawi's Tabel 2, lodged and played so that each stands where the table says."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from complaints.people.roles import Role
from tests.support.year import Plan, Town

WIB = ZoneInfo("Asia/Jakarta")
FIRST = datetime(2021, 1, 11, 9, tzinfo=WIB)
LAST_DAYS = datetime(2021, 12, 28, 9, tzinfo=WIB)
COMPUTED = datetime(2021, 12, 30, 16, tzinfo=WIB)
UNIT = "dinas-sosial"
ARCHIVED_AT_ONCE, ARCHIVED_FOR_SILENCE, IN_PROCESS, WAITING, UNVERIFIED, SETTLED = 10, 4, 2, 7, 2, 55
LATE = 5
"""Of the settled ones: answered long after their deadline."""
VERIFIED = {
    "hasil_verifikasi": "terverifikasi",
    "identitas_jelas": "ya",
    "lokasi_desa": "ya",
    "bentuk_laporan": "permohonan_informasi",
    "kategori": "bantuan_sosial",
}
ARCHIVED = {"hasil_verifikasi": "diarsipkan", "alasan_arsip": "tidak_jelas", "penjelasan_arsip": "Isi tidak jelas."}
RETURNED = {"hasil_verifikasi": "dikembalikan", "data_diminta": "Mohon sebutkan nama desanya."}


def play(town: Town) -> None:
    """The year; leaves the clock at its end."""
    for role, unit in ((Role.SEKRETARIAT, ""), (Role.PEJABAT_PENGHUBUNG, UNIT), (Role.PEMBINA, "")):
        town.hire(role, unit)
    plan = Plan(town)
    stories = (
        *[_settled] * (SETTLED - LATE),
        *[_settled_late] * LATE,
        *[_archived] * ARCHIVED_AT_ONCE,
        *[_silent] * ARCHIVED_FOR_SILENCE,
    )
    for number, story in enumerate(stories):
        story(town, plan, FIRST + timedelta(days=4 * number))
    for number, story in enumerate((*[_returned] * WAITING, *[_disposed] * IN_PROCESS, *[_lodged] * UNVERIFIED)):
        story(town, plan, LAST_DAYS + timedelta(hours=number))
    plan.play()
    town.pass_time(COMPUTED)


Do = Callable[..., None]


def _lodged(town: Town, plan: Plan, moment: datetime) -> Do:
    case: list[uuid.UUID] = []
    form = {"jenis": "permintaan_informasi", "kecamatan": "Paron", "desa": "Gelung"}
    plan.at(moment, lambda: case.append(town.lodge(judul="Bantuan sosial belum diterima", **form)))

    def later(hours: float, element: str, **answers: Any) -> None:
        act = town.do if element.startswith("Task_") else town.tell
        plan.at(moment + timedelta(hours=hours), lambda: act(case[0], element, **answers))

    return later


def _archived(town: Town, plan: Plan, moment: datetime) -> None:
    _lodged(town, plan, moment)(1, "Task_verifikasi_ng", **ARCHIVED)


def _returned(town: Town, plan: Plan, moment: datetime) -> Do:
    """Waits for what was asked."""
    later = _lodged(town, plan, moment)
    later(1, "Task_verifikasi_ng", **RETURNED)
    return later


def _silent(town: Town, plan: Plan, moment: datetime) -> None:
    """Nothing comes: the secretariat verifies what is there, and archives it."""
    _returned(town, plan, moment)(24 * 30, "Task_verifikasi_ng", **ARCHIVED)


def _disposed(town: Town, plan: Plan, moment: datetime) -> Do:
    later = _lodged(town, plan, moment)
    later(1, "Task_verifikasi_ng", **VERIFIED)
    later(2, "Task_tentukan_penanganan_ng", cara_penanganan="disalurkan", skpd=UNIT)
    return later


def _settled(town: Town, plan: Plan, moment: datetime, *, after: float = 24) -> None:
    later = _disposed(town, plan, moment)
    done = {"berwenang": "ya", "hasil": "Data diperbarui.", "tindakan_korektif": "-", "penyebab_pengaduan": "prosedur"}
    later(after, "Task_tangani_ng", **done)
    later(after + 1, "Task_tanggapi_ng", tanggapan="Silakan diambil.", dapat_diselesaikan="ya")
    later(after + 2, "Task_sampaikan_tanggapan_ng", tanggapan_sekretariat="Silakan diambil.")
    later(after + 3, "reaksi_pengadu", puas="ya", penilaian="4")


def _settled_late(town: Town, plan: Plan, moment: datetime) -> None:
    _settled(town, plan, moment, after=24 * 20)
