"""Reports on how complaints are handled: `statistik`, `kinerja_unit`, `terlambat`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from complaints.casework.late_steps import late_steps
from complaints.reports.figures.arithmetic import (
    Timeliness,
    days,
    fact_follow_up,
    first_follow_ups,
    mean,
    rounded,
    share,
    timeliness,
)
from complaints.reports.figures.balance import COLUMNS, NOTE, balance
from complaints.reports.figures.facts import Assignment, Fact, FactScope, assigned
from complaints.reports.figures.presence import last_seen
from complaints.reports.figures.request import Request
from complaints.reports.figures.tables import DASH, MOMENT, Column, Row, Table
from engine.catalogue import N_
from engine.models import Task

RTL_NOTE = N_(
    "RTL = rata-rata hari (waktu kalender) dari pengaduan diterima unit sampai tindak lanjut pertama; "
    "dihitung hanya dari pengaduan yang sudah ditindaklanjuti, “–” berarti belum ada."
)
RTL_PERIOD_NOTE = N_(
    "Rata-rata tindak lanjut: hari (waktu kalender) dari pengaduan diterima unit sampai tindak lanjut pertama, bila "
    "tindak lanjut itu dalam periode; “–” berarti belum ada. Belum direspon: bagian saldo akhir tanpa tindak lanjut."
)
TL_NOTE = N_("%TL = (proses + selesai) / total.")
RHP_NOTE = N_("RHP = rata-rata nilai (1–5) yang diberikan pengadu; “–” berarti belum ada nilai, bukan nilai 0.")
ON_TIME_NOTE = N_(
    "Tepat waktu = selesai sebelum tenggat / (semua yang selesai + yang masih terbuka dan lewat tenggat). "
    "Pengaduan terbuka yang tenggatnya belum lewat tidak dihitung."
)
DISTINCT_NOTE = N_(
    "Baris pertama menghitung setiap pengaduan satu kali ({distinct}); baris unit menghitung penugasan ({assigned}). "
    "Pengaduan yang ditangani lebih dari satu unit muncul pada setiap unit itu."
)
PARENT_NOTE = N_(
    "RTL dan RHP baris pertama dihitung dari pengaduan, bukan dari rata-rata unit: RTL sejak unit pertama menerima "
    "sampai tindak lanjut pertama oleh unit mana pun."
)
AXES_NOTE = N_(
    "Pengaduan menurut tanggal diterima dalam periode; status, dan kapan unit terakhir terlihat, menurut saat dihitung."
)
LEFT_OUT_NOTE = N_("Bukan kolom dan tidak termasuk total: {statuses} ({count} pengaduan).")
INACTIVE_NOTE = N_("Tidak aktif lebih dari {days} hari, atau belum pernah masuk: {units}.")
INACTIVE_AFTER = timedelta(days=180)


def statistics(request: Request) -> list[Table]:
    """The minimum performance report (VII.B.2) as the period ended: what it took over, received, settled and hands on,
    how much of that waits for a first response, mean follow-up, and how the deadlines were kept."""
    movement, scope = request.movement, request.scope
    kept = kept_in(request)
    row: Row = {
        **movement.figures,
        "belum_direspon": sum(not fact.responded(scope.until) for fact in movement.closing),
        "rtl": mean([value for fact in movement.handled for value in _follow_up_within(fact, scope)], 1),
        "terlambat": kept.overdue,
        "tepat_waktu": kept.share,
    }
    columns = (
        *COLUMNS,
        Column("belum_direspon", N_("Belum direspon")),
        Column("rtl", N_("Rata-rata tindak lanjut (hari)"), "hari"),
        Column("terlambat", N_("Terbuka dan lewat tenggat")),
        Column("tepat_waktu", N_("Tepat waktu"), "persen"),
    )
    return [Table(N_("Laporan kinerja minimum"), columns, [row], [NOTE, RTL_PERIOD_NOTE, ON_TIME_NOTE])]


def kept_in(request: Request) -> Timeliness:
    """How the deadlines were kept by what the period settled and what it hands on."""
    movement, until = request.movement, request.scope.until
    return timeliness([*movement.settled, *movement.closing], min(until, request.now), before=until)


def _follow_up_within(fact: Fact, scope: FactScope) -> list[Fraction]:
    first = fact.first_follow_up_at
    return fact_follow_up(fact) if first is not None and scope.since <= first < scope.until else []


def units(request: Request) -> list[Table]:
    """Each unit's counts by status, %TL, RTL, RHP and when it was last seen; the instansi first (LT-VII.STAT)."""
    facts = [fact for fact in request.facts if request.standing(fact).counted]
    named = [request.unit] if request.unit else sorted({unit for fact in facts for unit in fact.assignments})
    wanted = [unit for unit in named if assigned(facts, unit)]
    seen = last_seen(request.session, instansi_id=request.instansi_id, units=["", *wanted], now=request.now)
    rows = [_unit_row(request, unit, facts, seen.get(unit)) for unit in wanted]
    rows.sort(key=lambda row: (-int(str(row["total"])), str(row["unit_kerja"])))
    notes = [TL_NOTE, RTL_NOTE, RHP_NOTE, ON_TIME_NOTE, AXES_NOTE]
    if not request.unit:
        count = sum(int(str(row["total"])) for row in rows)
        parent = _parent_row(request, facts, max(seen.values(), default=None))
        rows.insert(0, parent)
        notes += [DISTINCT_NOTE.format(distinct=parent["total"], assigned=count), PARENT_NOTE]
    left_out = [standing.label for standing in request.statuses.all() if not standing.counted]
    if left_out:
        notes.append(LEFT_OUT_NOTE.format(statuses=", ".join(left_out), count=len(request.facts) - len(facts)))
    asleep = [request.unit_name(unit) for unit in wanted if _asleep(seen.get(unit), request.now)]
    if asleep:
        notes.append(INACTIVE_NOTE.format(days=INACTIVE_AFTER.days, units=", ".join(sorted(asleep))))
    return [Table(N_("Rekapitulasi kinerja unit"), _unit_columns(request), rows, notes), balance(request.movement)]


