"""The history of a case in words."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from complaints.actors import PENGADU
from complaints.casework import HistoryRow
from complaints.casework.copies import names
from complaints.casework.visibility import Withheld
from complaints.people import units
from complaints.reports.activities.views import ActivityView
from complaints.words import ROLES
from engine.definition.bundle import Bundle
from engine.definition.forms import Option, Summary
from engine.record.events import WENT_WRONG, CaseNoted, CaseStarted, MessageReceived, TaskCompleted
from engine.record.notes import MENTIONED, NOTE
from engine.running import queries
from web.desk.matter import Matter
from web.desk_context import Desk
from web.phrases import desk
from web.phrases.catalogues import indonesian

ANSWERED = frozenset({TaskCompleted.KIND, MessageReceived.KIND})
ACTS = ANSWERED | {CaseStarted.KIND}
SHOWN = 40
"""Newest events on a page; the case file shows them all."""


@dataclass(frozen=True)
class TimelineMoment:
    """One entry of the timeline."""

    at: datetime
    title: str
    who: str
    details: list[Summary]
    withheld: bool
    late: bool
    """Something went wrong or ran out."""
    internal: bool
    """A note: words of officers for officers."""


@dataclass(frozen=True)
class KnownNames:
    """What turns stored values into words: the version's forms, option lists, names of files and of people."""

    bundle: Bundle
    options: Mapping[str, Any]
    files: Sequence[Option]
    people: Mapping[str, str]
    activity: bool


def moments(
    here: Desk, rows: Sequence[HistoryRow], *, bundle: Bundle, options: Mapping[str, Any], matter: Matter
) -> list[TimelineMoment]:
    """Newest first."""
    activity = isinstance(matter, ActivityView)
    known = KnownNames(bundle, options, _files(matter), _people(here, rows), activity)
    return [_moment(here, row, replace(known, bundle=_bundle_at(here, row, bundle))) for row in reversed(rows)]


def notes(here: Desk, rows: Sequence[HistoryRow], matter: Matter) -> list[TimelineMoment]:
    """Rows of notes alone, newest first: no form asked them anything."""
    if not rows:
        return []
    bundle = queries.bundle_of_version(here.session, instansi_id=here.instansi_id, version_id=matter.state.version_id)
    return moments(here, rows, bundle=bundle, options={}, matter=matter)


def _people(here: Desk, rows: Sequence[HistoryRow]) -> dict[str, str]:
    """Names of everybody whom the rows name: actors as they were called then, others as now."""
    acted = {row.actor: row.actor_name for row in rows}
    named = {each for row in rows for each in (row.on_behalf_of, row.handed_to, row.taken_from) if each}
    missing = named - set(acted)
    return (units.names(here.session, instansi_id=here.instansi_id, ids=missing) if missing else {}) | acted


def _bundle_at(here: Desk, row: HistoryRow, newest: Bundle) -> Bundle:
    """The version on which the row was written: its forms asked the questions."""
    if row.version_id is None:
        return newest
    return queries.bundle_of_version(here.session, instansi_id=here.instansi_id, version_id=row.version_id)


def _files(matter: Matter) -> list[Option]:
    if isinstance(matter.files, Withheld):
        return []
    return [Option(str(file.id), file.name) for file in matter.files]


def passed(rows: Iterable[HistoryRow]) -> list[str]:
    """Names of what people did, in order, without immediate repetition: the path in words."""
    found: list[str] = []
    for row in rows:
        if row.kind in ACTS and found[-1:] != [row.element_name]:
            found.append(row.element_name)
    return found


def _moment(here: Desk, row: HistoryRow, known: KnownNames) -> TimelineMoment:
    withheld = isinstance(row.answers, Withheld)
    return TimelineMoment(
        at=row.at,
        title=_title(row, known),
        who=_who(here, row, known),
        details=[
            *_submitted(row),
            *_copied(here, row),
            *_altered(row),
            *([] if isinstance(row.answers, Withheld) else _details(row, row.answers, known)),
        ],
        withheld=withheld and row.kind in ANSWERED | {CaseNoted.KIND},
        late=row.altered or row.kind in WENT_WRONG,
        internal=row.kind == CaseNoted.KIND,
    )


def _title(row: HistoryRow, known: KnownNames) -> str:
    return TITLES[row.kind](row, known) if row.kind in TITLES else desk.readable(row.kind)


def _began(row: HistoryRow, known: KnownNames) -> str:
    text = _("Kegiatan dimulai: %(nama)s") if known.activity else _("Pengaduan masuk: %(nama)s")
    return text % {"nama": row.element_name}


def _handed_on(row: HistoryRow, known: KnownNames) -> str:
    colleague = known.people.get(row.handed_to)
    if colleague:
        return _("Tugas “%(nama)s” dialihkan kepada %(rekan)s", nama=row.element_name, rekan=colleague)
    return _("Tugas “%(nama)s” dialihkan kepada rekan", nama=row.element_name)


