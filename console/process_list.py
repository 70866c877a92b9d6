"""The list of diagrams and tables by government, as it ends `processes/README.md`; written by `diagrams`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from complaints.demo.government import all_governments
from complaints.law.bundles import FOLDERS, SHARED, bundle_files, paths_by_name, read_folders
from engine.definition.bundle import Bundle, read_bundle

PAGE = FOLDERS[0] / "README.md"
BEGINS = "## Daftar diagram\n"
"""The heading from which on the page is written by the program."""


def page() -> str:
    """The page as it should be: what people wrote, then the list of today."""
    written, _, _ = PAGE.read_text(encoding="utf-8").partition(BEGINS)
    return written + BEGINS + "\n" + "\n".join(_list()) + "\n"


def _list() -> Iterator[str]:
    files = read_folders(FOLDERS)
    places = {name: path.relative_to(FOLDERS[0]) for name, path in paths_by_name([FOLDERS[0]]).items()}
    bundle = read_bundle(files)
    yield "Ditulis oleh `make diagrams`. Proses utama dengan bagian dan tabelnya; yang dipakai bersama ditandai *."
    for home in all_governments():
        yield ""
        yield f"### {str(home.values['name']).removeprefix('Pemerintah ')}"
        yield ""
        yield "| proses utama | bagian | tabel keputusan |"
        yield "|---|---|---|"
        for process_id in home.processes:
            yield _row(process_id, bundle, places, sorted(bundle_files(files, process_id)))


def _row(process_id: str, bundle: Bundle, places: Mapping[str, Path], reached: list[str]) -> str:
    title = bundle.diagrams[process_id].name
    main = f"{process_id}.bpmn"
    place = places[main].as_posix()
    parts = [_link(places[name]) for name in reached if name.endswith(".bpmn") and name != main]
    tables = [_link(places[name]) for name in reached if name.endswith(".dmn")]
    return f"| {title} ([`{place}`]({place})) | {', '.join(parts) or '–'} | {', '.join(tables) or '–'} |"


def _link(place: Path) -> str:
    shared = "\\*" if place.parent.name == SHARED else ""
    return f"[{place.stem}]({place.as_posix()}){shared}"
