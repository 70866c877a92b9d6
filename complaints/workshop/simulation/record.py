"""What happened in a scenario, in words and in full: kept beside it, so that whatever is not expected is noticed too.

A scenario says what matters to whoever wrote it. Its record says the rest: every task with its role, unit and day,
every deadline that waits, every notice with its receivers, every automatic step, every question that may not be left
open. `simulate --catat` writes it; a change that is meant shows there as a difference that a person reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from complaints.workshop.simulation.run import ScenarioResult
from complaints.workshop.simulation.scenario_file import Scenario
from engine.catalogue import _
from engine.record.advance import Advance
from engine.record.events import CaseStarted, MessageReceived, TimersFired
from engine.running.queries import CaseView, EventView

FOLDER = "jejak"
"""Beside the scenarios of a folder: one record for each of their files."""
HEAD = "# "


def record_of(result: ScenarioResult) -> list[str]:
    """The record of one scenario that was played, from its first row to how it stands at its end."""
    zone = result.scenario.start.tzinfo
    lines = [f"{HEAD}{result.scenario.name}"]
    for event in result.timeline:
        lines += _row(event, result, zone)
    lines += _reports(result)
    lines += [f"tembusan {to} → {role}{_at(unit)}" for to, role, unit in result.copies]
    if result.case is not None:
        lines += _standing(result.case)
    return lines


def difference(result: ScenarioResult, kept: Iterable[str]) -> str:
    """Where what happened first departs from its record; "" where it does not."""
    found, told = record_of(result), list(kept)
    for number, line in enumerate(found):
        if number >= len(told) or line != told[number]:
            before = next((each for each in reversed(found[: number + 1]) if not each.startswith(" ")), found[0])
            return _(
                "jejak berbeda pada '%(before)s': tercatat '%(told)s', kini '%(line)s'",
                before=before,
                told=told[number].strip() if number < len(told) else "–",
                line=line.strip(),
            )
    return _("jejak berhenti sebelum '%(told)s'", told=told[len(found)].strip()) if len(found) < len(told) else ""


def place(scenario: Scenario) -> Path:
    """Where the record of a scenario is kept: with those of the other scenarios of its file."""
    file = Path(scenario.file)
    return file.parent / FOLDER / f"{file.stem}.txt"


def kept(scenario: Scenario) -> list[str] | None:
    """Its record; None where none was written."""
    path = place(scenario)
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    head = f"{HEAD}{scenario.name}"
    if head not in lines:
        return None
    begin = lines.index(head)
    end = next((at for at in range(begin + 1, len(lines)) if lines[at].startswith(HEAD)), len(lines))
    return lines[begin:end]


def write(results: Iterable[ScenarioResult]) -> None:
    """Write the records of scenarios file by file; a file in which one did not go as it says keeps what it has."""
    texts: dict[Path, list[str]] = {}
    kept_back: set[Path] = set()
    for result in results:
        if result.passed:
            texts.setdefault(place(result.scenario), []).extend(record_of(result))
        else:
            kept_back.add(place(result.scenario))
    for path in texts.keys() - kept_back:
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(texts[path]) + "\n", encoding="utf-8")


def _row(event: EventView, result: ScenarioResult, zone: tzinfo | None) -> Iterator[str]:
    what = event.what
    if not isinstance(what, Advance):
        yield f"{_moment(event.at, zone)} {event.kind} {event.element}"
        return
    actor = event.role or event.actor
    yield f"{_moment(event.at, zone)} {_begun(what)} {event.element} ({actor})"
    _form, asked = result.asked.get(event.number, ("", ()))
    if asked:
        yield f"  wajib {', '.join(asked)}"
    yield from (f"  langkah {step}" for step in _steps(event, result))
    yield from sorted(f"  tabel {a.decision} {a.rule}: {_values(a.outputs)}" for a in what.decisions)
    yield from sorted(f"  kabar {_notice(dict(notice))}" for notice in what.notices)
    yield from sorted(f"  ditarik {element}" for element in what.closed)
    yield from sorted(f"  berhenti {element}" for element in what.timers_gone)
    counted = {str(task.id): task.due_rule for task in result.tasks}
    yield from sorted(
        f"  tugas {t.element} {t.role}{_at(t.unit)}{_due(t.due, zone)}{_days(counted.get(t.task))}" for t in what.opened
    )
    yield from sorted(f"  batas {each.element}{_due(each.due, zone)}{_days(each.rule)}" for each in what.timers)
    if what.phase:
        yield f"  tahap {what.phase}"


def _begun(what: Advance) -> str:
    if isinstance(what, CaseStarted):
        return "mulai"
    if isinstance(what, MessageReceived):
        return "pesan"
    return "waktu" if isinstance(what, TimersFired) else "selesai"


def _steps(event: EventView, result: ScenarioResult) -> Iterator[str]:
    """Automatic steps by element, in the order of the way, and what each calls."""
    for passed in event.path:
        element = result.bundle.element(passed.process, passed.element) if result.bundle else None
        if element is not None and element.topic:
            yield f"{element.topic} {passed.element}"


def _notice(notice: dict[str, object]) -> str:
    to = notice.pop("to", "")
    receivers = ", ".join(map(str, to)) if isinstance(to, list | tuple) else str(to)
    rest = " ".join(f"{key}={value}" for key, value in sorted(notice.items()) if key != "kind")
    return f"{notice.get('kind')} → {receivers}{f' ({rest})' if rest else ''}"


def _days(rule: Mapping[str, Any] | None) -> str:
    """How a moment was counted: ` (3 hari_kerja)`."""
    inner = rule.get("before") if rule else None
    return f" ({rule['count']} {rule['unit']}{_days(inner) if isinstance(inner, Mapping) else ''})" if rule else ""


def _at(unit: str) -> str:
    return f"/{unit}" if unit else ""


def _reports(result: ScenarioResult) -> Iterator[str]:
    """What was reported about whom, for when, and under which headings people wrote."""
    for report in result.reports:
        public = " publik" if report.public else ""
        yield f"laporan {report.kind}{_at(report.unit)} {report.first} {report.last}{public}"
        yield from (f"  isi {heading}" for heading in report.headings)


def _standing(case: CaseView) -> Iterator[str]:
    yield f"akhir {case.end_element}" if case.status == "completed" else "berjalan"
    yield from sorted(f"  terbuka {task.element}{_at(task.unit)}" for task in case.open_tasks)
    yield from sorted(f"  menunggu {message} {element}" for message, _process, element in case.waiting_messages)


def _values(outputs: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={value}" for name, value in sorted(outputs.items()))


def _due(moment: datetime | None, zone: tzinfo | None) -> str:
    return f" {_moment(moment, zone)}" if moment else ""


def _moment(moment: datetime, zone: tzinfo | None) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
