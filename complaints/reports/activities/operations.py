"""What service tasks of a process without a complaint may call, in the transaction of the command.

`buka_kegiatan`         the activity begins: `param.judul`, `param.periode` (a name of `PERIODS`)
`rekap`                 figures as they are now become a report: `param.laporan`, `param.periode` (else the activity's),
                        `param.unit` (variable with a unit), `param.ke` (prefix of the variables that it gives),
                        `param.catatan` (a sentence under the first table: where the published table is wrong)
`catat_laporan`         texts of the task just completed go into the report: `param.laporan`, `param.isi` (keys),
                        `param.unit`
`publikasikan_laporan`  the report is open to everybody: `param.laporan`, `param.unit`
`daftar_unit`           units for one piece of work each: `param.ke` (variable), `param.jenis` (`pd`, `bumd`, `semua`)
`sampaikan_laporan`     the report went to somebody: `param.laporan`, `param.penerima` (outside), `param.peran`
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from complaints.casework.task_context import options_for
from complaints.decrees.periods import PERIODS, Period
from complaints.models import Activity, Instansi, Report, Unit
from complaints.notices import notice
from complaints.reports import figures
from complaints.reports.activities.publication import NEVER_PUBLIC
from complaints.reports.figures.request import Request
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.operations import DeclaredOperation, OperationContext
from engine.definition.versions import bundle_of
from engine.models import Case, new_id
from engine.record import belongings
from engine.running.runtime import OptionsRequest

TOTALS = ("jumlah_masuk", "jumlah_terlambat", "jumlah_terbuka")
UNIT_KINDS = ("pd", "bumd", "semua")


def open_activity(context: OperationContext) -> None:
    """The activity's row, with the period as seen from the moment of its start."""
    zone = ZoneInfo(context.session.get_one(Instansi, context.instansi_id).time_zone)
    period = PERIODS[context.parameters["periode"]]((context.acted_at or context.now).astimezone(zone).date())
    context.session.add(
        Activity(
            instansi_id=context.instansi_id,
            id=context.case_id,
            title=context.parameters["judul"],
            period_from=period.first,
            period_to=period.last,
        )
    )
    context.session.flush()


def compile_report(context: OperationContext) -> Mapping[str, Any]:
    """Store the figures of this moment; gives how many complaints of the period there are, and how they stand."""
    period, unit = _period(context), _unit(context)
    report = _store(context, period=period, unit=unit)
    wanted = _bundle(context).names_read & set(_totals_given(context.element))
    return _totals(context, report) if wanted else {}


def _totals(context: OperationContext, report: Report) -> dict[str, int]:
    """Received in the period; open after the deadline of the settlement, however long ago they came; closing balance.

    The second is the number of complaints behind the report `terlambat`.
    """
    asked = Request(
        context.session,
        report.kind,
        context.instansi_id,
        context.case_id,
        report.period_from,
        report.period_to,
        context.now,
        report.unit,
    )
    late = sum(fact.overdue(context.now) for fact in asked.facts_still_open)
    totals = len(asked.facts), late, len(asked.movement.closing)
    return dict(zip(_totals_given(context.element), totals, strict=True))


def note_texts(context: OperationContext) -> None:
    """Write answers of the task just completed into the newest report of the kind, under the labels of the form.

    A heading that stands there already gets the new text; what a unit writes into a report of the whole instansi
    stands under its name.
    """
    unit = _unit(context)
    report = newest(context, unit=unit) or _store(context, period=_period(context), unit=unit)
    texts = {pair[0]: pair[1] for pair in report.texts}
    report.texts = [list(pair) for pair in (texts | _texts(context, report)).items()]
    context.session.flush()
    belongings.anew(context.session, report)


def publish_report(context: OperationContext) -> None:
    """From now on everybody may read the newest report of the kind. Raises LookupError when there is none."""
    report = newest(context, unit=_unit(context))
    if report is None:
        raise LookupError(_("laporan '%(value)s' belum dibuat", value=context.parameters["laporan"]))
    report.published_at = context.now
    context.session.flush()
    belongings.anew(context.session, report)
    context.notices.append({"to": "publik", "kind": "laporan_dipublikasikan", "laporan": report.kind})


def list_units(context: OperationContext) -> Mapping[str, Any]:
    """Slugs of the active units, in order of name."""
    wanted = select(Unit.id).where(Unit.instansi_id == context.instansi_id, Unit.active)
    kind = context.parameters.get("jenis", "semua")
    if kind != "semua":
        wanted = wanted.where(Unit.kind == kind)
    return {context.parameters["ke"]: list(context.session.scalars(wanted.order_by(Unit.name, Unit.id)))}


def submit_report(context: OperationContext) -> None:
    """Note to whom the report went, and tell the officers among them."""
    kind, outside = context.parameters["laporan"], context.parameters.get("penerima", "")
    roles = [role.strip() for role in context.parameters.get("peran", "").split(",") if role.strip()]
    context.notices.append({"to": [*([outside] if outside else []), *roles], "kind": notice.SUBMITTED, "laporan": kind})
    notice.to_officers(context, roles=roles, unit=None, kind=notice.SUBMITTED, about=notice.about(context))


def newest(context: OperationContext, *, unit: str) -> Report | None:
    """The report of the kind that the parameters name, as it was made last."""
    found = select(Report).where(
        Report.instansi_id == context.instansi_id,
        Report.activity_id == context.case_id,
        Report.kind == context.parameters["laporan"],
        Report.unit == unit,
    )
    return context.session.scalars(found.order_by(Report.made_at.desc(), Report.id.desc()).limit(1)).one_or_none()