def _unit_columns(request: Request) -> tuple[Column, ...]:
    statuses = tuple(Column(each.status, each.label) for each in request.statuses.all() if each.counted)
    return (
        Column("unit_kerja", N_("Unit kerja")),
        *statuses,
        Column("total", N_("Total")),
        Column("persen_tl", N_("%TL"), "persen"),
        Column("rtl", N_("RTL (hari)"), "hari"),
        Column("rhp", N_("RHP"), "nilai"),
        Column("tepat_waktu", N_("Tepat waktu"), "persen"),
        Column("terakhir_dilihat", N_("Terakhir dilihat"), MOMENT),
    )


def _unit_row(request: Request, unit: str, facts: Sequence[Fact], seen: datetime | None) -> Row:
    own = assigned(facts, unit)
    return {
        "unit_kerja": request.unit_name(unit),
        **_counts(request, [(fact, each) for fact, each in own]),
        "rtl": mean(first_follow_ups(each for _, each in own), 1),
        "rhp": mean([rating for fact, _ in own if fact.unit == unit for rating in fact.ratings[-1:]], 2),
        "tepat_waktu": timeliness((fact for fact, _ in own), request.now).share,
        "terakhir_dilihat": _moment(request, seen),
    }


def _parent_row(request: Request, facts: Sequence[Fact], seen: datetime | None) -> Row:
    return {
        "unit_kerja": request.instansi_name,
        **_counts(request, [(fact, fact.assignments.get(fact.unit)) for fact in facts]),
        "rtl": mean([value for fact in facts for value in fact_follow_up(fact)], 1),
        "rhp": mean([rating for fact in facts for rating in fact.ratings[-1:]], 2),
        "tepat_waktu": timeliness(facts, request.now).share,
        "terakhir_dilihat": _moment(request, seen),
    }


def _counts(request: Request, own: Sequence[tuple[Fact, Assignment | None]]) -> Row:
    every = (request.statuses.of(fact.phase, verified=bool(each and each.first_done_at)) for fact, each in own)
    standings = [standing for standing in every if standing.counted]
    found: Row = {each.status: 0 for each in request.statuses.all() if each.counted}
    for standing in standings:
        found[standing.status] = int(found.get(standing.status) or 0) + 1
    return {
        **found,
        "total": len(standings),
        "persen_tl": share(sum(standing.followed_up for standing in standings), len(standings)),
    }


def _moment(request: Request, moment: datetime | None) -> str:
    return f"{moment.astimezone(request.scope.zone):%Y-%m-%d %H:%M:%S}" if moment else "-"


def _asleep(seen: datetime | None, now: datetime) -> bool:
    return seen is None or now - seen > INACTIVE_AFTER


