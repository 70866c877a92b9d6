"""The auditor's figures as tables, and as marks on a diagram."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask_babel import gettext as _

from complaints.audit.mining.drawing import StepNames
from complaints.audit.mining.work import Cases, Given, StepWork
from complaints.reports.figures import Column, Table
from complaints.reports.figures.tables import Row
from engine.definition.drawing import Mark
from web.phrases.figures import hours, percent

HOURS = "jam"


def mark(step: StepWork, heaviest: int) -> Mark:
    """What stands on a step of the map."""
    lines: tuple[str, ...]
    if step.undivided is not None and step.waiting is None:
        lines = (_("tunggu+kerja %(jam)s", jam=hours(step.undivided)),)
    else:
        lines = (_("tunggu %(jam)s", jam=hours(step.waiting)), _("kerja %(jam)s", jam=hours(step.working)))
    count = _("%(num)s kali", num=step.count)
    return Mark((*lines, count), step.total / heaviest if heaviest else 0.0, ", ".join((*lines, count)))


def around(lost: float, heaviest: int) -> Mark:
    """What stands on the call of a process: the hours of all complaints together."""
    text = _("di dalamnya %(jam)s", jam=hours(lost))
    return Mark((text,), lost * 3600 / heaviest if heaviest else 0.0, text)


def steps(found: Sequence[StepWork], names: StepNames) -> Table:
    """Waiting, working, deadline and what it really took."""
    columns = (
        Column("langkah", _("Langkah")),
        Column("kali", _("Selesai")),
        Column("menunggu", _("Menunggu (jam kerja)"), HOURS),
        Column("mengerjakan", _("Dikerjakan (jam kerja)"), HOURS),
        Column("menyatu", _("Tunggu dan kerja, tak terpisah"), HOURS),
        Column("batas", _("Batas waktu (jam kerja)"), HOURS),
        Column("nyata", _("Lama sebenarnya (jam kerja)"), HOURS),
        Column("tepat", _("Tepat waktu"), "persen"),
    )
    rows: list[Row] = [
        {
            "langkah": names.step(each.process, each.element),
            "kali": each.count,
            "menunggu": each.waiting,
            "mengerjakan": each.working,
            "menyatu": each.undivided,
            "batas": each.target,
            "nyata": each.lasted,
            "tepat": each.on_time,
        }
        for each in found
    ]
    return Table(_("Langkah, yang paling banyak memakan waktu lebih dahulu"), columns, rows, notes())


def notes() -> list[str]:
    """What a reader must know of times."""
    return [
        _("Rata-rata per tugas, dalam jam kerja: pukul 08.00–16.00 pada hari kerja menurut keputusan hari libur."),
        _("Menunggu: sejak tugas terbuka sampai diambil. Dikerjakan: sejak diambil sampai selesai."),
        _(
            "Tugas yang diselesaikan tanpa diambil lebih dahulu, dan riwayat lama yang tidak mencatat pengambilan, "
            "hanya punya satu waktu: tunggu dan kerja bersama."
        ),
        _("Batas waktu dan lama sebenarnya: sejak tugas terbuka sampai tenggatnya, dan sampai selesai."),
    ]


def given(title: str, found: Sequence[Given], name: Callable[[str], str]) -> Table:
    """Who gave to whom."""
    columns = (
        Column("dari", _("Dari")),
        Column("kepada", _("Kepada")),
        Column("kali", _("Berapa kali")),
        Column("menunggu", _("Sampai penerima selesai (jam kerja)"), HOURS),
    )
    rows: list[Row] = [
        {"dari": name(each.giver), "kepada": name(each.receiver), "kali": each.count, "menunggu": each.waiting}
        for each in found
    ]
    return Table(title, columns, rows)


def cases_compared(a: Cases, b: Cases) -> Table:
    """The complaints of two sides."""
    columns = (Column("apa", _("Pengaduan")), Column("a", "A"), Column("b", "B"))
    rows: list[Row] = [
        {"apa": _("Diterima"), "a": str(a.count), "b": str(b.count)},
        {"apa": _("Berakhir"), "a": str(a.ended), "b": str(b.ended)},
        {"apa": _("Rata-rata sampai berakhir"), "a": hours(a.hours), "b": hours(b.hours)},
        {"apa": _("Selesai tepat waktu, dari yang selesai"), "a": percent(a.on_time), "b": percent(b.on_time)},
    ]
    return Table(_("Pengaduan"), columns, rows)


def steps_compared(a: Sequence[StepWork], b: Sequence[StepWork], names: StepNames) -> Table:
    """Each step of either side, the greatest difference first."""
    columns = (
        Column("langkah", _("Langkah")),
        Column("kali_a", _("A selesai")),
        Column("nyata_a", _("A lama sebenarnya (jam kerja)"), HOURS),
        Column("tepat_a", _("A tepat waktu"), "persen"),
        Column("kali_b", _("B selesai")),
        Column("nyata_b", _("B lama sebenarnya (jam kerja)"), HOURS),
        Column("tepat_b", _("B tepat waktu"), "persen"),
        Column("beda", _("B − A (jam kerja)"), HOURS),
    )
    here = {(each.process, each.element): each for each in a}
    there = {(each.process, each.element): each for each in b}
    rows: list[Row] = []
    for key in sorted({*here, *there}, key=lambda key: (-_apart(here.get(key), there.get(key)), key)):
        one, other = here.get(key), there.get(key)
        rows.append(
            {
                "langkah": names.step(*key),
                "kali_a": one.count if one else 0,
                "nyata_a": one.lasted if one else None,
                "tepat_a": one.on_time if one else None,
                "kali_b": other.count if other else 0,
                "nyata_b": other.lasted if other else None,
                "tepat_b": other.on_time if other else None,
                "beda": round(other.lasted - one.lasted, 1) if one and other else None,
            }
        )
    return Table(_("Langkah, beda terbesar lebih dahulu"), columns, rows, notes()[:1])


def _apart(one: StepWork | None, other: StepWork | None) -> float:
    return abs(other.lasted - one.lasted) if one and other else 0.0
