"""How the demo's complaints are told, step by step. What lies ahead of now is left to whoever tries the demo."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from complaints.console.tools import Tools
from complaints.demo.player import Player, Step
from engine.clock import FixedClock

VERIFIED: dict[str, Any] = {
    "identitas_terverifikasi": True,
    "substansi_terverifikasi": True,
    "data_dukung_terverifikasi": True,
    "lengkap": "ya",
    "layak": "ya",
    "rumusan": "bukan_keduanya",
    "fitur_anonim": False,
    "fitur_rahasia": False,
}
MINE: dict[str, Any] = {
    "sesuai_kewenangan": "ya",
    "identitas_terverifikasi": True,
    "substansi_terverifikasi": True,
    "data_dukung_terverifikasi": True,
    "fitur_anonim": False,
    "fitur_rahasia": False,
    "kategori_diubah": "tidak",
}


def national(day: int, at: str, about: dict[str, Any], **more: Any) -> Step:
    """Admin Nasional verifies and forwards to this instansi."""
    return Step(day, at, "Task_verifikasi_nasional", VERIFIED | about | {"tujuan": "instansi_ini"} | more)


def regional(day: int, at: str, about: dict[str, Any], **more: Any) -> Step:
    """Admin Instansi verifies and sets what decides the period."""
    answers = {
        "sesuai_kewenangan": "ya",
        "penyalahgunaan_wewenang": "tidak",
        "bersifat_normatif": "tidak",
        "berkadar_pengawasan": "tidak",
        "perlu_pemeriksaan_lapangan": "tidak",
    }
    return Step(day, at, "Task_verifikasi_instansi", VERIFIED | answers | about | more)


def disposed(day: int, at: str, skpd: str, note: str = "") -> Step:
    """Admin Instansi hands the complaint to a unit."""
    return Step(day, at, "Task_disposisi", {"arah_disposisi": "disposisi", "skpd": skpd, "catatan_disposisi": note})


def accepted(day: int, at: str, first_answer: str) -> tuple[Step, ...]:
    """Pejabat Penghubung accepts, answers first and forwards within the unit."""
    return (
        Step(day, at, "Task_telaah_penghubung", MINE),
        Step(day, _later(at, 20), "Task_respon_awal", {"respon_awal": first_answer}),
        Step(day, _later(at, 35), "Task_informasikan_kepala", {"kepala_diberitahu": True}),
    )


def settled(day: int, at: str, result: str, answer: str, cause: str) -> tuple[Step, ...]:
    """The follow-up is done, reported, and answered."""
    report = {"status_penyelesaian": "Tindak lanjut selesai dikerjakan.", "tuntas": "ya"}
    reply = {"jawaban": answer, "ringkasan": result, "penyebab_pengaduan": cause}
    return (
        Step(day, at, "Task_tindak_lanjut", {"hasil": result}),
        Step(day, _later(at, 40), "Task_laporkan_status", report),
        Step(day, _later(at, 90), "Task_susun_jawaban", reply),
    )


def _later(at: str, minutes: int) -> str:
    return (datetime.fromisoformat(f"2000-01-01T{at}") + timedelta(minutes=minutes)).strftime("%H:%M")


def beginning(tools: Tools) -> datetime:
    """An hour before the first complaint."""
    from complaints.demo.complaints import STORIES

    player = Player(tools, FixedClock(tools.clock.now()), until=tools.clock.now())
    return min(player.moment(story, 0, story.at) for story in STORIES) - timedelta(hours=1)


def play(tools: Tools, clock: FixedClock, *, until: datetime) -> None:
    """Plays every story with this clock up to that moment."""
    from complaints.demo.complaints import STORIES

    Player(tools, clock, until=until).play(STORIES)
