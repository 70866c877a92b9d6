"""`coverage`: which norms of the law are carried out, and by what. Status 1 when something is open or does not fit."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence

from complaints.law import check, questions
from complaints.law.bundles import FOLDERS, ROOT, read_folders
from complaints.law.carriers import Known, known
from complaints.law.registers import Register, RegisterError, read_registers
from complaints.operations import OPERATIONS
from complaints.reports.figures import KINDS
from complaints.workshop.mutation import proofs
from console.tools import Commands
from engine.catalogue import _
from engine.definition.bundle import Bundle, read_bundle

FOLDER = FOLDERS[0] / "dasar_hukum"
Names = Callable[[], Iterable[str]]


def add(commands: Commands, *, pages: Names) -> None:
    """Teaches the parser. `pages` gives the names of all pages: only the web knows them."""
    parser = commands.add_parser(
        "coverage", help=_("periksa cakupan hukum; status 1 bila ada norma terbuka atau janggal")
    )
    parser.add_argument("regulations", nargs="*", metavar="PERATURAN", help=_("kode peraturan, misalnya TL"))
    parser.set_defaults(run=lambda args, _tools: run(args, pages(), commands.choices))


def run(args: argparse.Namespace, pages: Iterable[str], commands: Iterable[str]) -> int:
    """Prints one line per regulation, the open norms and every finding."""
    try:
        registers = read_registers(FOLDER)
        asked = questions.read_questions(FOLDER)
    except RegisterError as error:
        print(error, file=sys.stderr)
        return 1
    unknown = sorted(set(args.regulations) - {each.code for each in registers})
    if unknown:
        print(_("Peraturan %(unknown)s tidak dikenal.", unknown=", ".join(unknown)), file=sys.stderr)
        return 1
    chosen = [each for each in registers if not args.regulations or each.code in args.regulations]
    codes = {each.code for each in chosen}
    bundle = read_bundle(read_folders(FOLDERS))
    exists = everything(bundle, pages, commands)
    found = check.findings(registers, exists, of=codes)
    found += questions.findings([each for each in asked if codes & set(each.regulations)], registers, exists)
    try:
        shown = proofs.evidence(bundle, FOLDER)
    except RegisterError as error:
        print(error, file=sys.stderr)
        return 1
    found += proofs.findings(chosen, shown, exists)
    _print_table(chosen, shown)
    for finding in found:
        print(finding)
    print(f"{len(found)} temuan.")
    return 1 if found else 0


def everything(bundle: Bundle, pages: Iterable[str], commands: Iterable[str]) -> Known:
    """Whatever exists in this installation's files and program."""
    return known(
        bundle,
        operations=OPERATIONS,
        reports=KINDS,
        pages=pages,
        commands=commands,
        root=ROOT,
    )


def _print_table(registers: Sequence[Register], shown: proofs.Evidence) -> None:
    print(f"{'':<4}{'norma':>7}{'dilaksanakan':>14}{'terbukti':>10}{'organisasional':>16}{'terbuka':>9}")
    rows = [(each.code, _numbers(each, shown)) for each in registers]
    if len(rows) > 1:
        real = [counts for each, (_, counts) in zip(registers, rows, strict=True) if not each.example]
        rows.append(("", [sum(column) for column in zip(*real, strict=True)]))
    for code, (every, carried, proved, organisational, pending) in rows:
        print(f"{code:<4}{every:>7}{carried:>14}{proved:>10}{organisational:>16}{pending:>9}")


def _numbers(register: Register, shown: proofs.Evidence) -> list[int]:
    carried = [norm for norm in register.norms if norm.state == "carried"]
    proved = sum(bool(proofs.proofs(norm, register, shown)) for norm in carried)
    return [len(register.norms), len(carried), proved, register.count("organisational"), register.count("open")]
