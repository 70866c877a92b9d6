"""Fills the demo through the real commands, with a clock that walks from some weeks ago to now."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from enum import Enum, auto

from sqlalchemy import inspect, text

from complaints.demo.government import add_demo_government, demo_governments, seal_reports
from complaints.law.bundles import FOLDERS, read_folders
from complaints.models import Instansi
from console.demo_player import RECEIPTS, Player
from console.processes import deploy_for
from console.tools import Tools
from engine.catalogue import _
from engine.clock import FixedClock
from engine.db import reading, unit_of_work
from engine.models import Setting

BEGUN = "demo_begun"
FILLED = "demo_filled"
FOUNDED_BEFORE = timedelta(days=120)
"""How long ago the governments began: before every story."""
DEPLOYED_BEFORE = timedelta(hours=1)
"""How long the processes are in force when the first complaint comes."""


class NotADemoError(Exception):
    """The database holds a real installation: the demo keeps its hands off."""


def receipts(tools: Tools) -> list[dict[str, str]]:
    """Number, secret code and title of the demo's complaints that a citizen lodged. Only the demo keeps such a list."""
    with reading(tools.session_factory) as session:
        found: list[dict[str, str]] = json.loads(session.get_one(Setting, RECEIPTS).value)
    return found


class State(Enum):
    """How far the demo has come."""

    EMPTY = auto()
    HALF = auto()
    FILLED = auto()


def state(tools: Tools) -> State:
    """Reads the marks of the demo. Raises NotADemoError when there is an instansi that the demo did not make."""
    with reading(tools.session_factory) as session:
        if session.get(Setting, FILLED):
            return State.FILLED
        if session.get(Setting, BEGUN):
            return State.HALF
        if session.query(Instansi).first() is not None:
            raise NotADemoError(
                _("Basis data ini bukan demo: sudah berisi instansi. Pakai basis data lain dengan ALUR_DATABASE_URL.")
            )
    return State.EMPTY


def clear(tools: Tools) -> None:
    """Drops the demo's tables and files. Raises NotADemoError before touching anything else."""
    if inspect(tools.engine).has_table(Setting.__tablename__):
        state(tools)
    with tools.engine.begin() as connection:
        tools.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    shutil.rmtree(tools.settings.data_dir / "berkas", ignore_errors=True)


def fill(tools: Tools) -> None:
    """People, processes and complaints; a fill that is interrupted is begun anew at the next start."""
    with unit_of_work(tools.session_factory) as session:
        session.add(Setting(key=BEGUN, value=""))
    now = tools.clock.now()
    clock = FixedClock(now - FOUNDED_BEFORE)
    past = replace(tools, clock=clock, runtime=replace(tools.runtime, clock=clock))
    for home in demo_governments():
        with unit_of_work(tools.session_factory, home.id) as session:
            add_demo_government(session, past.runtime, home)
            seal_reports(session, past.runtime, home)
    player = Player(past, clock, demo_governments(), until=now)
    clock.set(player.beginning() - DEPLOYED_BEFORE)
    deploy_first(past)
    player.play()
    with unit_of_work(tools.session_factory) as session:
        session.add(Setting(key=FILLED, value=""))


def deploy_first(tools: Tools) -> None:
    """The processes that have no version yet. What runs is never replaced: owners find changed files as a draft."""
    files = read_folders(FOLDERS)
    for home in demo_governments():
        deploy_for(tools, home.id, files, note=_("Diterapkan saat demo dimulai"), only_first=True)
