"""`event-log`: the histories of a government for tools of process mining, and the nets of its diagrams."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from complaints.audit.event_log import FORMATS, LogFilter, Pseudonyms, log_pieces, record_export
from complaints.models import Instansi
from console.tools import Commands, Tools
from engine.actors import SISTEM
from engine.catalogue import _
from engine.db import reading, reading_at_once, unit_of_work


def add(commands: Commands) -> None:
    """Teaches the parser."""
    parser = commands.add_parser("event-log", help=_("tulis log peristiwa yang disamarkan, atau jaring setiap diagram"))
    parser.add_argument("instansi")
    parser.add_argument("format", choices=sorted(FORMATS))
    parser.add_argument("file", metavar="BERKAS", type=Path, help=_("berkas yang ditulis"))
    parser.add_argument("--since", type=date.fromisoformat, help=_("kasus yang dimulai sejak hari ini"))
    parser.add_argument("--until", type=date.fromisoformat, help=_("kasus yang dimulai sampai hari ini"))
    parser.add_argument("--process", default="", help=_("id satu proses"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Writes the file and records that it was taken. 1 when there is no such government."""
    given, home = tools(), args.instansi
    with reading(given.session_factory, home) as session:
        known = session.get(Instansi, home)
        zone = ZoneInfo(known.time_zone) if known is not None else None
    if zone is None:
        print(_("Tidak ada pemerintah daerah %(home)s.", home=home), file=sys.stderr)
        return 1
    since = datetime.combine(args.since, time(), zone) if args.since else None
    until = datetime.combine(args.until + timedelta(days=1), time(), zone) if args.until else None
    filters = LogFilter(since, until, args.process)
    with unit_of_work(given.session_factory, home) as session:
        record_export(session, given.runtime, instansi_id=home, by=SISTEM, kind=args.format, filters=filters)
    names = Pseudonyms(given.settings.secret_key, home)
    with reading_at_once(given.session_factory, home) as session, args.file.open("wb") as file:
        asked = {"instansi_id": home, "filters": filters, "pseudonyms": names, "zone": zone}
        file.writelines(log_pieces(session, kind=args.format, **asked))
    print(_("Ditulis: %(path)s", path=args.file))
    return 0
