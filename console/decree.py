"""`decree`: enter a decree about days off or made up; waiting deadlines move and say so in their histories."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable
from datetime import date

from complaints.decrees import affected_instansi
from complaints.decrees.issue import DayInput, issue_decree
from complaints.decrees.scopes import rank_of
from complaints.models import DecreeKind, Instansi
from complaints.people.decree_acts import order_recount, record_decree, recounted
from complaints.people.roles import Role
from console.tools import Commands, Tools
from engine.actors import Actor
from engine.catalogue import _
from engine.db import Session, unit_of_work
from engine.errors import EngineError, NotFoundError
from engine.government import bind
from engine.running.commands import recompute_deadlines


def add(commands: Commands) -> None:
    """Teaches the parser."""
    parser = commands.add_parser(
        "decree", help=_("catat keputusan hari libur atau hari kerja pengganti; tenggat menyesuaikan")
    )
    parser.add_argument("scope", help=_("ID, kode provinsi (ID-KS), atau instansi (tanah-laut)"))
    parser.add_argument("decree", help=_("nama dan nomor keputusan"))
    parser.add_argument(
        "--day", nargs=3, action="append", default=[], metavar=("TANGGAL", "JENIS", "NAMA"),
        help=_("hari yang disebut keputusan; JENIS: %(kinds)s; boleh berulang", kinds=", ".join(DecreeKind)),
    )  # fmt: skip
    parser.add_argument("--revoke", type=date.fromisoformat, action="append", default=[], metavar="TANGGAL")
    parser.set_defaults(run=run)


EARLIEST = 2
"""Years before the present one: of an older year nothing waits any more."""


def _refuse_old(days: list[DayInput], year: int) -> None:
    for day in days:
        if not year - EARLIEST <= day.date.year <= year + EARLIEST + 1:
            raise ValueError(_("%(date)s terlalu jauh dari tahun ini; periksa tahunnya", date=day.date))


def _refuse_unknown(session: Session, scope: str) -> None:
    """A decree of a government that is not there would count nowhere, silently."""
    if rank_of(scope) < 2:
        return
    if session.get(Instansi, scope) is None:
        raise NotFoundError(_("instansi '%(id)s' belum ada; lihat create-instansi", id=scope))
    bind(session, scope)


def run(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Enters the decree in one transaction, then recomputes the deadlines of every instansi that it concerns.

    The orders to recount stand from the same transaction on: when this is stopped, the worker does the rest.
    """
    opened = tools()
    operator = Actor(id="operator", name=getpass.getuser(), role=Role.OPERATOR)
    try:
        days = [DayInput(date.fromisoformat(day), DecreeKind(kind), name) for day, kind, name in args.day]
        _refuse_old(days, opened.clock.now().year)
        with unit_of_work(opened.session_factory) as session:
            _refuse_unknown(session, args.scope)
            touched = issue_decree(
                session,
                scope=args.scope,
                decree=args.decree,
                days=days,
                at=opened.clock.now(),
                revokes=args.revoke,
            )
            orders = {
                instansi_id: order_recount(
                    session, instansi_id=instansi_id, by=operator, why=args.decree, leased_at=opened.clock.now()
                )
                for instansi_id in affected_instansi(session, scope=args.scope)
            }
    except (EngineError, ValueError) as error:
        print(_("Keputusan ditolak: %(error)s", error=error), file=sys.stderr)
        return 1
    print(_("%(touched)s hari dicatat menurut %(decree)s.", touched=len(touched), decree=args.decree))
    for instansi_id, order in orders.items():
        moved = recompute_deadlines(
            opened.session_factory, opened.runtime, instansi_id=instansi_id, decree=args.decree, by=operator
        )
        with unit_of_work(opened.session_factory, instansi_id) as session:
            recounted(session, order)
            record_decree(
                session, opened.runtime, instansi_id=instansi_id, by=operator, scope=args.scope, decree=args.decree,
                days=days, revokes=args.revoke, moved=moved,
            )  # fmt: skip
        print(_("%(instansi_id)s: %(moved)s tenggat menyesuaikan.", instansi_id=instansi_id, moved=moved))
    return 0
