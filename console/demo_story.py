"""What happens in the demo, as stories: complaints, and the work that a process begins without one. One file each.

`stories/<government>.yaml` holds `stories`, and under `answers` pieces of answers that several stories repeat (YAML
anchors). Who gives a name is named in the report; who gives none reports without. `{hari_ini}` is the day of the step.
Under `again` a story is told anew of other complaints, earlier and with other texts: months before have figures, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

PLACES = ("desa", "lokasi")
"""What another complaint does not share unless it says so."""
FOLDER = Path(__file__).with_name("stories")


@dataclass(frozen=True)
class StoryStep:
    """On a working day counted from the story's first (0), at a time of day: a task done, or a message sent."""

    day: int
    at: str
    what: str
    """Element id of the task (`Task_…`), or the name of a message of the complainant."""
    answers: Mapping[str, Any] = field(default_factory=dict)
    unit: str = ""
    """Whose task, where several units have the same."""


@dataclass(frozen=True)
class Story:
    """One complaint, or (with `start`) work without one."""

    days_ago: int
    """Its first day lies so many working days before today."""
    at: str
    complaint: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[StoryStep, ...] = ()
    start: str = ""
    """Start event of a process without a complaint: by hand on the first day, or each time the clock begins it."""
    restricted: bool = False
    """A whistleblower's report."""
    kanal: str = "website"
    entered_by: str = ""
    """User name of the officer who typed it in; empty when the citizen lodged it."""


def stories(name: str) -> tuple[Story, ...]:
    """The stories of the government whose file has this name; none when there is no such file."""
    path = FOLDER / f"{name}.yaml"
    if not path.is_file():
        return ()
    told = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["stories"]
    return tuple(_story(given) for given in [*told, *(each for given in told for each in _again(given))])


def _again(given: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The same story of other complaints: `days_ago`, what they say, and under `answers` what officers say instead.
    `and_then`: steps that have been taken since in those, and not yet in the first."""
    told = {key: text for key, text in given.get("complaint", {}).items() if key not in PLACES}
    for other in given.get("again", ()):
        steps = [_instead(step, other.get("answers", {})) for step in (*given["steps"], *given.get("and_then", ()))]
        yield {**given, "days_ago": other["days_ago"], "complaint": told | other["complaint"], "steps": steps}


def _instead(step: Mapping[str, Any], texts: Mapping[str, str]) -> Mapping[str, Any]:
    return {**step, "answers": {key: texts.get(key, value) for key, value in (step.get("answers") or {}).items()}}


def _story(given: Mapping[str, Any]) -> Story:
    typed: dict[str, Any] = {str(key): str(value) for key, value in given.get("complaint", {}).items()}
    who = {} if typed.get("nama") else {"pengaduan.anonim": True}
    return Story(
        days_ago=int(given.get("days_ago", 0)),
        at=str(given.get("at", "")),
        complaint=who | typed,
        start=str(given.get("start", "")),
        restricted=bool(given.get("restricted", False)),
        steps=tuple(_step(each) for each in given.get("steps", ())),
        kanal=str(given.get("kanal", "website")),
        entered_by=str(given.get("entered_by", "")),
    )


def _step(given: Mapping[str, Any]) -> StoryStep:
    return StoryStep(
        day=int(given["day"]),
        at=str(given["at"]),
        what=str(given["do"]),
        answers=dict(given.get("answers") or {}),
        unit=str(given.get("unit", "")),
    )
