"""`demo run` and `demo reset`: the governments that come with the program, to try it on this machine."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from complaints.demo import government
from console import demo_fill, demo_launch
from console.tables import prepare
from console.tools import Commands, Tools
from engine.catalogue import _

NEWLINE = "\n"
COLUMNS = 2
TASK = 42
"""Width of what somebody does, in the table of log-ins."""
TRACKED = 2
"""Complaints per government that the welcome offers for tracking."""


def add(commands: Commands) -> None:
    """Teaches the parser."""
    parser = commands.add_parser("demo", help=_("coba program dengan pemerintah daerah contoh"))
    actions = parser.add_subparsers(required=True, metavar="TINDAKAN")
    start = actions.add_parser("run", help=_("isi bila belum ada, lalu jalankan web dan pekerja"))
    start.set_defaults(run=run, demo=True)
    again = actions.add_parser("reset", help=_("hapus seluruh isi demo dan isi dari awal"))
    again.set_defaults(run=run_reset, demo=True)


def run(_args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Fills the demo at the first start, keeps it afterwards, and serves until stopped."""
    chosen = tools()
    if not demo_launch.port_is_free(chosen.settings):
        return 1
    try:
        _prepare(chosen)
    except demo_fill.NotADemoError as error:
        print(error, file=sys.stderr)
        return 1
    welcome = _welcome(chosen.settings.base_url, chosen.settings.data_dir / demo_launch.LOG, demo_fill.receipts(chosen))
    chosen.engine.dispose()
    return demo_launch.launch(chosen.settings, ready=lambda: print(welcome, flush=True))


def run_reset(_args: argparse.Namespace, tools: Callable[[], Tools]) -> int:
    """Empties the demo and fills it anew. Refuses a database that is no demo."""
    chosen = tools()
    try:
        demo_fill.clear(chosen)
        _prepare(chosen)
    except demo_fill.NotADemoError as error:
        print(error, file=sys.stderr)
        return 1
    print(_("Demo siap dari awal. Jalankan: make run"))
    return 0


def _prepare(tools: Tools) -> None:
    prepare(tools)
    if demo_fill.state(tools) is demo_fill.State.HALF:
        demo_fill.clear(tools)
        prepare(tools)
    if demo_fill.state(tools) is demo_fill.State.EMPTY:
        count = len(government.demo_governments())
        print(_("Mengisi demo: %(count)s pemerintah daerah dengan petugas dan pengaduan ...", count=count), flush=True)
        demo_fill.fill(tools)
    else:
        demo_fill.deploy_first(tools)


def _welcome(address: str, log: Path, receipts: list[dict[str, str]]) -> str:
    homes = government.demo_governments()
    return _(
        """
Alur berjalan di %(address)s   (Ctrl-C untuk berhenti; catatan: %(log)s)

  Warga melapor dan melacak:   %(address)s/
  Petugas masuk:               %(address)s/petugas/masuk
  Auditor melihat jejak:       %(address)s/audit/pengaduan

Nama masuk demo, semuanya dengan kata sandi  %(password)s

%(people)s
Nomor dan kode rahasia beberapa pengaduan, untuk dilacak sebagai warga

%(receipts)s
""",
        address=address,
        log=log,
        password=government.PASSWORD,
        people=NEWLINE.join(_people(home, address) for home in homes),
        receipts=NEWLINE.join(_receipts(home.id, receipts) for home in homes),
    )


def _people(home: government.DemoGovernment, address: str) -> str:
    """A compact table: who does what, two columns; the ending that all names of a government share stands on top."""
    ending = f".{home.id}" if all(each.username.endswith(f".{home.id}") for each in home.people) else ""
    names = [person.username.removesuffix(ending) for person in home.people]
    width = max(map(len, names))
    cells = [f"{name:<{width}}  {each.task[:TASK]:<{TASK}}" for name, each in zip(names, home.people, strict=True)]
    half = (len(cells) + 1) // COLUMNS
    rows = (cells[row::half] for row in range(half))
    told = _("   (akhiran nama masuk: %(ending)s)", ending=ending) if ending else ""
    return NEWLINE.join(
        [f"{home.name}   {address}/{home.id}/{told}", *(f"  {'  '.join(row).rstrip()}" for row in rows), ""]
    )


def _receipts(instansi_id: str, receipts: list[dict[str, str]]) -> str:
    own = [each for each in receipts if each["instansi"] == instansi_id][:TRACKED]
    return NEWLINE.join(f"  {each['number']}   {each['secret']}   {each['judul']}" for each in own)
