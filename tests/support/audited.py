"""A complaint that really ran, and the auditor who looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from complaints import audit
from complaints.audit import Trace
from complaints.casework import Opening, What
from complaints.people.roles import Role
from engine.actors import Actor
from engine.db import SessionFactory, unit_of_work
from tests.support.citizen import Desk
from tests.support.government import TANAH_LAUT, UNITS

if TYPE_CHECKING:
    from engine.running.runtime import Runtime

AUDITOR = Actor("auditor-uji", "Auditor Uji", frozenset({(Role.AUDITOR.value, "")}))

SEEN: Mapping[str, Any] = {
    "identitas_terverifikasi": True,
    "substansi_terverifikasi": True,
    "data_dukung_terverifikasi": True,
    "rumusan": "bukan_keduanya",
    "subjek": "Dinas Pekerjaan Umum",
    "objek": "Jalan kabupaten",
    "fitur_anonim": False,
    "fitur_rahasia": False,
    "layak": "ya",
    "jenis": "pengaduan",
    "kategori": "infrastruktur",
}
INCOMPLETE: Mapping[str, Any] = {**SEEN, "lengkap": "tidak", "data_diminta": "Foto jalan yang berlubang"}
FORWARDED: Mapping[str, Any] = {**SEEN, "lengkap": "ya", "tujuan": "instansi_ini"}
OWN: Mapping[str, Any] = {
    **SEEN,
    "lengkap": "ya",
    "sesuai_kewenangan": "ya",
    "penyalahgunaan_wewenang": "tidak",
    "bersifat_normatif": "tidak",
    "berkadar_pengawasan": "tidak",
    "perlu_pemeriksaan_lapangan": "tidak",
}
DISPOSED: Mapping[str, Any] = {
    "arah_disposisi": "disposisi",
    "skpd": "dinas-pekerjaan-umum",
    "catatan_disposisi": "CATATAN-RAHASIA dekat sekolah",
}


def disposed(desk: Desk) -> None:
    """Through both tiers to the unit."""
    desk.complete("Task_verifikasi_nasional", **FORWARDED)
    desk.complete("Task_verifikasi_instansi", **OWN)
    desk.complete("Task_disposisi", **DISPOSED)


def traced(factory: SessionFactory, runtime: Runtime, case_id: UUID, *, actor: Actor = AUDITOR, page: int = 1) -> Trace:
    """What the auditor reads now."""
    with unit_of_work(factory, TANAH_LAUT) as session:
        return audit.trace(
            session,
            instansi_id=TANAH_LAUT,
            actor=actor,
            scopes=[],
            case_id=case_id,
            opening=Opening(runtime.clock.now(), What.TRAIL),
            verifier=runtime.verifier_in(session),
            unit_names=UNITS,
            words=audit.Words(),
            page=page,
        )