def _rung(row: HistoryRow, known: KnownNames) -> str:
    return indonesian(", ".join(_element_names(row, known.bundle))) or _("Batas waktu tercapai")


def _taken_over(row: HistoryRow, known: KnownNames) -> str:
    colleague = known.people.get(row.taken_from)
    if colleague:
        return _("Tugas “%(nama)s” diambil alih dari %(rekan)s", nama=row.element_name, rekan=colleague)
    return _("Tugas “%(nama)s” diambil alih dari rekan", nama=row.element_name)


def _received(row: HistoryRow, _known: KnownNames) -> str:
    if row.actor == PENGADU.id:
        return _("Diterima dari pengadu: %(nama)s", nama=row.element_name)
    return _("Dikirim: %(nama)s", nama=row.element_name)


TITLES: dict[str, Callable[[HistoryRow, KnownNames], str]] = {
    "case_started": _began,
    "task_claimed": lambda row, _known: _("Tugas “%(nama)s” diambil", nama=row.element_name),
    "task_released": lambda row, _known: _("Tugas “%(nama)s” dikembalikan ke daftar", nama=row.element_name),
    "task_assigned": _handed_on,
    "task_taken_over": _taken_over,
    "task_completed": lambda row, _known: _("%(nama)s: selesai", nama=row.element_name),
    "message_received": _received,
    "timer_fired": _rung,
    "deadline_recomputed": lambda _row, _known: _("Tenggat dihitung ulang karena keputusan tentang hari kerja berubah"),
    "case_migrated": lambda row, _known: _("Dilanjutkan menurut versi %(n)s proses", n=row.version_number),
    "case_intervened": lambda row, _known: _("Dibetulkan operator kasus: %(nama)s", nama=row.element_name),
    "case_noted": lambda _row, _known: _("Catatan petugas"),
    "case_sealed": lambda _row, _known: _("Teks terdahulu disegel"),
    "texts_erased": lambda _row, _known: _("Teks dihapus sesudah masa simpannya"),
    "incident_recorded": lambda _row, _known: _(
        "Langkah otomatis tertunda karena gangguan; operator sudah diberi tahu"
    ),
    "incident_retried": lambda _row, _known: _("Operator meminta langkah yang tertunda dicoba lagi"),
}
"""One for every kind of history row; a house test compares."""


def _submitted(row: HistoryRow) -> list[Summary]:
    told = tuple(desk.role(each) if each in ROLES else each for each in row.submitted_to)
    return [Summary("disampaikan", _("Laporan disampaikan kepada"), told)] if told else []


def _copied(here: Desk, row: HistoryRow) -> list[Summary]:
    if not row.copied_to:
        return []
    called = names(here.session, here.instansi_id)
    told = tuple(called.get(each, each) for each in row.copied_to)
    return [Summary("tembusan_kepada", _("Tembusan dikirim kepada"), told)]


def _altered(row: HistoryRow) -> list[Summary]:
    told = _("Teks baris ini diubah sesudah dicatat, dan karena itu tidak ditampilkan.")
    return [Summary("diubah", _("Riwayat tidak utuh"), (told,))] if row.altered else []


def _element_names(row: HistoryRow, bundle: Bundle) -> list[str]:
    found = []
    for element_id in row.fired:
        diagram = bundle.diagram_with(element_id)
        found.append(diagram.elements[element_id].name if diagram is not None else element_id)
    return found


def _who(here: Desk, row: HistoryRow, known: KnownNames) -> str:
    if row.actor == "pengadu":
        return _("Pengadu")
    if row.actor == "sistem":
        return _("Otomatis oleh sistem")
    role = desk.role(row.role) if row.role else ""
    place = " · ".join(part for part in (role, here.unit_name(row.unit)) if part)
    name = f"{row.actor_name} ({place})" if place else row.actor_name
    if not row.on_behalf_of:
        return name
    return _("%(nama)s atas nama %(lain)s", nama=name, lain=known.people.get(row.on_behalf_of, _("rekan")))


def _details(row: HistoryRow, answers: Mapping[str, Any], known: KnownNames) -> list[Summary]:
    """The answers in the words of their form; answers that no form knows keep their readable key."""
    if row.kind == CaseNoted.KIND:
        called = ((NOTE, _("Catatan")), (MENTIONED, _("Diberi tahu")))
        return [Summary(key, label, (str(answers[key]),)) for key, label in called if answers.get(key)]
    element = known.bundle.element(row.process_id, row.element)
    form = known.bundle.forms.get(element.form) if element is not None and element.form else None
    told: list[Summary] = []
    asked: frozenset[str] = frozenset()
    if form is not None:
        files = dict.fromkeys(form.file_keys(), known.files)
        told = form.summarise(answers, ChainMap(files, known.options))  # type: ignore[arg-type]
        asked = form.keys()
    rest = [
        Summary(key, desk.readable(key), (str(value),))
        for key, value in answers.items()
        if key not in asked and isinstance(value, str | int | float) and not isinstance(value, bool) and value != ""
    ]
    return [summary for summary in [*told, *rest] if any(summary.lines)]
