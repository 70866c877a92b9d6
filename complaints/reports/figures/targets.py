"""The report `target`: indicators with baseline, target and what was achieved."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from complaints.models import Report
from complaints.reports.figures import answers as given
from complaints.reports.figures.arithmetic import fact_follow_up, mean, share, timeliness
from complaints.reports.figures.request import Request
from complaints.reports.figures.tables import Column, Row, Table, Value
from engine.catalogue import N_
from engine.definition.decisions import DecisionError, Values

MEASURES: dict[str, tuple[str, str, Callable[[Request], Value]]] = {
    "jumlah_diterima": (N_("Jumlah pengaduan yang diterima"), N_("pengaduan"), lambda asked: len(asked.facts)),
    "persen_selesai": (
        N_("Persentase diselesaikan, dari yang memenuhi syarat ditindaklanjuti"),
        N_("persen"),
        lambda asked: share(_solved(asked), sum(asked.standing(fact).qualifies for fact in asked.facts)),
    ),
    "persen_selesai_semua": (
        N_("Persentase diselesaikan, dari semua yang diterima"),
        N_("persen"),
        lambda asked: share(_solved(asked), len(asked.facts)),
    ),
    "persen_tl": (
        N_("Persentase pengaduan yang ditindaklanjuti"),
        N_("persen"),
        lambda asked: share(sum(asked.standing(fact).followed_up for fact in asked.facts), len(asked.facts)),
    ),
    "persen_tepat_waktu": (
        N_("Persentase tepat waktu"),
        N_("persen"),
        lambda asked: timeliness(asked.facts, asked.now).share,
    ),
    "rtl": (
        N_("Rata-rata tindak lanjut (RTL)"),
        N_("hari"),
        lambda asked: mean([value for fact in asked.facts for value in fact_follow_up(fact)], 1),
    ),
    "rhp": (
        N_("Rata-rata nilai dari pengadu (RHP)"),
        N_("nilai 1–5"),
        lambda asked: mean([rating for fact in asked.facts for rating in fact.ratings[-1:]], 2),
    ),
}
"""What the program can measure by itself: key, words, unit, how."""

COLUMNS = (
    Column("indikator", N_("Indikator")),
    Column("satuan", N_("Satuan")),
    Column("baseline", N_("Capaian awal")),
    Column("target", N_("Target")),
    Column("capaian", N_("Capaian")),
)


def _solved(request: Request) -> int:
    return sum(request.standing(fact).solved for fact in request.facts)


def targets(request: Request) -> list[Table]:
    """Measured indicators beside the targets of the regulation (`param.target`), then those that people set."""
    rows = [_measured(request, key) for key in MEASURES]
    note = N_("Capaian dihitung dari pengaduan yang diterima dalam periode; “–” pada target berarti belum ditetapkan.")
    return [Table(N_("Indikator dan target"), COLUMNS, rows, [note]), *_agreed(request)]


def _measured(request: Request, key: str) -> Row:
    words, unit, measure = MEASURES[key]
    aim = _aim(request, key)
    return {
        "indikator": words,
        "satuan": unit,
        "baseline": aim.get("baseline"),
        "target": aim.get("target"),
        "capaian": measure(request),
    }


def _aim(request: Request, key: str) -> Row:
    """What the regulation's table says for this indicator in the year of the period."""
    table = request.table("target")
    if table is None:
        return {}
    try:
        found = table.answer(Values({"indikator": key, "tahun": request.period_to.year}))
    except DecisionError:
        return {}
    return dict(found)


def _agreed(request: Request) -> list[Table]:
    """Targets that people set in this activity, with all that the form asks; else the newest of the instansi."""
    columns = {column.key: column for column in (Column("substansi", N_("Substansi")), *COLUMNS)}
    answers = given.latest(request)
    rows: list[Row] = []
    for part in given.lists(request):
        if {"indikator", "target"} <= {field.key for field in part.fields}:
            for row in answers.get(part.key) or []:
                columns |= {f.key: Column(f.key, f.label) for f in part.fields if f.key not in columns}
                rows.append({field.key: given.in_words(request, field, row.get(field.key)) for field in part.fields})
    title = N_("Target yang ditetapkan")
    if rows:
        return [Table(title, tuple(columns.values()), [dict.fromkeys(columns) | row for row in rows])]
    earlier = request.session.scalars(
        select(Report.tables)
        .where(
            Report.instansi_id == request.instansi_id,
            Report.kind == request.kind,
            Report.activity_id != request.activity_id,
            Report.made_at <= request.now,
        )
        .order_by(Report.made_at.desc())
        .limit(1)
    ).first()
    return [Table.read(stored) for stored in earlier or [] if stored["title"] == title]
