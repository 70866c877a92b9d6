"""XES (IEEE 1849-2016): a log whose traces are the runs, written piece by piece.

`langkah` names the transition of the net (`jaring`) that an event is; an event that moves no token has none. Whoever
replays a trace leaves those out. Times are in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from xml.sax.saxutils import quoteattr

from complaints.audit.event_log.logged import LoggedEvent, LoggedRun

EXTENSIONS = {
    "Concept": ("concept", "http://www.xes-standard.org/concept.xesext"),
    "Time": ("time", "http://www.xes-standard.org/time.xesext"),
    "Lifecycle": ("lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    "Organizational": ("org", "http://www.xes-standard.org/org.xesext"),
}
EPOCH = "1970-01-01T00:00:00.000+00:00"


def as_xes(runs: Iterable[LoggedRun]) -> Iterator[str]:
    """The file, in pieces."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">\n'
    for name, (prefix, uri) in EXTENSIONS.items():
        yield f'<extension name="{name}" prefix="{prefix}" uri="{uri}"/>\n'
    yield f'<global scope="trace">{_text("concept:name", "-")}</global>\n'
    yield (
        f'<global scope="event">{_text("concept:name", "-")}{_text("lifecycle:transition", "complete")}'
        f'<date key="time:timestamp" value="{EPOCH}"/></global>\n'
    )
    yield '<classifier name="Kegiatan" keys="concept:name lifecycle:transition"/>\n'
    yield '<classifier name="Langkah jaring" keys="langkah"/>\n'
    yield _text("lifecycle:model", "standard") + "\n"
    for run in runs:
        yield _trace(run)
    yield "</log>\n"


def _trace(run: LoggedRun) -> str:
    told = {
        "concept:name": f"{run.case}/{run.run}" if run.run else run.case,
        "kasus": run.case,
        "pelaksanaan": run.run,
        "di_dalam": run.within,
        "proses": run.process_id,
        "versi": run.content,
        "jaring": run.net,
        "keadaan": run.state,
    }
    number = (
        f'<int key="nomor_versi" value="{run.version}"/><boolean key="pindah_versi" value="{str(run.moved).lower()}"/>'
    )
    head = "".join(_text(key, value) for key, value in told.items() if value)
    return f"<trace>{head}{number}\n{''.join(_event(each) for each in run.events)}</trace>\n"


def _event(event: LoggedEvent) -> str:
    told = {
        "concept:name": event.name,
        "concept:instance": event.instance,
        "lifecycle:transition": event.step,
        "org:resource": event.resource,
        "org:role": event.role,
        "org:group": event.unit,
        "elemen": event.element,
        "jenis": event.kind,
        "langkah": event.label,
        "pembetulan": event.intervention,
    }
    strings = "".join(_text(key, value) for key, value in told.items() if value)
    return f'<event>{strings}<date key="time:timestamp" value="{moment(event.at)}"/></event>\n'


def _text(key: str, value: str) -> str:
    return f'<string key="{key}" value={quoteattr(value)}/>'


def moment(at: datetime) -> str:
    """ISO 8601 in UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