def _store(context: OperationContext, *, period: Period, unit: str) -> Report:
    kind = context.parameters["laporan"]
    tables = figures.make(
        context.session,
        kind=kind,
        instansi_id=context.instansi_id,
        activity_id=context.case_id,
        period_from=period.first,
        period_to=period.last,
        now=context.now,
        unit=unit,
        just_answered=context.answers,
        answered_in=context.actor.unit,
    )
    if tables and (note := context.parameters.get("catatan", "")):
        tables[0].notes.append(note)
    report = Report(
        instansi_id=context.instansi_id,
        id=new_id(),
        activity_id=context.case_id,
        kind=kind,
        unit=unit,
        period_from=period.first,
        period_to=period.last,
        tables=[table.stored() for table in tables],
        texts=[],
        made_at=context.now,
    )
    context.session.add(report)
    context.session.flush()
    return report


def _period(context: OperationContext) -> Period:
    activity = context.session.get_one(Activity, (context.instansi_id, context.case_id))
    name = context.parameters.get("periode", "")
    if not name:
        return Period(activity.period_from, activity.period_to)
    zone = ZoneInfo(context.session.get_one(Instansi, context.instansi_id).time_zone)
    return PERIODS[name](context.now.astimezone(zone).date())


def _unit(context: OperationContext) -> str:
    value = context.variables.get(context.parameters.get("unit", ""), "")
    return value if isinstance(value, str) else ""


def _texts(context: OperationContext, report: Report) -> dict[str, str]:
    """Heading to text of the named answers, in the order in which the diagram names them."""
    form = _bundle(context).forms[context.form]
    me = context.actor
    request = OptionsRequest(context.instansi_id, context.case_id, me.unit, me.role, context.now)
    wanted = _keys(context.element)
    given = {key: context.answers[key] for key in wanted if context.answers.get(key) not in (None, "", [])}
    told: dict[str, list[str]] = {}
    by = _writer(context, report)
    for summary in form.summarise(given, options_for(context.session, request)):
        told.setdefault(f"{summary.label}{by}", []).extend(line for line in summary.lines if line)
    return {heading: "\n".join(lines) for heading, lines in told.items() if lines}


def _bundle(context: OperationContext) -> Bundle:
    version = select(Case.version_id).where(Case.instansi_id == context.instansi_id, Case.id == context.case_id)
    return bundle_of(context.session, context.instansi_id, context.session.execute(version).scalar_one())


def _writer(context: OperationContext, report: Report) -> str:
    if report.unit or not context.actor.unit:
        return ""
    row = context.session.get(Unit, (context.instansi_id, context.actor.unit))
    return f" ({row.name if row else context.actor.unit})"


def _keys(element: Element) -> list[str]:
    return [key.strip() for key in element.parameters.get("isi", "").split(",") if key.strip()]


def _prefixed(element: Element, name: str) -> str:
    prefix = element.parameters.get("ke", "")
    return f"{prefix}_{name}" if prefix else name


def _totals_given(element: Element) -> Iterable[str]:
    return [_prefixed(element, name) for name in TOTALS]


def _list_given(element: Element) -> Iterable[str]:
    return [element.parameters["ke"]] if element.parameters.get("ke") else []


def _opening_problem(element: Element) -> str:
    if not element.parameters.get("judul"):
        return _("buka_kegiatan memerlukan param.judul")
    return _one_of(element, "periode", PERIODS, needed=True)


def _report_problem(element: Element) -> str:
    return _one_of(element, "laporan", figures.KINDS, needed=True) or _one_of(element, "periode", PERIODS)


def _recap_problem(element: Element) -> str:
    kind = element.parameters.get("laporan", "")
    if kind in figures.NEEDS_STATUS and not element.parameters.get("status"):
        return _("rekap: laporan '%(kind)s' memerlukan param.status, tabel yang menyebut arti setiap tahap", kind=kind)
    return _report_problem(element)


def _publication_problem(element: Element) -> str:
    kind = element.parameters.get("laporan", "")
    if kind in NEVER_PUBLIC:
        return _(
            "publikasikan_laporan: laporan '%(kind)s' memuat pengaduan satu per satu dan tidak boleh dipublikasikan",
            kind=kind,
        )
    return _report_problem(element)


def _texts_problem(element: Element) -> str:
    return _report_problem(element) or ("" if _keys(element) else _("catat_laporan memerlukan param.isi"))


def _units_problem(element: Element) -> str:
    if not element.parameters.get("ke"):
        return _("daftar_unit memerlukan param.ke, nama variabel yang diisi")
    return _one_of(element, "jenis", UNIT_KINDS)


def _submission_problem(element: Element) -> str:
    if not element.parameters.get("penerima") and not element.parameters.get("peran"):
        return _("sampaikan_laporan memerlukan param.penerima atau param.peran")
    return _report_problem(element)


def _one_of(element: Element, parameter: str, known: Iterable[str], *, needed: bool = False) -> str:
    value = element.parameters.get(parameter, "")
    if value in known or (not value and not needed):
        return ""
    return _(
        "%(topic)s: param.%(parameter)s '%(value)s' tidak dikenal; yang ada: %(known)s",
        topic=element.topic,
        parameter=parameter,
        value=value,
        known=", ".join(sorted(known)),
    )


ACTIVITY_OPERATIONS = {
    "buka_kegiatan": DeclaredOperation(open_activity, problem=_opening_problem),
    "rekap": DeclaredOperation(compile_report, gives=_totals_given, problem=_recap_problem),
    "catat_laporan": DeclaredOperation(note_texts, problem=_texts_problem),
    "publikasikan_laporan": DeclaredOperation(publish_report, problem=_publication_problem),
    "daftar_unit": DeclaredOperation(list_units, gives=_list_given, problem=_units_problem),
    "sampaikan_laporan": DeclaredOperation(submit_report, problem=_submission_problem),
}
"""Topic of a diagram -> what it does."""
