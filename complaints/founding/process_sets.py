"""The sets of processes that a new government can begin with: those of the regulations that the program carries out."""

from __future__ import annotations

from dataclasses import dataclass

from complaints.demo.government import all_governments
from complaints.law.bundles import FOLDERS, bundle_files, changed_at, read_folders
from complaints.law.library import library
from complaints.law.own_law import code_of
from complaints.law.registers import Norm
from complaints.people.governments import Government


@dataclass(frozen=True)
class ProcessSet:
    """The processes of one regulation, and the government that they were drawn for."""

    home: Government
    code: str
    """Of the regulation, `NG`."""
    regulation: str
    """Its name."""
    norms: tuple[Norm, ...]
    """What its diagrams and tables cite, in the order of the text."""
    units: tuple[tuple[str, str], ...]
    """Id and name of the units that its tables name: without them a task would be nobody's."""

    @property
    def process(self) -> str:
        """Its process of complaints, by which the set is chosen."""
        return str(self.home.values["process"])

    def values(self) -> dict[str, object]:
        """What of it stands in the file of a government."""
        return {name: self.home.values[name] for name in ("process", "restricted_process", "activities")}


_kept: dict[int, dict[str, ProcessSet]] = {}


def process_sets() -> dict[str, ProcessSet]:
    """All of them by their process of complaints, without invented examples. Read anew when a file changed."""
    edition = changed_at()
    if edition not in _kept:
        found = _read()
        _kept.clear()
        _kept[edition] = found
        return found
    return _kept[edition]


def _read() -> dict[str, ProcessSet]:
    files = read_folders(FOLDERS)
    found = (_set_of(home, files) for home in reversed(all_governments()))
    by_process = {each.process: each for each in found if each is not None}
    return dict(sorted(by_process.items(), key=lambda pair: pair[1].regulation))


def _set_of(home: Government, files: dict[str, str]) -> ProcessSet | None:
    main = str(home.values["process"])
    code = code_of(files[f"{main}.bpmn"])
    register = next((each for each in library().registers if each.code == code), None)
    if register is None or register.example:
        return None
    texts = [text for each in home.processes for text in bundle_files(files, each, law_of=main).values()]
    everything = "\n".join(texts)
    norms = tuple(norm for norm in register.norms if norm.id in everything and not norm.silent)
    units = tuple((slug, name) for slug, name in home.units.items() if f'"{slug}"' in everything)
    return ProcessSet(home, code, register.name, norms, units)
