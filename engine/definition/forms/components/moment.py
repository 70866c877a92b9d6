"""A date, a time of day, or both. Times are local to the instansi: a person at a form knows no offset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any, ClassVar

from engine.catalogue import _
from engine.definition.forms import messages
from engine.definition.forms.components.base import MAX_POSTED, Field, Run, SupportsGetlist
from engine.definition.forms.moments import format_date, format_time, parse_date, parse_time
from engine.definition.forms.options import Options
from engine.definition.forms.source import Source

SUBTYPES = ("date", "time", "datetime")
BOUNDS = ("", "hari_ini")
"""Property `batas`: the latest day is today. form-js itself knows only days that must not be past."""
NOT_READ = {"date": messages.NOT_DATE, "time": messages.NOT_TIME, "datetime": messages.NOT_DATETIME}


@dataclass(frozen=True, kw_only=True)
class Moment(Field):
    """Stored as `2026-03-16`, `14:30` or `2026-03-16T14:30`."""

    kind: ClassVar[str] = "datetime"

    subtype: str
    no_past: bool
    no_future: bool
    time_step: int | None

    @classmethod
    def common(cls, source: Source) -> dict[str, Any]:
        label = "timeLabel" if source.raw.get("subtype") == "time" else "dateLabel"
        if not source.has("label"):
            source.raw = {**source.raw, "label": source.get(label)}
        source.cosmetic("dateLabel", "timeLabel", "use24h")
        return super().common(source)

    @classmethod
    def special(cls, source: Source, validate: Source) -> dict[str, Any]:
        subtype = source.one_of("subtype", SUBTYPES)
        zone = source.get("timeSerializingFormat")
        if subtype != "date" and zone not in (None, "no_timezone"):
            source.refuse(
                "form-value", _("`timeSerializingFormat` harus `no_timezone`: jam dibaca menurut zona instansi")
            )
        step = source.whole("timeInterval", least=1)
        return {
            "subtype": subtype,
            "no_past": source.flag("disallowPassedDates"),
            "no_future": source.inner("properties").one_of("batas", BOUNDS) == "hari_ini",
            "time_step": step,
        }

    def read(self, posted: SupportsGetlist, name: str) -> Any:
        if self.subtype != "datetime":
            return super().read(posted, name)
        day, clock = (posted.getlist(part)[-1:] or [""] for part in (name, f"{name}.jam"))
        return f"{day[0][:MAX_POSTED].strip()} {clock[0][:MAX_POSTED].strip()}".strip()

    def clean(self, value: object, run: Run) -> str | None:
        if value is None or value == "":
            return None
        text = value if isinstance(value, str) else ""
        day, clock = self.parts(text)
        if (self.subtype != "time" and day is None) or (self.subtype != "date" and clock is None):
            if isinstance(value, str) and not value.strip():
                return None
            self.refuse(NOT_READ[self.subtype])
        return "T".join(part for part in (day.isoformat() if day else "", f"{clock:%H:%M}" if clock else "") if part)

    def parts(self, text: str) -> tuple[date | None, time | None]:
        """Day and time of a stored or typed value, each None where it is missing or unreadable."""
        text = text.strip()[:60]
        if self.subtype == "date":
            return parse_date(text), None
        if self.subtype == "time":
            return None, parse_time(text)
        day, _, clock = text.replace("T", " ").rpartition(" ")
        return parse_date(day), parse_time(clock)

    def verify(self, value: str, run: Run) -> None:
        day, clock = self.parts(value)
        if self.no_past and day is not None and run.today is not None and day < run.today:
            self.refuse(messages.PAST_DATE)
        if self.no_future and day is not None and run.today is not None and day > run.today:
            self.refuse(messages.FUTURE_DATE)
        if self.time_step and clock is not None and (clock.hour * 60 + clock.minute) % self.time_step:
            self.refuse(messages.TIME_STEP, step=self.time_step)

    def summarise(self, value: Any, options: Options) -> list[str]:
        day, clock = self.parts(value if isinstance(value, str) else "")
        parts = ([format_date(day)] if day else []) + ([f"pukul {format_time(clock)}"] if clock else [])
        return [" ".join(parts)] if parts else super().summarise(value, options)