def overdue(request: Request) -> list[Table]:
    """Units with complaints open after their deadline, or warned of it: the list for an intervention or a sanction."""
    still_open = [fact for fact in request.facts_still_open if fact.settled_at is None]
    listed = [fact for fact in still_open if fact.warned or fact.overdue(request.now)]
    rows = [_pressed(request, unit, listed) for unit in sorted({fact.unit for fact in listed})]
    rows.sort(key=lambda row: (-int(str(row["jumlah"])), str(row["unit_kerja"])))
    columns = (
        Column("unit_kerja", N_("Unit kerja")),
        Column("jumlah", N_("Pengaduan lewat tenggat")),
        Column("terlama", N_("Paling lama lewat (hari)"), "hari"),
        Column("diperingatkan", N_("Sudah diperingatkan, belum lewat")),
    )
    note = N_("Semua pengaduan yang diterima sampai akhir periode dan masih terbuka saat dihitung.")
    return [Table(N_("Unit dengan pengaduan terlambat"), columns, rows, [note]), _late_steps(request)]


def _late_steps(request: Request) -> Table:
    """A complaint in time as a whole may have a step that is late, such as a verification."""
    only = Task.unit == request.unit if request.unit else None
    found = late_steps(request.session, instansi_id=request.instansi_id, now=request.now, only=only)
    rows: list[Row] = [
        {
            "langkah": each.name,
            "unit_kerja": request.unit_name(each.unit) or DASH,
            "jumlah": each.count,
            "terlama": rounded(days(each.oldest_due, request.now), 1),
        }
        for each in found
    ]
    columns = (
        Column("langkah", N_("Langkah")),
        Column("unit_kerja", N_("Unit kerja")),
        Column("jumlah", N_("Tugas lewat tenggat")),
        Column("terlama", N_("Paling lama lewat (hari)"), "hari"),
    )
    note = N_(
        "Tugas pengaduan yang terbuka saat dihitung dan lewat tenggatnya sendiri, kapan pun pengaduannya diterima; "
        "“–” berarti tugas peran, bukan tugas satu unit."
    )
    return Table(N_("Langkah yang lewat tenggat"), columns, rows, [note])


def _pressed(request: Request, unit: str, listed: Sequence[Fact]) -> Row:
    own = [fact for fact in listed if fact.unit == unit]
    late = [fact for fact in own if fact.overdue(request.now)]
    waits = [days(fact.due_at, request.now) for fact in late if fact.due_at is not None]
    warns = any(fact.warned is not None for fact in own)
    return {
        "unit_kerja": request.unit_name(unit) or DASH,
        "jumlah": len(late),
        "terlama": rounded(max(waits), 1) if waits else None,
        "diperingatkan": len(own) - len(late) if warns else None,
    }


def statuses(request: Request) -> list[Table]:
    """How many complaints stand where, with the two shares of those that were settled (NG-LII.2.1)."""
    facts = request.facts
    counts = {each.status: 0 for each in request.statuses.all()}
    standings = [request.standing(fact) for fact in facts]
    for standing in standings:
        counts[standing.status] = counts.get(standing.status, 0) + 1
    total, settled = len(facts), sum(standing.solved for standing in standings)
    qualified = sum(standing.qualifies for standing in standings)
    received: Row = {
        "no": 1, "uraian": N_("Jumlah pengaduan yang diterima"), "jumlah": total, "persen": share(total, total)
    }  # fmt: skip
    rows = [received]
    for number, each in enumerate(request.statuses.all(), start=2):
        count = counts[each.status]
        rows.append({"no": number, "uraian": each.label, "jumlah": count, "persen": share(count, total)})
    columns = (
        Column("no", N_("No")),
        Column("uraian", N_("Uraian")),
        Column("jumlah", N_("Jumlah")),
        Column("persen", N_("Bagian dari yang diterima"), "persen"),
    )
    return [
        Table(N_("Informasi umum pengaduan"), columns, rows, [AXES_NOTE]),
        _shares(settled, qualified, total),
        balance(request.movement),
    ]


def _shares(settled: int, qualified: int, total: int) -> Table:
    columns = (
        Column("uraian", N_("Persentase pengaduan yang diselesaikan")),
        Column("bagian", N_("Diselesaikan")),
        Column("dari", N_("Dari")),
        Column("persen", N_("Persen"), "persen"),
    )
    of_qualified, of_all = N_("dari yang memenuhi syarat ditindaklanjuti"), N_("dari seluruh pengaduan yang diterima")
    rows: list[Row] = [
        {"uraian": of_qualified, "bagian": settled, "dari": qualified, "persen": share(settled, qualified)},
        {"uraian": of_all, "bagian": settled, "dari": total, "persen": share(settled, total)},
    ]
    notes = [
        N_("Memenuhi syarat = diterima − diarsipkan − menunggu kelengkapan; yang belum diverifikasi ikut dihitung."),
        N_("Persen = diselesaikan / penyebut, dibulatkan dua angka di belakang koma."),
    ]
    return Table(N_("Persentase penyelesaian"), columns, rows, notes)
