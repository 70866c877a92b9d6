"""What shows that a norm is carried out: scenarios that come by its carriers or notice their loss, and tests.

Most of it follows from the carriers: an element from the scenarios that notice when it is changed, or pass it; a
question and a row from those that notice, or pass a task with that form and ask that table; a role, an operation and a
report from the elements that name them; a page and a command from the test that `bukti.yaml` names. What does not
follow stands in the register itself, as `bukti`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from complaints.law.bundles import SHARED, folder_of
from complaints.law.carriers import Known
from complaints.law.registers import PROOFS, Norm, Register, RegisterError, read_meanings, read_proofs
from complaints.properties import BEGINNERS
from complaints.workshop.mutation import results
from complaints.workshop.passages import SUMMARY, read_examples
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.properties import listed
from engine.errors import Finding

NOTICED = ("elemen", "formulir", "keputusan")
"""Carriers that are changed on purpose."""
BY_TEST = ("halaman", "perintah")
"""Carriers of which a test shows that they do what they are for."""


@dataclass(frozen=True)
class Evidence:
    """Everything from which proofs follow."""

    passing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """`process#element` -> files of scenarios that pass it."""
    noticing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """`process#element`, `form#key`, `decision#rule` -> files of scenarios that notice when it is changed."""
    users: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """(kind of carrier, name) -> elements that have this form, ask this table, call this operation, …"""
    norms: frozenset[str] = frozenset()
    """Norms, and what stands above norms, that `bukti.yaml` names."""
    tests: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(kind of carrier, name) -> the test that shows it."""
    told: frozenset[str] = frozenset()
    """Tests of which a sentence says what they prove."""


def evidence(bundle: Bundle, folder: Path) -> Evidence:
    """What the files of this installation show. `folder`: of the registers. Raises RegisterError."""
    passing: dict[str, set[str]] = defaultdict(set)
    for places in read_examples(SUMMARY).values():
        for (process, element), scenario in places.items():
            passing[f"{process}#{element}"].add(scenario)
    return Evidence(
        passing={place: frozenset(files) for place, files in passing.items()},
        noticing=results.scenarios_by_place(),
        users=_users(bundle),
        norms=frozenset(read_proofs(folder / PROOFS)),
        tests=read_tests(folder / PROOFS),
        told=frozenset(read_meanings(folder / PROOFS)),
    )


def read_tests(path: Path) -> dict[tuple[str, str], str]:
    """The tests of pages and commands. Raises RegisterError."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {(kind, str(name)): str(test) for kind in BY_TEST for name, test in given[kind].items()}
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise RegisterError(f"{path.name}: {error}") from error


def proofs(norm: Norm, register: Register, shown: Evidence) -> list[str]:
    """Files of scenarios and names of tests, those of the government of the regulation where there are any."""
    scenarios = {each for kind, names in norm.carriers.items() for name in names for each in _of(kind, name, shown)}
    homes = {folder_of(register.slug), SHARED}
    own = {each for each in scenarios if each.partition("/")[0] in homes}
    tests = {
        shown.tests[kind, name]
        for kind in BY_TEST
        for name in norm.carriers.get(kind, ())
        if (kind, name) in shown.tests
    }
    return sorted(own or scenarios) + sorted({*tests, *norm.carriers.get("uji", ()), *norm.proofs})


def noticing(norm: Norm, register: Register) -> list[str]:
    """Scenarios that notice when what carries the norm out is changed or goes, in the words of their files."""
    files = results.noticing(name for kind in NOTICED for name in norm.carriers.get(kind, ()))
    homes = {folder_of(register.slug), SHARED}
    own = [each for each in files if each.partition("/")[0] in homes]
    return [Path(each).stem.replace("_", " ") for each in own or files]


def findings(registers: Iterable[Register], shown: Evidence, known: Known) -> Iterator[Finding]:
    """Norms that are carried out but that nothing shows, and proofs that are not there."""
    for register in registers:
        for norm in register.norms:
            for name in norm.proofs:
                if not known.has("bukti", name):
                    yield Finding(register.file, norm.id, "vanished", _("bukti %(name)s tidak ada", name=name))
            if norm.state == "carried" and not proofs(norm, register, shown):
                told = _("tidak ada skenario atau uji yang membuktikan norma ini; sebut di 'bukti'")
                yield Finding(register.file, norm.id, "proof", told)
        for above in sorted(each for each in shown.norms if each.startswith(f"{register.code}-")):
            if not any(f"{norm.id}.".startswith(f"{above}.") for norm in register.norms):
                yield Finding(PROOFS, above, "vanished", _("norma %(norm_id)s tidak ada", norm_id=above))
    yield from _untold(registers, shown)
    for (kind, name), test in shown.tests.items():
        if not known.has("uji", test) or not known.has(kind, name):
            yield Finding(PROOFS, name, "vanished", _("%(name)s atau ujinya %(test)s tidak ada", name=name, test=test))


def _untold(registers: Iterable[Register], shown: Evidence) -> Iterator[Finding]:
    """Tests that a page would have to show by their names alone."""
    norms = [norm for register in registers for norm in register.norms]
    named = {each for norm in norms for each in (*norm.proofs, *norm.carriers.get("uji", ())) if "::" in each}
    named |= set(shown.tests.values())
    for test in sorted(named - shown.told):
        yield Finding(PROOFS, test, "proof", _("sebut di 'dibuktikan' apa yang dibuktikan uji ini"))


def _of(kind: str, name: str, shown: Evidence) -> Iterator[str]:
    yield from shown.noticing.get(name, ())
    places = [name] if kind == "elemen" else shown.users.get((kind, _owner(kind, name)), ())
    for place in places:
        yield from shown.passing.get(place, ())


def _owner(kind: str, name: str) -> str:
    return name.partition("#")[0] if kind in ("formulir", "keputusan") else name


def _users(bundle: Bundle) -> dict[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            for used in _uses(element, bundle):
                found[used].add(f"{diagram.process_id}#{element.id}")
    return {used: frozenset(places) for used, places in found.items()}


def _uses(element: Element, bundle: Bundle) -> Iterator[tuple[str, str]]:
    yield "formulir", element.form
    yield "keputusan", element.decision
    yield "operasi", element.topic
    yield "peran", element.role
    for name, value in element.parameters.items():
        yield "laporan", value if name == "laporan" else ""
        yield "keputusan", value if value in bundle.decisions else ""
        yield from (("peran", role) for role in listed(value) if name == "peran")
    yield from (("peran", role) for role in listed(element.properties.get(BEGINNERS, "")))
