"""The figures of the first page: asked of the database once in ten minutes, whoever looks and how often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import dropwhile

from flask import current_app

from complaints.audit.mining.announced import AnnouncedFigures, announced
from web.phrases.figures import month
from web.public.blueprint import instansi, today
from web.services import services
from web.transactions import page_session

KEPT_FOR = timedelta(minutes=10)
"""As long as the worker rests between two rounds of counting."""
FIRST_TRY_FOR = timedelta(minutes=1)
"""The same before it has counted for the first time."""
HIGH = 100
"""Units of the drawing that the highest column takes."""


@dataclass(frozen=True)
class DrawnMonth:
    """One column of the chart: whole and ended as heights; 0 for what is not told."""

    name: str
    letter: str
    received: int | None
    ended: int | None
    high: float
    ended_high: float


@dataclass(frozen=True)
class FrontFigures:
    """What the page shows."""

    told: AnnouncedFigures
    months: list[DrawnMonth]

    @property
    def begun(self) -> list[DrawnMonth]:
        """The months since the first complaint: before it there was nothing to count."""
        return list(dropwhile(lambda each: each.received == 0, self.months))


def front_figures() -> FrontFigures | None:
    """The figures of this government; None while there are none."""
    kept: dict[str, tuple[datetime, date, AnnouncedFigures | None]] = current_app.extensions.setdefault(
        "front-figures", {}
    )
    now, day = services().clock.now(), today()
    since, of, told = kept.get(instansi().id, (None, None, None))
    lasts = KEPT_FOR if told else FIRST_TRY_FOR
    if since is None or of != day or not since <= now < since + lasts:
        told = announced(page_session(), instansi_id=instansi().id, today=day, now=now)
        kept[instansi().id] = (now, day, told)
    return FrontFigures(told, _drawn(told)) if told and (told.received is None or told.received) else None


def _drawn(told: AnnouncedFigures) -> list[DrawnMonth]:
    most = max((each.received or 0 for each in told.months), default=0) or 1
    found = []
    for each in told.months:
        name = month(each.month)
        high, ended = (HIGH * (number or 0) / most for number in (each.received, each.ended))
        found.append(DrawnMonth(name, name[:1], each.received, each.ended, round(high, 1), round(ended, 1)))
    return found
