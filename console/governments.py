"""`create-instansi`: a government with its units, from a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from complaints.models import Instansi
from complaints.people.governments import GovernmentFileError, add_government, read_government
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.db import unit_of_work


def add(commands: Commands) -> None:
    """Teaches the parser."""
    parser = commands.add_parser("create-instansi", help=_("tambah instansi dan unitnya dari berkas YAML"))
    parser.add_argument("file", type=Path, help="contoh: complaints/demo/tanah_laut.yaml")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Adds it once; 1 when the file cannot be used or the instansi is already there."""
    try:
        government = read_government(args.file)
    except GovernmentFileError as error:
        print(error, file=sys.stderr)
        return 1
    with unit_of_work(tools().session_factory, government.id) as session:
        if session.get(Instansi, government.id) is not None:
            print(_("%(id)s sudah ada.", id=government.id), file=sys.stderr)
            return 1
        add_government(session, government)
    print(_("%(id)s ditambahkan dengan %(units)s unit.", id=government.id, units=len(government.units)))
    return 0
