"""Why this date, on the command line: each day counted or skipped with its decree, and the due date last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, tzinfo
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.decrees import PROVINCE_ZONES, entries_for, rank_of, read_seed, wider_scopes, work_calendar
from complaints.models import Instansi
from engine.catalogue import N_, _
from engine.deadlines import DayEntry, DayKind, Deadline, ExplainedDay, OfficeCalendar, Unit
from engine.errors import DeadlineRefusedError

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
KINDS: dict[DayKind, str] = {
    DayKind.LIBUR_NASIONAL: N_("libur nasional"),
    DayKind.CUTI_BERSAMA: N_("cuti bersama"),
    DayKind.LIBUR_DAERAH: N_("libur daerah"),
    DayKind.HARI_KERJA_PENGGANTI: N_("hari kerja pengganti"),
    DayKind.AKHIR_PEKAN: N_("akhir pekan"),
    DayKind.HARI_KERJA: N_("hari kerja"),
}
UNITS: dict[Unit, str] = {"hari_kerja": N_("hari kerja"), "hari": N_("hari")}
NOON = time(12, 0)


def deadline_lines(
    start: str,
    count: int | str,
    unit: str = "hari_kerja",
    scope: str = "ID",
    cuti_bersama: bool | None = None,
    *,
    session: Session | None = None,
) -> list[str]:
    """What `app.py deadline` prints: the days, and on the last line the due date alone (ISO).

    `start` is a date, or a moment with offset, which is read in the zone of the scope. `cuti_bersama` tells whether
    joint leave stops the clock; None takes the setting of the instansi, else yes. Without a session the decrees that
    come with the program count, and only the nation and the provinces are known.
    Raises DeadlineRefusedError with a sentence for the person at the keyboard.
    """
    office = _office(scope, cuti_bersama, session)
    since = _start(start, office.zone)
    deadline = office.due(_count(count), cast(Unit, unit), since)
    return [
        _heading(deadline, scope, office),
        _("%(value)s  hari ke-0    hari perbuatan, tidak dihitung", value=_day(office.local_date(since))),
        *(_line(day) for day in office.explain_rule(deadline.to_rule())),
        *_missing_decrees(deadline, since, office),
        deadline.date.isoformat(),
    ]


def _heading(deadline: Deadline, scope: str, office: OfficeCalendar) -> str:
    period = f"{deadline.count} {_(UNITS[deadline.unit])}, lingkup {scope}"
    if deadline.unit == "hari":
        return _("%(period)s, semua hari kalender dihitung", period=period)
    return _(
        "%(period)s, cuti bersama %(value)s hitungan",
        period=period,
        value="menghentikan" if office.cuti_bersama_stops else _("tidak menghentikan"),
    )


def _day(day: date) -> str:
    return f"{day.isoformat()} {WEEKDAYS[day.weekday()]:<6}"


def _line(day: ExplainedDay) -> str:
    counted = "dilewati" if day.number is None else _("hari ke-%(number)s", number=day.number)
    reason = _(KINDS[day.kind]) + (f": {day.name}" if day.name else "")
    source = f" ({day.decree})" if day.decree else _(" (perkiraan, belum ada keputusan)") if day.estimated else ""
    return f"{_day(day.date)}  {counted:<12} {reason}{source}"


def _missing_decrees(deadline: Deadline, since: datetime, office: OfficeCalendar) -> Iterator[str]:
    if deadline.provisional:
        years = range(office.local_date(since).year, deadline.date.year + 1)
        missing = ", ".join(str(year) for year in years if year not in office.work.decreed_years)
        yield _(
            "SEMENTARA: belum ada keputusan hari libur nasional tahun %(missing)s; tenggat dapat berubah",
            missing=missing,
        )


def _office(scope: str, cuti_bersama: bool | None, session: Session | None) -> OfficeCalendar:
    local = _instansi(scope, session) if rank_of(scope) >= 2 else None
    province = local.province_scope if local else ""
    entries = _entries(wider_scopes(scope, province), session)
    if cuti_bersama is None:
        cuti_bersama = local.cuti_bersama_stops_clock if local else True
    work = work_calendar(entries, cuti_bersama_stops=cuti_bersama)
    if local:
        return OfficeCalendar(work, ZoneInfo(local.time_zone), time.fromisoformat(local.reminds_at))
    return OfficeCalendar(work, ZoneInfo(PROVINCE_ZONES[scope]) if scope in PROVINCE_ZONES else UTC)


def _instansi(scope: str, session: Session | None) -> Instansi:
    found = session and session.scalars(select(Instansi).where(Instansi.regency_scope == scope)).first()
    if not found:
        raise DeadlineRefusedError(
            _("instansi %(slug)r tidak ada dalam basis data; pakai ID atau kode provinsi", slug=scope)
        )
    return found


def _entries(scopes: list[str], session: Session | None) -> list[DayEntry]:
    if session is not None:
        return entries_for(session, scopes)
    return [entry for entry in read_seed() if entry.scope in scopes]


def _start(text: str, zone: tzinfo) -> datetime:
    """Noon of a bare date in the zone; a moment as it is. The nation has three zones: there the moment's own counts."""
    try:
        return datetime.combine(date.fromisoformat(text), NOON, zone)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise DeadlineRefusedError(
            _(
                "START %(text)r tidak dapat dibaca; tulis tanggal seperti 2026-03-13 atau waktu seperti "
                "2026-03-13T09:00+08:00",
                text=text,
            )
        ) from error
    if moment.utcoffset() is None:
        raise DeadlineRefusedError(
            _("START %(text)r tanpa zona; tambahkan selisihnya, misalnya %(text)s+08:00 untuk WITA", text=text)
        )
    return moment if zone is not UTC else datetime.combine(moment.date(), NOON, zone)


def _count(value: int | str) -> int:
    try:
        return int(value)
    except ValueError as error:
        raise DeadlineRefusedError(_("N %(value)r bukan bilangan bulat", value=value)) from error
