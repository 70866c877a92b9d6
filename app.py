"""Alur from the command line, and the one place that chooses database, clock, mailer and keys.

`python app.py --help` lists what it can do; `make run` starts the demo.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

_collects = gc.isenabled()
gc.disable()  # all that is loaded stays: looking through it again and again took a third of the start

import complaints.models  # noqa: F401 - registers the tables of the domain
from complaints import logs
from complaints.casework.task_checks import verify
from complaints.casework.task_context import observe, options_for
from complaints.data_folder import keep_private
from complaints.decrees import calendar_for
from complaints.files.file_store import FileStore
from complaints.incoming.arrivals import Doors
from complaints.incoming.receiving import Receiving
from complaints.intake.lodging import START_VARIABLES
from complaints.keys import KeptKey, KeyUnusableError, agree
from complaints.notices.carriers import Dispatch
from complaints.notices.gateways import WhatsAppSender
from complaints.notices.muted import WHATSAPP
from complaints.operations import OPERATIONS
from complaints.people import decree_acts, held_work, role_turns
from complaints.properties import KEYS
from complaints.sealed.content import close_answers
from complaints.settings import Settings, SettingsError, doubts
from complaints.tracking.untold import tell
from complaints.upkeep import Upkeep
from complaints.upkeep.bound_readings import BindingReadings
from complaints.upkeep.bound_rows import BindingRows
from complaints.upkeep.bulk_sending import BulkSending
from complaints.upkeep.counting import Counting
from complaints.upkeep.daily_letters import DailyLetters
from complaints.upkeep.elsewhere import Elsewhere
from complaints.upkeep.erasing import Erasing
from complaints.upkeep.history_log import HistoryLog, log_name
from complaints.upkeep.incoming import mailbox, placing
from complaints.upkeep.messages import messages
from complaints.upkeep.mining import Mining
from complaints.upkeep.pooler import share_connections
from complaints.upkeep.time_stamps import TimeStamps, service_of
from complaints.workshop.deploy_checks import workshop
from complaints.workshop.job_turns import JobTurns
from complaints.workshop.timed_deploys import deploy_due
from console import (
    applications,
    backups,
    checkpoint,
    coverage,
    deadline,
    decree,
    demo,
    diagrams,
    erase,
    event_log,
    export,
    faults,
    figures,
    governments,
    histories,
    history_export,
    licences,
    mutate,
    people,
    processes,
    seal_keys,
    sealing,
    sign_on,
    simulate,
    tables,
    witness,
    worker,
)
from console.tools import Tools
from engine.clock import Clock, SystemClock
from engine.db import UNREADABLE, SessionFactory, make_engine, make_session_factory
from engine.models import Base
from engine.running.runtime import Runtime
from engine.workshop import move_ordered

gc.freeze()
if _collects:
    gc.enable()

if TYPE_CHECKING:
    from flask import Flask

    from web.services import Services


COMMANDS = (
    worker, tables, processes, export, simulate, mutate, deadline, decree, histories, history_export, event_log,
    checkpoint, seal_keys, witness, governments, people, sealing, erase, figures, sign_on, applications, backups, demo,
    diagrams, licences,
)  # fmt: skip


def make_clock(settings: Settings, factory: SessionFactory, wall: Clock) -> Clock:
    """The wall clock; in the demo one that jumps for web and worker together."""
    if settings.demo:
        from complaints.demo.clock import DemoClock

        return DemoClock(wall, factory)
    return wall


def make_runtime(*, clock: Clock, data_dir: Path) -> Runtime:
    """What the engine's commands need besides data: the domain's operations, calendars and the signing key."""
    return Runtime(
        clock=clock,
        calendar_for=calendar_for,
        operations=OPERATIONS,
        observers=(verify, observe),
        heralds=(tell,),
        options_for=options_for,
        given=START_VARIABLES,
        properties=KEYS,
        signer=KeptKey(data_dir),
        close=close_answers,
    )


def make_services(settings: Settings, *, session_factory: SessionFactory, clock: Clock, runtime: Runtime) -> Services:
    """What the pages need."""
    from web.services import Services

    return Services(
        settings=settings,
        session_factory=session_factory,
        runtime=runtime,
        clock=clock,
        files=FileStore(settings.data_dir / "berkas", least_free=settings.min_free_bytes),
    )


def make_tools(settings: Settings, wall: Clock | None = None) -> Tools:
    """Everything a command may ask for, for the installation that the environment describes."""
    for path in keep_private(settings.data_dir, database_url=settings.database_url):
        print(
            f"Peringatan: {path} terbuka bagi pengguna lain di mesin ini; tutup dengan: chmod go= {path}",
            file=sys.stderr,
        )
    engine = make_engine(settings.database_url)
    if settings.database_pooler:
        share_connections(engine)
    factory = make_session_factory(engine)
    clock = make_clock(settings, factory, wall or SystemClock())
    try:
        agree(settings.data_dir, factory)
    except BaseException:
        engine.dispose()
        raise
    runtime = make_runtime(clock=clock, data_dir=settings.data_dir)
    turns = JobTurns(factory, runtime)
    send = Dispatch(factory, clock, settings)
    files = FileStore(settings.data_dir / "berkas", least_free=settings.min_free_bytes)
    elsewhere = [
        *(messages(factory, clock, send, channel=channel) for channel in send.carried),
        *incoming(settings, session_factory=factory, clock=clock, runtime=runtime, files=files),
    ]
    head_key = KeptKey(settings.data_dir)
    return Tools(
        settings=settings,
        engine=engine,
        metadata=Base.metadata,
        session_factory=factory,
        clock=clock,
        runtime=runtime,
        head_key=head_key,
        sender=send,
        chores=(
            partial(deploy_due, factory, runtime, workshop()),
            partial(move_ordered, factory, runtime, workshop()),
            turns,
            partial(held_work.settle_due, factory, runtime),
            partial(role_turns.settle_due, factory, runtime),
            partial(decree_acts.recount_due, factory, runtime),
            *elsewhere,
            HistoryLog(factory, clock, name=log_name(settings.base_url), key=head_key),
            TimeStamps(factory, clock, service_of(settings)),
            BulkSending(factory, runtime),
            Counting(factory, clock),
            DailyLetters(factory, clock),
            Mining(factory, runtime),
            BindingReadings(factory, runtime),
            BindingRows(factory, runtime),
            Erasing(factory, runtime, FileStore(settings.data_dir / "berkas")),
            Upkeep(factory, clock, files),
        ),
        endings=(turns.stop, *(each.stop for each in elsewhere)),
    )


def incoming(
    settings: Settings, *, session_factory: SessionFactory, clock: Clock, runtime: Runtime, files: FileStore
) -> list[Elsewhere]:
    """What the worker does with answers of complainants."""
    carriers = settings.carriers
    receiving = Receiving(session_factory, Doors(runtime, files, settings.secret_key))
    media = {WHATSAPP: WhatsAppSender(carriers.whatsapp, settings.base_url).media} if carriers.whatsapp else {}
    found = [placing(session_factory, clock, receiving, media)] if carriers.sms or carriers.whatsapp else []
    return [*found, *([mailbox(session_factory, clock, receiving, carriers.mailbox)] if carriers.mailbox else [])]


def make_application(settings: Settings | None = None) -> Flask:
    """The WSGI application, for any server: `gunicorn 'app:make_application()'`."""
    from web import create_app

    tools = make_tools(settings or Settings.from_env())
    logs.configure(tools.clock)
    return create_app(
        make_services(tools.settings, session_factory=tools.session_factory, clock=tools.clock, runtime=tools.runtime)
    )


def serve(args: argparse.Namespace, _tools: Callable[[], Tools]) -> int:
    """Starts the web server and answers until it is stopped."""
    from web import server

    settings = Settings.from_env()
    for doubt in doubts(settings):
        print(f"Peringatan: {doubt}", file=sys.stderr)
    if args.server == "waitress":
        server.serve_small(make_application(settings), settings)
    else:
        server.serve_production(lambda: make_application(settings), settings, workers=args.workers)
    return 0


def parser() -> argparse.ArgumentParser:
    """All commands with their arguments."""
    root = argparse.ArgumentParser(prog="app.py", description="Alur: pengelolaan pengaduan")
    commands = root.add_subparsers(required=True, metavar="PERINTAH")
    web = commands.add_parser("serve", help="jalankan server web")
    web.add_argument("--server", choices=["gunicorn", "waitress"], default="gunicorn")
    web.add_argument("--workers", type=int, default=2, help="jumlah proses gunicorn")
    web.set_defaults(run=serve)
    for module in COMMANDS:
        module.add(commands)
    coverage.add(commands, pages=page_names)
    return root


def page_names() -> frozenset[str]:
    """Names of all pages, without a database or a setting."""
    from web import pages

    return pages()


def main(argv: list[str] | None = None) -> int:
    """Does one command; gives its exit status."""
    args = parser().parse_args(argv)
    if getattr(args, "demo", False):
        os.environ["ALUR_DEMO"] = "1"

    @cache
    def tools() -> Tools:
        return make_tools(Settings.from_env())

    try:
        status: int = args.run(args, tools)
    except SettingsError as error:
        print(f"Pengaturan: {error}", file=sys.stderr)
        return 2
    except KeyUnusableError as error:
        print(f"Kunci: {error}", file=sys.stderr)
        return 2
    except UNREADABLE as error:
        said = faults.sentence(error, tools)
        if said is None:
            raise
        print(said, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    finally:
        if tools.cache_info().currsize:
            tools().engine.dispose()
    return status


if __name__ == "__main__":
    sys.exit(main())
