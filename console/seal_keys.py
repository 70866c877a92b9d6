"""`seal-key`: the key that signs histories and their log; shown, changed for another, replaced when it is lost."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from sqlalchemy.exc import IntegrityError

from complaints.keys import FILE, KeyUnusableError, changing, fingerprint, head_key
from complaints.settings import Settings
from complaints.upkeep.history_log import append_batch, log_name
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.clock import SystemClock
from engine.db import Session, SessionFactory, make_engine, make_session_factory, reading, unit_of_work
from engine.errors import EngineError
from engine.record.log import key_changes
from engine.record.log.keys import KeyStatement, Succession, read_statement
from engine.record.log.note import NoteError, read_note
from engine.record.log.own_keys import listed


def add(commands: Commands) -> None:
    """Teaches the parser."""
    parser = commands.add_parser("seal-key", help=_("kunci segel: tunjukkan, ganti, atau buat yang baru bila hilang"))
    actions = parser.add_subparsers(required=True, metavar="TINDAKAN")
    shown = actions.add_parser("show", help=_("sebut setiap kunci dengan sidiknya dan sejak kapan"))
    shown.set_defaults(run=run_show)
    rotated = actions.add_parser("rotate", help=_("ganti kunci; yang lama menandatangani yang baru, lalu dihapus"))
    rotated.set_defaults(run=run_rotate)
    lost = actions.add_parser("replace-lost", help=_("buat kunci baru karena yang lama hilang tanpa cadangan"))
    lost.set_defaults(run=run_replace_lost)


def run_show(_args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Prints the keys, oldest first. 0."""
    chosen = tools()
    with reading(chosen.session_factory) as session:
        notes = [row.note for row in listed(session)]
    for note in notes:
        print(_line(read_statement(read_note(note).text)))
    if not notes:
        public = chosen.head_key.public_key().public_bytes_raw()
        print(_("%(print)s; log segel belum dimulai", print=fingerprint(public)))
    return 0


def run_rotate(_args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Changes the key while web and worker go on. 1 when it was not changed."""
    chosen = tools()
    now = chosen.clock.now()
    try:
        while append_batch(
            chosen.session_factory, name=log_name(chosen.settings.base_url), key=chosen.head_key, at=now
        ):
            pass
        with changing(chosen.settings.data_dir, chosen.session_factory) as new:
            former = head_key(chosen.settings.data_dir)
            with unit_of_work(chosen.session_factory) as session:
                key_changes.rotate(session, former=former, new=new, at=now)
    except (EngineError, KeyUnusableError) as error:
        print(_("Kunci tidak diganti: %(error)s.", error=error), file=sys.stderr)
        return 1
    except IntegrityError:
        print(_("Kunci tidak diganti: log segel baru saja ditulis proses lain. Coba lagi."), file=sys.stderr)
        return 1
    return _told(chosen.session_factory, _("Kunci diganti. Umumkan sidiknya, cadangkan kunci yang baru."))


def run_replace_lost(_args: argparse.Namespace, _tools: Callable[[], Tools]) -> int:
    """Founds the key anew. 1 when there is one. Does without what needs the key."""
    settings = Settings.from_env()
    path = settings.data_dir / FILE
    engine = make_engine(settings.database_url)
    try:
        factory = make_session_factory(engine)
        with changing(settings.data_dir, factory) as new:
            if path.exists():
                raise EngineError(_("%(path)s ada; untuk menggantinya: app.py seal-key rotate", path=path))
            with unit_of_work(factory) as session:
                key_changes.found_anew(session, new=new, name=log_name(settings.base_url), at=SystemClock().now())
        return _told(factory, _("Kunci baru dibuat; /segel menyebutnya. Mintalah persetujuan setiap saksi."))
    except (EngineError, KeyUnusableError, NoteError) as error:
        print(_("Kunci baru tidak dibuat: %(error)s.", error=error), file=sys.stderr)
        return 1
    finally:
        engine.dispose()


def _told(factory: SessionFactory, text: str) -> int:
    with reading(factory) as session:
        print(_newest(session))
    print(text)
    return 0


def _newest(session: Session) -> str:
    return _line(read_statement(read_note(listed(session)[-1].note).text))


def _line(each: KeyStatement) -> str:
    ways = {
        Succession.FIRST: _("kunci pertama"),
        Succession.ROTATED: _("ditandatangani kunci sebelumnya"),
        Succession.LOST: _("menggantikan kunci yang hilang"),
    }
    told = {"n": each.number, "print": fingerprint(each.key.public), "at": each.at.isoformat(), "size": each.size}
    return _("%(n)s. %(print)s sejak %(at)s, sesudah %(size)s entri: %(way)s", **told, way=ways[each.way])
