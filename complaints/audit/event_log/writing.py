"""One file of an event log in the format that was asked for, and the act that tells who took it."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.audit.event_log.logged import LogFilter, count, logged_runs
from complaints.audit.event_log.nets import nets_of
from complaints.audit.event_log.ocel import as_ocel
from complaints.audit.event_log.pseudonyms import Pseudonyms
from complaints.audit.event_log.tables import lines
from complaints.audit.event_log.xes import as_xes
from complaints.people.acts import About, Act, Subject, record_act
from complaints.reports.exports.rows import TABLES, gathered_pieces, pieces_in
from engine.actors import Actor
from engine.definition.versions import bundle_of
from engine.models import ProcessVersion
from engine.running.runtime import Runtime

MOST_ON_A_PAGE = 50_000
"""Cases that a page hands out, about two million events; more is the business of `app.py event-log`."""
MOST_IN_A_WORKBOOK = 2_000
"""The same for a workbook, of which nothing goes out before all of it is there."""


@dataclass(frozen=True)
class Format:
    """What kind of file it is."""

    ending: str
    media_type: str


FORMATS = {
    "xes": Format("xes", "application/xml; charset=utf-8"),
    "ocel": Format("json", "application/json; charset=utf-8"),
    "csv": Format("csv", "text/csv; charset=utf-8"),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pnml": Format("zip", "application/zip"),
}


def log_pieces(
    session: Session, *, instansi_id: str, kind: str, filters: LogFilter, pseudonyms: Pseudonyms, zone: tzinfo
) -> Iterator[bytes]:
    """The file, in pieces, whatever its size. `kind`: a key of FORMATS. The session sees one moment throughout
    (`reading_at_once`): an OCEL file is read twice."""
    runs = partial(logged_runs, session, instansi_id=instansi_id, filters=filters, pseudonyms=pseudonyms)
    if kind == "pnml":
        return _nets(session, instansi_id, filters)
    if kind in TABLES:
        return TABLES[kind](lines(runs(), zone))
    return gathered_pieces(as_xes(runs()) if kind == "xes" else as_ocel(runs))


def record_export(
    session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, kind: str, filters: LogFilter
) -> None:
    """The row of the government's own history that tells who took which log along."""
    told = {
        "format": kind,
        "process": filters.process_id,
        "from": filters.since.date().isoformat() if filters.since else "",
        "until": filters.until.date().isoformat() if filters.until else "",
        "cases": count(session, instansi_id=instansi_id, filters=filters),
    }
    subject = Subject(About.EVENT_LOG, kind)
    record_act(session, runtime, instansi_id=instansi_id, by=by, act=Act.LOG_EXPORTED, subject=subject, after=told)


def _nets(session: Session, instansi_id: str, filters: LogFilter) -> Iterator[bytes]:
    """A ZIP with the nets of every version, of one process or of all; a net that two processes share once."""
    query = select(ProcessVersion.id, ProcessVersion.process_id).where(ProcessVersion.instansi_id == instansi_id)
    if filters.process_id:
        query = query.where(ProcessVersion.process_id == filters.process_id)
    written = set()
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            found = session.execute(query.order_by(ProcessVersion.process_id, ProcessVersion.number))
            for version_id, process_id in found:
                for name, text in nets_of(bundle_of(session, instansi_id, version_id), process_id):
                    if name not in written:
                        written.add(name)
                        archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
        file.seek(0)
        yield from pieces_in(file)
