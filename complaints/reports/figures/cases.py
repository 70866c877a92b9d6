"""Reports that look into complaints: `kasus`, one row each without identity; `evaluasi`, what they had in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from complaints.reports.figures.arithmetic import share
from complaints.reports.figures.balance import balance
from complaints.reports.figures.facts import Fact
from complaints.reports.figures.labels import words
from complaints.reports.figures.performance import kept_in, statistics
from complaints.reports.figures.request import Request
from complaints.reports.figures.substance import ReportSubstance, read_substance
from complaints.reports.figures.tables import MOMENT, Column, Row, Table
from engine.catalogue import N_

WITHHELD = N_("Tidak ditampilkan")


def cases(request: Request) -> list[Table]:
    """Six columns without identity (SB-P10(2), SB-L.II.E.1, NG-P11(2)): what came in the period, and what it took over
    from before."""
    handled = request.movement.handled
    substance = read_substance(request.session, request.scope)
    rows = [_case_row(request, fact, substance[fact.id]) for fact in handled]
    columns = (
        Column("materi", N_("Materi")),
        Column("kategori", N_("Kategori")),
        Column("waktu_penerimaan", N_("Waktu penerimaan"), MOMENT),
        Column("status_penyelesaian", N_("Status penyelesaian")),
        Column("hasil_penanganan", N_("Hasil penanganan")),
        Column("tanggapan_pengadu", N_("Tanggapan pengadu")),
    )
    notes = [
        N_("Identitas pengadu tidak dimuat; bila disebut dalam teks, disamarkan. Isi laporan rahasia tidak dimuat."),
        N_("Dimuat: yang diterima dalam periode, dan yang lebih lama tetapi belum selesai saat periode mulai."),
    ]
    return [Table(N_("Laporan kasus"), columns, rows, notes), balance(request.movement)]


def _case_row(request: Request, fact: Fact, substance: ReportSubstance) -> Row:
    received = fact.received_at.astimezone(request.scope.zone)
    return {
        "materi": WITHHELD if fact.secret else substance.subject,
        "kategori": words(fact.kategori) or None,
        "waktu_penerimaan": f"{received:%Y-%m-%d %H:%M}",
        "status_penyelesaian": request.standing(fact).label,
        "hasil_penanganan": WITHHELD if fact.secret else substance.result or None,
        "tanggapan_pengadu": WITHHELD if fact.secret else substance.reaction or None,
    }


def evaluation(request: Request) -> list[Table]:
    """How many, of which kind, why, and how they were settled (TL/LT-VII.C.1, SB-P11(1), BT-P30, NG-P12(1)), after the
    statistics of the same period (TL/LT-VII.B.2, BT-P30(2))."""
    facts, handled = request.facts, request.movement.handled
    return [
        *statistics(request),
        _counted(N_("Jenis"), facts, lambda fact: [words(fact.jenis)]),
        _counted(N_("Kategori"), facts, lambda fact: [words(fact.kategori)]),
        _counted(N_("Penyebab (permasalahan)"), facts, lambda fact: [words(each) for each in _causes(fact)]),
        _counted(N_("Penyelesaian"), handled, lambda fact: [request.standing(fact).label]),
        _timeliness(request),
    ]


def _causes(fact: Fact) -> list[str]:
    return fact.causes or [""]


def _counted(title: str, facts: Iterable[Fact], of: Callable[[Fact], list[str]]) -> Table:
    counted: Counter[str] = Counter()
    total = 0
    for fact in facts:
        total += 1
        counted.update(set(of(fact)))
    rows: list[Row] = [
        {"uraian": name or N_("Belum ditentukan"), "jumlah": count, "persen": share(count, total)}
        for name, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    rows.append({"uraian": N_("Jumlah pengaduan"), "jumlah": total, "persen": share(total, total)})
    columns = (Column("uraian", title), Column("jumlah", N_("Jumlah")), Column("persen", N_("Bagian"), "persen"))
    return Table(title, columns, rows)


def _timeliness(request: Request) -> Table:
    kept = kept_in(request)
    rows: list[Row] = [
        {"uraian": N_("Selesai sebelum tenggat"), "jumlah": kept.on_time},
        {"uraian": N_("Selesai setelah tenggat"), "jumlah": kept.late},
        {"uraian": N_("Terbuka dan lewat tenggat"), "jumlah": kept.overdue},
        {"uraian": N_("Terbuka, tenggat belum lewat"), "jumlah": kept.running},
    ]
    columns = (Column("uraian", N_("Ketepatan waktu")), Column("jumlah", N_("Jumlah")))
    found = "–" if kept.share is None else f"{kept.share:.2f} %".replace(".", ",")
    note = N_("Tepat waktu {share} = selesai sebelum tenggat / (selesai + terbuka dan lewat tenggat).")
    return Table(N_("Ketepatan waktu"), columns, rows, [note.format(share=found)])
