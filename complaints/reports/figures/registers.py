"""Reports whose rows come from people's answers: integration, use of results, assessment, action plan, the missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from complaints.models import Report, Unit
from complaints.reports.figures import answers as given
from complaints.reports.figures.arithmetic import mean
from complaints.reports.figures.labels import words
from complaints.reports.figures.request import Request
from complaints.reports.figures.status import FigureError
from complaints.reports.figures.tables import Column, Row, Table
from engine.catalogue import N_, _
from engine.definition.decisions import Decision, DecisionError, Values
from engine.definition.forms.components.base import Field
from engine.definition.forms.components.choices import ManyOf
from engine.definition.forms.components.containers import DynamicList


def missing(request: Request) -> list[Table]:
    """Units whose own report of this activity holds nothing yet (BT-P30(1))."""
    own = request.session.execute(
        select(Report.unit, Report.texts).where(
            Report.instansi_id == request.instansi_id,
            Report.activity_id == request.activity_id,
            Report.unit != "",
        )
    )
    wrote = {unit for unit, texts in own if texts}
    rows: list[Row] = [
        {"unit_kerja": unit.name, "jenis": N_("BUMD") if unit.kind == "bumd" else N_("Perangkat daerah")}
        for unit in request.session.scalars(
            select(Unit).where(Unit.instansi_id == request.instansi_id, Unit.active).order_by(Unit.name, Unit.id)
        )
        if unit.id not in wrote
    ]
    columns = (Column("unit_kerja", N_("Unit kerja")), Column("jenis", N_("Jenis")))
    return [Table(N_("Unit yang belum melapor"), columns, rows, [N_("Keadaan pada saat dihitung.")])]


def integration(request: Request) -> list[Table]:
    """SKPD, its system, and how far the integration is (TL/LT-VIII.B.4)."""
    answers, rows = given.latest(request), list[Row]()
    for part in given.lists(request):
        rows += [_system(request, _texts(request, part, row)) for row in _rows(part, answers) if "sistem" in row]
    single = {key: given.in_words(request, field, answers.get(key)) for key, field in given.fields(request).items()}
    if not rows and single.get("skpd_sistem"):
        rows.append(
            {"skpd": single["skpd_sistem"], "sistem": single.get("nama_sistem"), "status": single.get("status_sistem")}
        )
    columns = (Column("skpd", N_("SKPD")), Column("sistem", N_("Sistem")), Column("status", N_("Status integrasi")))
    return [Table(N_("Integrasi sistem"), columns, rows)]


def _system(_request: Request, row: Row) -> Row:
    return {"skpd": row.get("skpd"), "sistem": row.get("sistem"), "status": row.get("status_sistem")}


def use(request: Request) -> list[Table]:
    """What each unit, and the team, used the results for (BT-P32)."""
    asked = {
        key: field
        for key, field in given.fields(request).items()
        if key.startswith("pemanfaatan") and isinstance(field, ManyOf)
    }
    uses = {option.value: option.label for field in asked.values() for option in field.fixed}
    rows: list[Row] = []
    for each in given.answered(request):
        for key in asked:
            if key in each.answers:
                chosen = each.answers[key] or []
                who = request.unit_name(each.unit) if each.unit else request.instansi_name
                rows.append({"unit_kerja": who, **{str(one): "Ya" if one in chosen else None for one in uses}})
    columns = (Column("unit_kerja", N_("Unit kerja")), *(Column(str(one), label) for one, label in uses.items()))
    return [Table(N_("Pemanfaatan hasil"), columns, rows)]


def action_plan(request: Request) -> list[Table]:
    """The register of an action plan as its form draws it: rows of a list, or one row for each group of questions."""
    answers = given.latest(request)
    tables = []
    for part in given.lists(request):
        rows = [{"no": number, **_texts(request, part, row)} for number, row in enumerate(_rows(part, answers), 1)]
        if rows:
            columns = (Column("no", N_("No")), *(Column(field.key, field.label) for field in part.fields))
            tables.append(Table(part.label, columns, rows))
    grouped = _groups(request, answers)
    return [*tables, *grouped] or [Table(N_("Rencana aksi"), (Column("no", N_("No")),))]


def _groups(request: Request, answers: Mapping[str, Any]) -> list[Table]:
    rows: list[Row] = []
    labels: dict[str, set[str]] = {}
    for group in given.groups(request):
        asked = [part for part in group.components if isinstance(part, Field) and part.key in answers]
        if asked:
            own = {part.key.partition("_")[0]: part for part in asked}
            for stem, part in own.items():
                labels.setdefault(stem, set()).add(part.label)
            texts = {stem: given.in_words(request, part, answers[part.key]) for stem, part in own.items()}
            rows.append({"uraian": group.label, **texts})
    if not rows:
        return []
    heads = ((stem, min(asked) if len(asked) == 1 else words(stem)) for stem, asked in labels.items())
    columns = (Column("uraian", N_("Uraian")), *(Column(stem, head) for stem, head in heads))
    return [Table(N_("Rencana aksi"), columns, rows)]


def assessment(request: Request) -> list[Table]:
    """The scores of the questions, grouped as the regulation's table says (NG-T3, NG-T4); `param.kategori`."""
    decision, answers, labels = request.table("kategori"), given.latest(request), given.fields(request)
    if decision is None:
        raise FigureError(
            _("laporan '%(kind)s': sebut tabel kelompok dengan param.kategori pada tugas rekap", kind=request.kind)
        )
    rows: list[Row] = []
    for key in sorted(set(answers) & set(labels)):
        group = _group(decision, key)
        if group is not None:
            score = int(answers[key]) if answers[key] not in (None, "") else None
            rows.append({"kategori": group[1], "pertanyaan": labels[key].label, "nilai": score, "urutan": group[0]})
    rows.sort(key=lambda row: (int(str(row["urutan"])), str(row["kategori"])))
    columns = (
        Column("kategori", N_("Kelompok")),
        Column("pertanyaan", N_("Pertanyaan")),
        Column("nilai", N_("Nilai (1–4)")),
    )
    shown = [{key: value for key, value in row.items() if key != "urutan"} for row in rows]
    return [_category_means(rows), Table(N_("Nilai tiap pertanyaan"), columns, shown)]


def _group(decision: Decision, key: str) -> tuple[int, str] | None:
    try:
        found = decision.answer(Values({"pertanyaan": key}))
    except DecisionError:
        return None
    return int(found.get("urutan") or 0), str(found["kategori"])


def _category_means(rows: Sequence[Row]) -> Table:
    names = list(dict.fromkeys(str(row["kategori"]) for row in rows))
    found: list[Row] = []
    for name in names:
        own = [row["nilai"] for row in rows if row["kategori"] == name]
        scores = [Fraction(value) for value in own if isinstance(value, int)]
        found.append({"kategori": name, "pertanyaan": len(own), "rata_rata": mean(scores, 2)})
    columns = (
        Column("kategori", N_("Kelompok")),
        Column("pertanyaan", N_("Pertanyaan")),
        Column("rata_rata", N_("Rata-rata nilai"), "nilai"),
    )
    note = N_("Rata-rata nilai pertanyaan yang dijawab; naskah tidak menjelaskan arti angka 1 sampai 4.")
    return Table(N_("Nilai tiap kelompok"), columns, found, [note])


def _rows(part: DynamicList, answers: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    value = answers.get(part.key)
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _texts(request: Request, part: DynamicList, row: Mapping[str, Any]) -> Row:
    return {field.key: given.in_words(request, field, row.get(field.key)) for field in part.fields}
