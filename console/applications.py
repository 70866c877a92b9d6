"""`create-key`, `list-keys`, `revoke-key`: applications that may lodge complaints through the interface."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from uuid import UUID

from complaints.intake import applications
from complaints.intake.applications import UnfitStartError
from console.governments import operator
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.db import reading, unit_of_work
from engine.errors import NotFoundError


def add(commands: Commands) -> None:
    """Teaches the parser."""
    create = commands.add_parser("create-key", help=_("beri sebuah aplikasi kunci untuk menyampaikan pengaduan"))
    create.add_argument("instansi")
    create.add_argument("name", help=_("nama aplikasi"))
    create.add_argument("starts", nargs="+", help=_("peristiwa awal yang boleh dipakai, misalnya Start_aplikasi_ng"))
    create.set_defaults(run=run_create)
    listing = commands.add_parser("list-keys", help=_("sebut aplikasi yang mempunyai kunci"))
    listing.add_argument("instansi")
    listing.set_defaults(run=run_list)
    revoke = commands.add_parser("revoke-key", help=_("cabut kunci sebuah aplikasi"))
    revoke.add_argument("instansi")
    revoke.add_argument("id", type=UUID, help=_("dari list-keys"))
    revoke.set_defaults(run=run_revoke)


def run_create(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Prints the key, which is stored nowhere; 1 for an unknown government or start event."""
    given = tools()
    try:
        with unit_of_work(given.session_factory, args.instansi) as session:
            found, key = applications.create(
                session, given.runtime, instansi_id=args.instansi, name=args.name, starts=args.starts, by=operator()
            )
    except (NotFoundError, UnfitStartError) as error:
        print(error, file=sys.stderr)
        return 1
    print(_("Kunci %(name)s, hanya tampil sekali ini:", name=found.name))
    print(key)
    return 0


def run_list(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """One line an application: id, name, start events, since when, and until when."""
    with reading(tools().session_factory, args.instansi) as session:
        for each in applications.listed(session, instansi_id=args.instansi):
            ended = _("dicabut %(day)s", day=f"{each.revoked_at:%Y-%m-%d}") if each.revoked_at else _("berlaku")
            print(each.id, each.name, ", ".join(each.starts), f"{each.created_at:%Y-%m-%d}", ended, sep=" · ")
    return 0


def run_revoke(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """From now on the key opens nothing; 1 when there is no such application."""
    given = tools()
    try:
        with unit_of_work(given.session_factory, args.instansi) as session:
            applications.revoke(
                session, given.runtime, instansi_id=args.instansi, application_id=args.id, by=operator()
            )
    except NotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    print(_("Kunci dicabut."))
    return 0
