"""`licences`: what others wrote and this program carries along, each part with its version and licence."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from console.tools import Commands, Tools
from engine.catalogue import N_, _

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements" / "run.txt"
LOCKED = re.compile(r"^([a-z0-9._-]+)(?:\[.*\])?==[^ ;]+( ;)?", re.MULTILINE)
"""Name, and whether only some systems need it."""
BUILT = ROOT / "web" / "static" / "build" / "LICENSES.txt"
"""Written beside the style sheet and the editors: every package in them with its words."""
HEADING = r"^(\S+) (\S+) \(([^\n]+)\)\n={72}\n"
CLASSIFIER = "License :: "
WATERMARK = N_("bpmn.io (MIT, tanda bpmn.io tetap terlihat)")
SHORT = 40
"""A longer entry is the licence itself, not its name."""


@dataclass(frozen=True)
class ForeignPart:
    """A package of somebody else. `licence` is "" when nothing says which one it has."""

    name: str
    version: str
    licence: str


def add(commands: Commands) -> None:
    """Teaches the parser."""
    parser = commands.add_parser(
        "licences", help=_("sebut lisensi setiap bagian dari pihak lain; status 1 bila ada yang tidak diketahui")
    )
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace, _tools: Callable[[], Tools]) -> int:
    """Prints a line for each part: name, version, licence."""
    if not BUILT.is_file():
        print(_("Bagian untuk peramban belum dibangun; jalankan dahulu: make setup"), file=sys.stderr)
        return 1
    parts = [*python_parts(), *browser_parts()]
    for part in parts:
        print(f"{part.name} {part.version}: {part.licence or _('lisensi tidak diketahui')}")
    return 1 if any(not part.licence for part in parts) else 0


def python_parts() -> Iterator[ForeignPart]:
    """The locked packages that this system needs, as they are installed."""
    for name, elsewhere in LOCKED.findall(LOCK.read_text(encoding="utf-8")):
        try:
            yield _installed(name)
        except PackageNotFoundError:
            if not elsewhere:
                raise


def browser_parts() -> Iterator[ForeignPart]:
    """What the style sheet and the editors are made of."""
    _before, *written = re.split(HEADING, BUILT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for name, version, licence, text in zip(*[iter(written)] * 4, strict=True):
        named = licence.strip("()")
        if named.startswith("SEE LICENSE"):
            named = _(WATERMARK) if "bpmn.io project watermark" in " ".join(text.split()) else ""
        yield ForeignPart(name, version, named)


def _installed(name: str) -> ForeignPart:
    about = metadata(name)
    expression, written = (about.get_all(key) or [""] for key in ("License-Expression", "License"))
    classifiers = [each for each in about.get_all("Classifier") or [] if each.startswith(CLASSIFIER)]
    named = written[0] if 0 < len(written[0]) <= SHORT else " / ".join(each.split(" :: ")[-1] for each in classifiers)
    return ForeignPart(about["Name"], about["Version"], expression[0] or named)
