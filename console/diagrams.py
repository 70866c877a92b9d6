"""`diagrams`: every diagram as a picture under docs/diagrams, and the pages that list them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from complaints.law.bundles import FOLDERS, ROOT, main_processes, paths_by_name, read_folders
from console import process_list
from console.tools import Commands
from engine.catalogue import _
from engine.definition.bundle import Bundle, read_bundle
from engine.definition.diagram import Diagram
from engine.definition.drawing import Words, svg

FOLDER = ROOT / "docs" / "diagrams"
PAGE = "README.md"
QUIET = Words(not_run="{name}")


def add(commands: Commands) -> None:
    """Teaches the parser."""
    parser = commands.add_parser("diagrams", help=_("gambar setiap diagram ke docs/diagrams"))
    parser.add_argument("--periksa", action="store_true", help=_("jangan tulis; status 1 bila ada gambar yang usang"))
    parser.set_defaults(run=lambda args, _tools: run(args, FOLDER))


def run(args: argparse.Namespace, folder: Path) -> int:
    """Writes what is new or changed, takes away what no diagram has any more; or only tells."""
    drawn = pictures()
    wanted = {folder / name: text for name, text in drawn.items()} | {process_list.PAGE: process_list.page()}
    paths = [process_list.PAGE, *(path for path in folder.glob("*") if path.is_file())]
    kept = {path: path.read_text(encoding="utf-8") for path in paths}
    stale = sorted(path for path in {*wanted, *kept} if wanted.get(path) != kept.get(path))
    for path in stale:
        print(f"{'usang' if args.periksa else 'ditulis' if path in wanted else 'dihapus'}: {path.name}")
        if not args.periksa:
            _put(path, wanted.get(path))
    print(_("%(value)s diagram, %(stale)s berkas berubah.", value=len(drawn) - 1, stale=len(stale)))
    return 1 if args.periksa and stale else 0


def pictures() -> dict[str, str]:
    """File name -> content: one SVG per diagram, and the page."""
    files = read_folders([FOLDERS[0]])
    bundle = read_bundle(files)
    drawn = {f"{diagram.process_id}.svg": _drawn(diagram, files[diagram.file]) for diagram in bundle.diagrams.values()}
    return {**drawn, PAGE: "\n".join(_page(bundle, main_processes(files))) + "\n"}


def _drawn(diagram: Diagram, xml: str) -> str:
    return svg(xml, counts={}, flow_counts={}, current=(), title=diagram.name, words=QUIET) + "\n"


def _page(bundle: Bundle, main: list[str]) -> Iterator[str]:
    yield "# Diagrams"
    yield ""
    yield "Every diagram of `processes/` as it is executed, drawn by `make diagrams`. A test measures them in Chromium:"
    yield "it goes from left to right, nothing overlaps, every name is whole. Select a picture to see it large."
    shown: set[str] = set()
    for process_id in sorted(main):
        diagrams = bundle.reachable(process_id)
        yield ""
        yield f"## {diagrams[0].name}"
        for diagram in diagrams:
            yield ""
            yield from _entry(diagram, shown)


def _entry(diagram: Diagram, shown: set[str]) -> Iterator[str]:
    name = diagram.process_id
    if name in shown:
        yield f"Also calls [{diagram.name}]({name}.svg)."
        return
    shown.add(name)
    place = paths_by_name(FOLDERS)[diagram.file].relative_to(FOLDERS[0]).as_posix()
    yield f"**{diagram.name}** ([`{place}`](../../processes/{place}))"
    yield ""
    yield f"[![{diagram.name}]({name}.svg)]({name}.svg)"


def _put(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
