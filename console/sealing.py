"""`seal-whistleblowers`, `recover-whistleblowers`: reports of whistleblowers at rest, and the key kept on paper."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable

from complaints.files.file_store import FileStore
from complaints.people import recovery
from complaints.people.acts import About, Act, Subject, record_act
from complaints.people.recovery import RecoveryRefusedError
from complaints.upkeep import sealing
from console.people import id_of
from console.tools import Commands, Tools
from engine.actors import SISTEM
from engine.catalogue import _
from engine.db import Session, reading, unit_of_work

RECOVER = "recover-whistleblowers"


def add(commands: Commands) -> None:
    """Teaches the parser."""
    begin = commands.add_parser("seal-whistleblowers", help=_("segel laporan whistleblower sebuah pemerintah daerah"))
    begin.add_argument("instansi")
    begin.set_defaults(run=run_seal)
    back = commands.add_parser(RECOVER, help=_("serahkan kunci laporan whistleblower dengan kunci pemulihan"))
    back.add_argument("instansi")
    back.add_argument("username", help=_("petugas yang sudah masuk satu kali"))
    back.set_defaults(run=run_recover)


def run_seal(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Prints the recovery key the first time, and seals what lies open; 1 where no such reports are taken."""
    given = tools()
    try:
        with unit_of_work(given.session_factory, args.instansi) as session:
            key = recovery.begin(session, instansi_id=args.instansi, now=given.clock.now())
            if key is not None:
                record_act(
                    session, given.runtime, instansi_id=args.instansi, by=SISTEM, act=Act.REPORTS_SEALED,
                    subject=Subject(About.GOVERNMENT, args.instansi),
                )  # fmt: skip
                _tell_handed(session, given, args.instansi)
    except RecoveryRefusedError as error:
        print(error, file=sys.stderr)
        return 1
    if key is not None:
        print(_("Kunci pemulihan, hanya tampil sekali ini. Tulis di kertas dan simpan terpisah dari mesin ini:"))
        print(key)
    store = FileStore(given.settings.data_dir / "berkas")
    count = sealing.seal_open(given.session_factory, given.runtime, store, instansi_id=args.instansi)
    sealing.scrub(given.engine)
    print(_("%(num)s laporan yang masih terbuka disegel. Cadangan lama masih memuatnya terbuka.", num=count))
    _print_holders(given, args.instansi)
    return 0


def _tell_handed(session: Session, given: Tools, instansi_id: str) -> None:
    for each in recovery.states(session, instansi_id=instansi_id):
        if each.holds:
            record_act(
                session, given.runtime, instansi_id=instansi_id, by=SISTEM, act=Act.REPORTS_KEY_HANDED,
                subject=Subject(About.PERSON, str(each.user_id)),
                after={"number": 1, "rule": _("saat penyegelan dimulai")},
            )  # fmt: skip


def _print_holders(given: Tools, instansi_id: str) -> None:
    with reading(given.session_factory, instansi_id) as session:
        found = recovery.states(session, instansi_id=instansi_id)
    for each in found:
        print(each.name, _("memegang kunci") if each.holds else _("menunggu serah terima"), sep=" · ")
    if not any(each.holds for each in found):
        print(_("Belum ada pemegang kunci: petugas WBS masuk satu kali, lalu jalankan %(command)s.", command=RECOVER))


def run_recover(args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Asks for the recovery key and hands the role's key over; 1 when it does not fit, or to nobody."""
    given = tools()
    typed = getpass.getpass(_("Kunci pemulihan: "))
    try:
        with unit_of_work(given.session_factory, args.instansi) as session:
            recovery.recover(
                session, instansi_id=args.instansi, recovery=typed, username=args.username, now=given.clock.now()
            )
            record_act(
                session, given.runtime, instansi_id=args.instansi, by=SISTEM, act=Act.REPORTS_KEY_RECOVERED,
                subject=Subject(About.PERSON, str(id_of(session, args))),
            )  # fmt: skip
    except RecoveryRefusedError as error:
        print(error, file=sys.stderr)
        return 1
    print(_("Kunci diserahkan. Petugas itu membaca laporan sejak halaman berikutnya."))
    return 0
