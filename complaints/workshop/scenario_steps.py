"""A scenario as its page shows it: each step in words, how long it waits, and what differs from the version."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

import yaml
from sqlalchemy.orm import Session

from complaints.workshop.draft_scenarios import Anew, is_reason_of, listed, removed
from complaints.workshop.overview import draft_model
from complaints.workshop.simulation import ScenarioError
from complaints.workshop.simulation.scenario_file import ScenarioStep, read_text
from complaints.workshop.simulation.scenario_text import as_yaml
from complaints.workshop.simulation.words import UNITS_OF_TIME, NamesInScenario, step_words
from engine.catalogue import _
from engine.errors import EngineError

DAY = len("2026-03-27")
MOST_DAYS = 3_660
Results = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class StepRow:
    """One step. `waits`: the number of days, or the day, that can be typed anew; "" where it does not wait."""

    number: int
    words: str
    waits: str = ""
    unit: str = ""
    """What the number counts; "" for a day."""


def step_rows(file: str, text: str, names: NamesInScenario) -> list[StepRow]:
    """Every step in order. Raises EngineError for a text that is no scenario."""
    return [
        StepRow(each.number, _about(each) + step_words(each.verb, each.given, names), *_waits(each))
        for each in _steps(file, text)
    ]


def _about(step: ScenarioStep) -> str:
    return _("Pengaduan lain ke-%(number)s: ", number=step.complaint) if step.complaint else ""


def waited_anew(file: str, text: str, typed: Mapping[int, str], names: NamesInScenario) -> Iterator[Anew]:
    """The steps that shall wait otherwise, by what was typed for their number. Raises EngineError."""
    for step in _steps(file, text):
        wanted, (now, _unit) = typed.get(step.number, "").strip(), _waits(step)
        if not now or wanted in ("", now):
            continue
        given = _waiting(step, wanted)
        told = f"{step_words('wait', step.given, names)} → {step_words('wait', given, names)}"
        plain = given["for"] if set(given) == {"for"} else given
        yield Anew(file, step.number, "wait", plain, told)


def found_anew(results: Results, chosen: Iterable[str]) -> list[Anew]:
    """What really came out, for the steps that were chosen (`file.yaml#3`), as the last run found it."""
    wanted = set(chosen)
    return [
        Anew(each["file"], at["step"], "expect", at["anew"], f"{'; '.join(at['old'])} → {'; '.join(at['new'])}")
        for each in results
        for at in each.get("departures", ())
        if f"{each['file']}#{at['step']}" in wanted
    ]


def difference(file: str, before: str, text: str, names: NamesInScenario) -> list[tuple[bool, str]]:
    """Lines in words that one of the two texts has alone: (whether it is new, line)."""
    old, new = (_lines(file, each, names) for each in (before, text))
    found: list[tuple[bool, str]] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found += [*((False, line) for line in old[i:j]), *((True, line) for line in new[k:m])]
    return found


@dataclass(frozen=True)
class ChangedScenario:
    """One that a draft changes, as who approves it reads it."""

    name: str
    lines: Sequence[tuple[bool, str]]
    reasons: Sequence[str]


def changed_scenarios(
    session: Session, *, instansi_id: str, draft_id: uuid.UUID, names: NamesInScenario
) -> list[ChangedScenario]:
    """New ones, changed ones, and those that were taken out, with what was written why."""
    accepted = draft_model(session, instansi_id=instansi_id, draft_id=draft_id).accepted
    found = []
    for row in [
        *listed(session, instansi_id=instansi_id, draft_id=draft_id),
        *removed(session, instansi_id=instansi_id, draft_id=draft_id),
    ]:
        if row.changed:
            told = [f"{each['name']}: {each['reason']}" for each in accepted if is_reason_of(each["key"], row.file)]
            lines = difference(row.file, row.before or "", row.text, names)
            found.append(ChangedScenario(row.name, lines, told))
    return found


def _lines(file: str, text: str, names: NamesInScenario) -> list[str]:
    """The head as it is written, and the steps in words; a step that differs in its answers has them beside it."""
    if not text:
        return []
    rows = step_rows(file, text, names)
    document = yaml.load(text, yaml.CSafeLoader)
    raw = document.pop("steps", [])
    steps = [f"{row.words}{_answers(each, names)}" for row, each in zip(rows, raw, strict=True)]
    return [*as_yaml(document).splitlines(), *steps]


def _answers(step: Any, names: NamesInScenario) -> str:
    given = next(iter(step.values())) if isinstance(step, dict) else None
    answers = given.get("answers") if isinstance(given, dict) else None
    told = [f"{names.question(key)}: {names.answer(value)}" for key, value in (answers or {}).items()]
    return f" · {'; '.join(told)}" if told else ""


def _steps(file: str, text: str) -> Sequence[ScenarioStep]:
    try:
        (scenario,) = read_text(file, text)
    except (ScenarioError, ValueError) as error:
        raise EngineError(str(error)) from error
    return scenario.steps


def _waits(step: ScenarioStep) -> tuple[str, str]:
    if step.verb != "wait":
        return "", ""
    if "until" in step.given:
        return _text(step.given["until"])[:DAY], ""
    count, _space, unit = str(step.given.get("for")).partition(" ")
    return count, _(UNITS_OF_TIME.get(unit, unit))


def _waiting(step: ScenarioStep, wanted: str) -> dict[str, Any]:
    more = {"complaint": step.complaint} if step.complaint else {}
    if "until" in step.given:
        try:
            date.fromisoformat(wanted)
        except ValueError as error:
            raise EngineError(_("langkah %(n)s: tulis tanggalnya", n=step.number)) from error
        return {"until": wanted[:DAY] + _text(step.given["until"])[DAY:], **more}
    unit = str(step.given.get("for")).partition(" ")[2]
    if not wanted.isascii() or not wanted.isdecimal() or len(wanted) > 4 or not 0 < int(wanted) <= MOST_DAYS:
        told = _("langkah %(n)s: tulis jumlah hari, 1 sampai %(most)s", n=step.number, most=MOST_DAYS)
        raise EngineError(told)
    return {"for": f"{int(wanted)} {unit}", **more}


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
