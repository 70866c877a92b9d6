"""Stored words of the history as an auditor reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from complaints.articles import AS_DRAWN, OwnLaw, cite
from complaints.audit import AnswerChange, AuditedCase, CaseDeadline, CaseFile, Happening, SentText, Words
from complaints.casework.visibility import Withheld
from engine.catalogue import as_written
from web.phrases.desk import message, readable, role

EVENTS = {
    "case_started": _l("Masuk"),
    "task_claimed": _l("Tugas diambil"),
    "task_released": _l("Tugas dikembalikan ke daftar"),
    "task_assigned": _l("Tugas dialihkan kepada rekan"),
    "task_taken_over": _l("Tugas rekan diambil alih"),
    "task_completed": _l("Tugas diselesaikan"),
    "message_received": _l("Pesan diterima"),
    "timer_fired": _l("Batas waktu tercapai"),
    "deadline_recomputed": _l("Tenggat dihitung ulang"),
    "case_migrated": _l("Pindah ke versi lain"),
    "case_intervened": _l("Dibetulkan oleh operator kasus"),
    "case_noted": _l("Catatan atau berkas petugas"),
    "case_sealed": _l("Teks terdahulu disegel"),
    "texts_erased": _l("Teks dihapus sesudah masa simpannya"),
    "incident_recorded": _l("Gangguan dicatat"),
    "incident_retried": _l("Gangguan dicoba lagi"),
}
ELEMENTS = {
    "startEvent": _l("awal"),
    "endEvent": _l("akhir"),
    "intermediateCatchEvent": _l("peristiwa"),
    "intermediateThrowEvent": _l("peristiwa"),
    "boundaryEvent": _l("batas waktu"),
    "userTask": _l("tugas orang"),
    "task": _l("langkah di luar aplikasi"),
    "manualTask": _l("langkah di luar aplikasi"),
    "sendTask": _l("pengiriman"),
    "receiveTask": _l("penantian pesan"),
    "serviceTask": _l("langkah otomatis"),
    "businessRuleTask": _l("tabel keputusan"),
    "callActivity": _l("bagian proses"),
    "subProcess": _l("bagian proses"),
    "exclusiveGateway": _l("percabangan"),
    "inclusiveGateway": _l("percabangan"),
    "parallelGateway": _l("cabang serentak"),
    "eventBasedGateway": _l("penantian"),
}
TIMERS = {
    "waiting": (_l("belum tiba"), ""),
    "overdue": (_l("saatnya sudah lewat, belum dijalankan"), "attention"),
    "fired": (_l("tiba"), "attention"),
    "cancelled": (_l("tidak sampai tiba"), "quiet"),
}
"""A timer keeps no promise and breaks none: its moment comes, or the work was over before."""
STATES = {
    "waiting": (_l("menunggu"), ""),
    "overdue": (_l("lewat, belum selesai"), "late"),
    "met": (_l("selesai tepat waktu"), "done"),
    "missed": (_l("selesai terlambat"), "late"),
    "fired": (_l("waktunya tiba"), "attention"),
    "cancelled": (_l("tidak berlaku lagi"), "quiet"),
}
SOURCES = {
    "teks": _l("tertulis dalam peraturan"),
    "implied": _l("tersirat dalam peraturan"),
    "sibling": _l("menurut peraturan daerah lain"),
    "default": _l("pilihan bawaan, peraturan diam"),
}
DAYS = {
    "libur_nasional": _l("libur nasional"),
    "cuti_bersama": _l("cuti bersama"),
    "libur_daerah": _l("libur daerah"),
    "hari_kerja_pengganti": _l("hari kerja pengganti"),
    "akhir_pekan": _l("akhir pekan"),
    "hari_kerja": _l("hari kerja"),
}


def event(kind: str) -> str:
    """`task_completed` as "Tugas diselesaikan"."""
    return _of(EVENTS, kind)


def element(kind: str) -> str:
    """The kind of a BPMN element, in one or two words."""
    return _of(ELEMENTS, kind)


def state(deadline: CaseDeadline) -> str:
    """How a deadline of a task stands, or a timer, which is no verdict."""
    return str(_states(deadline)[deadline.state][0])


def tone(deadline: CaseDeadline) -> str:
    """The colour that repeats how it stands."""
    return str(_states(deadline)[deadline.state][1])


def _states(deadline: CaseDeadline) -> Mapping[str, tuple[Any, str]]:
    return STATES if deadline.kind == "task" else TIMERS


def deadline_name(deadline: CaseDeadline) -> str:
    """A task by its name; a timer as a timer, since its name often says what has happened once it rings."""
    return deadline.name if deadline.kind == "task" else _("Penunjuk waktu “%(nama)s”", nama=deadline.name)


def sent(text: SentText) -> str:
    """`Pesan kepada pengadu: Jawaban`, `Surat kepada petugas: …`."""
    if text.from_reporter:
        return _("Pesan dari pengadu: %(apa)s", apa=message(text.kind))
    if not text.is_letter:
        return _("Pesan kepada pengadu: %(apa)s", apa=message(text.kind))
    if text.to_reporter:
        return _("Surat kepada pengadu: %(apa)s", apa=text.subject)
    return _("Surat kepada petugas: %(apa)s", apa=text.subject)


def handed(happening: Happening) -> str:
    """From whom to whom a task went, where that is somebody else than the actor."""
    if happening.handed_from and happening.handed_to:
        return _("dari %(lama)s kepada %(baru)s", lama=happening.handed_from, baru=happening.handed_to)
    if happening.handed_to:
        return _("kepada %(baru)s", baru=happening.handed_to)
    return _("dari %(lama)s", lama=happening.handed_from) if happening.handed_from else ""


def source(name: str) -> str:
    """How surely the regulation says so."""
    return _of(SOURCES, name)


def day(kind: str) -> str:
    """Why a day counts or does not: `cuti_bersama` as "cuti bersama"."""
    return _of(DAYS, kind)


def span(count: int, unit: str, function: str) -> str:
    """`3 hari kerja sesudah` or `2 hari sebelum`."""
    days = _("%(n)s hari kerja", n=count) if unit == "hari_kerja" else _("%(n)s hari", n=count)
    if function == "before":
        return _("%(hari)s sebelum", hari=days)
    return _("%(hari)s sesudah", hari=days)


def name_of(found: CaseFile | AuditedCase) -> str:
    """A complaint by its number, which a restricted one does not show; an activity by title and period."""
    return found.number or found.activity or _("Laporan terbatas")


def who(happening: Happening, units: Mapping[str, str]) -> str:
    """The actor with role and unit, and for whom."""
    if happening.actor == "pengadu":
        return _("Pengadu")
    if happening.actor == "sistem":
        return _("Otomatis oleh sistem")
    place = [role(happening.role)] if happening.role else []
    place += [units.get(happening.unit, happening.unit)] if happening.unit else []
    name = f"{happening.actor_name} ({', '.join(place)})" if place else happening.actor_name
    return _("%(nama)s atas nama %(lain)s", nama=name, lain=happening.on_behalf_of) if happening.on_behalf_of else name


OUTSIDE = {"pengadu": _l("pengadu"), "pemegang_nomor": _l("siapa pun yang memegang nomor dan kode")}
"""Receivers of a notice who are no officers."""


def notice(told: Mapping[str, Any], units: Mapping[str, str]) -> str:
    """What was told to whom: `Jawaban kepada pengadu`."""
    to = told.get("to", "")
    people = [role(each) for each in to] if isinstance(to, list) else [str(OUTSIDE.get(to, to))]
    people += [units.get(told["unit"], told["unit"])] if told.get("unit") else []
    told_to = ", ".join(units.get(name, name) for name in people)
    return _("%(kabar)s kepada %(siapa)s", kabar=message(str(told.get("kind", ""))), siapa=told_to)


def cited(articles: Iterable[str], own: OwnLaw = AS_DRAWN) -> list[str]:
    """Legal sources as citations with their ids; where the text is silent, the id says where."""
    return [f"{text} ({source})" if (text := cite(source, own)) else _silent(source) for source in articles]


def _silent(source: str) -> str:
    """`TL-gap.closure`: of what no text says anything."""
    return _("tidak diatur naskah (%(sumber)s)", sumber=source) if "-gap." in source else source


def answer(lines: tuple[str, ...] | Withheld | None) -> str:
    """An answer as one text with a line per item."""
    if lines is None:
        return ""
    if isinstance(lines, Withheld):
        return _("(dirahasiakan)")
    return "\n".join(lines) if lines else _("(kosong)")


def label(change: AnswerChange) -> str:
    """The question, or the readable key of an answer that no form asked."""
    return readable(change.key) if change.label == change.key else change.label


@as_written()
def drawing(here: str = "") -> Words:
    """The words on the drawings. `here`: on the flag where the case stands, or stood."""
    return Words(
        here=here or _("Sekarang di sini"),
        ran=_("{name}: dijalankan {count} kali"),
        taken=_("{name}: dilalui {count} kali"),
        not_run=_("{name}: belum dijalankan"),
    )


def _of(texts: Mapping[str, object], name: str) -> str:
    return str(texts[name]) if name in texts else readable(name)
