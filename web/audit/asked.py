"""What the auditor's list is asked for in its address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import request
from flask_babel import gettext as _

from complaints import audit
from complaints.audit import CaseFilter
from web.components.asked import FIRST_YEAR, LAST_YEAR, day_asked, id_asked, midnight
from web.desk_context import Desk
from web.phrases.moments import time_zone

KINDS = ("pengaduan", "kegiatan")
ASKED = (
    "tentang", "nomor", "status", "tahap", "unit", "versi", "sejak", "sampai", "terlambat", "golongan", "kanal",
    "orang", "petugas", "langkah", "tindakan", "peristiwa_sejak", "peristiwa_sampai", "kata", "sidik",
)  # fmt: skip
BESIDE = ASKED[9:]
"""Filters that are folded as long as none is used."""
LATE = ("ya", "pernah")
SHA256 = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True)
class ListQuestion:
    """The filters, what could not be read (that part does not narrow the list), and whom a name may mean."""

    asked: Mapping[str, str]
    filters: CaseFilter
    errors: list[str]
    people: list[tuple[str, str]]

    @property
    def given(self) -> dict[str, str]:
        """What was filled in, for other addresses."""
        return {name: value for name, value in self.asked.items() if value}

    @property
    def unanswered(self) -> bool:
        """Whether a name has first to be chosen among several, or means nobody."""
        return bool(self.asked["orang"]) and not self.filters.person

    @property
    def noted(self) -> bool:
        """Whether what is looked for is of what people wrote or handed in: then the search is noted."""
        return bool(self.filters.words or self.filters.sha256)


def question(desk: Desk) -> ListQuestion:
    """What this request asks."""
    asked = {name: request.args.get(name, "").replace("\x00", "").strip()[:80] for name in ASKED}
    errors: list[str] = []
    people: list[tuple[str, str]] = []
    if asked["orang"]:
        people = audit.people_named(desk.session, instansi_id=desk.instansi_id, text=asked["orang"])
    return ListQuestion(asked, _filters(asked, people, errors), errors, people)


def _filters(asked: dict[str, str], people: list[tuple[str, str]], errors: list[str]) -> CaseFilter:
    since, until = _day(asked["sejak"], errors), _day(asked["sampai"], errors)
    sha256 = asked["sidik"] if SHA256.fullmatch(asked["sidik"]) else ""
    if asked["sidik"] and not sha256:
        errors.append(_("Sidik SHA-256 terdiri atas 64 angka dan huruf a sampai f."))
    chosen = str(id_asked(asked["petugas"]) or "")
    return CaseFilter(
        kind=asked["tentang"] if asked["tentang"] in KINDS else "",
        number=asked["nomor"],
        status=asked["status"],
        phase=asked["tahap"],
        unit=asked["unit"],
        version=id_asked(asked["versi"]),
        since=midnight(since) if since else None,
        until=midnight(until + timedelta(days=1)) if until else None,
        overdue=asked["terlambat"] == "ya",
        was_late=asked["terlambat"] == "pernah",
        kategori=asked["golongan"],
        kanal=asked["kanal"],
        person=chosen or (people[0][0] if len(people) == 1 else ""),
        step=asked["langkah"],
        act=asked["tindakan"] if asked["tindakan"] in audit.unusual_acts() else "",
        acted_since=_moment(asked["peristiwa_sejak"], errors),
        acted_until=_moment(asked["peristiwa_sampai"], errors),
        words=asked["kata"],
        sha256=sha256,
    )


def _day(text: str, errors: list[str]) -> date | None:
    day = day_asked(text)
    if text and day is None:
        errors.append(_("Tanggal “%(teks)s” tidak dapat dibaca. Tulis seperti 2026-03-09.", teks=text))
    return day


def _moment(text: str, errors: list[str]) -> datetime | None:
    """A moment on the clock of the government, as a field for date and time sends it."""
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        if text:
            errors.append(_("Waktu “%(teks)s” tidak dapat dibaca. Tulis seperti 2026-03-09T13:30.", teks=text))
        return None
    return found.replace(tzinfo=time_zone())
