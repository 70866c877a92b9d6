"""`migrate`: bring the tables to this version, and the decrees that come with it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from complaints.decrees import seed_decrees
from complaints.demo.government import demo_governments
from complaints.migrations import FOLDER
from complaints.migrations.former import failing
from complaints.models import DecreeDay, Instansi
from complaints.upkeep.gaps import gaps
from console.tools import Commands, Tools
from engine.actors import SISTEM
from engine.catalogue import _
from engine.db import reading, unit_of_work
from engine.models import Setting
from engine.running.commands import recompute_deadlines

ONLY_GROW = {"event": ("personal",), "ledger_event": ("personal",), "log_entry": (), "reading": ()}
"""Tables whose rows are only added, with the columns that a lawful erasure empties."""
PENDING = "decrees_to_recompute"


def add(commands: Commands) -> None:
    """Teaches the parser."""
    parser = commands.add_parser("migrate", help=_("siapkan atau perbarui tabel dan muat keputusan hari libur"))
    parser.add_argument("--plan", action="store_true", help=_("sebut hanya apa yang akan berubah"))
    parser.add_argument("--draft", metavar="PESAN", help=_("tulis rancangan migrasi dari perbedaan model"))
    parser.add_argument(
        "--role", metavar="PERAN", help=_("beri peran web dan pekerja haknya atas setiap tabel (PostgreSQL)")
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Safe to run at every start: does nothing when there is nothing to do."""
    from engine import migrations
    from engine.migrations import grants

    if args.draft:
        migrations.draft(tools().engine, tools().metadata, args.draft, [FOLDER])
        return 0
    if args.plan:
        return _plan(tools())
    try:
        changed, days, moved = prepare(tools())
        if args.role:
            grants.grant(tools().engine, args.role, ONLY_GROW)
    except migrations.MigrationFailedError as failed:
        print(_("Tabel tidak diubah: %(failed)s", failed=failed), file=sys.stderr)
        return 1
    except grants.NoRoleError as error:
        print(error, file=sys.stderr)
        return 1
    print(_("Tabel diperbarui.") if changed else _("Tabel sudah terbaru."))
    print(_("%(days)s hari keputusan baru dimuat; %(moved)s tenggat berpindah.", days=days, moved=moved))
    found = lacking(tools())
    for gap in found:
        print(_("Lengkapi: %(gap)s.", gap=gap))
    if found:
        print(
            _("Data pemerintah daerah dilengkapi di /admin, atau dengan: python app.py update-instansi BERKAS --apply")
        )
    return 0


def _plan(tools: Tools) -> int:
    """Says, before anything changes, whether the former program may go on beside this one."""
    from engine import migrations

    present, numbers = migrations.pending(tools.engine, [FOLDER])
    newest = migrations.newest([FOLDER])
    print(_("Tabel sekarang: %(present)s; program ini: %(newest)s.", present=present or "–", newest=newest))
    fails = failing(numbers)
    if not numbers:
        print(_("Tidak ada yang berubah."))
    elif fails:
        print(_("Sesudah migrasi program lama tidak dapat lagi: %(fails)s.", fails="; ".join(map(_, fails))))
    else:
        print(_("Program lama dapat terus berjalan di samping program ini."))
    return 0


def lacking(tools: Tools) -> list[str]:
    """What somebody has to complete so that nothing which this program reads is empty."""
    shipped = {home.id: home.government for home in demo_governments()}
    with reading(tools.session_factory) as session:
        return gaps(session, shipped=shipped, now=tools.clock.now())


def missing(tools: Tools) -> bool:
    """Whether `migrate` has never been run on this database."""
    return not inspect(tools.engine).has_table(Instansi.__tablename__)


def prepare(tools: Tools) -> tuple[bool, int, int]:
    """(Whether tables changed, decree days added, waiting deadlines moved by them).

    The decrees that came are noted with them, so that a recount which was interrupted is done at the next start.
    """
    from engine import migrations  # Alembic is slow to load, and only this command needs it

    changed = migrations.upgrade(tools.engine, tools.metadata, [FOLDER])
    with unit_of_work(tools.session_factory) as session:
        before = set(session.scalars(select(DecreeDay.decree).distinct()))
        days = seed_decrees(session, at=tools.clock.now())
        session.flush()
        came = set(session.scalars(select(DecreeDay.decree).distinct())) - before
        if days:
            _note(session, "; ".join(sorted(came - {""})) or _("kalender program"))
    return changed, days, _recompute(tools)


def _note(session: Session, why: str) -> None:
    """Besides what an earlier start, or a migration of the tables, has noted already."""
    noted = session.get(Setting, PENDING)
    session.merge(Setting(key=PENDING, value=f"{noted.value}; {why}" if noted else why))


def _recompute(tools: Tools) -> int:
    with reading(tools.session_factory) as session:
        pending = session.scalar(select(Setting.value).where(Setting.key == PENDING))
        everyone = list(session.scalars(select(Instansi.id).order_by(Instansi.id)))
    if pending is None:
        return 0
    moved = sum(
        recompute_deadlines(tools.session_factory, tools.runtime, instansi_id=instansi_id, decree=pending, by=SISTEM)
        for instansi_id in everyone
    )
    with unit_of_work(tools.session_factory) as session:
        session.delete(session.get_one(Setting, PENDING))
    return moved
