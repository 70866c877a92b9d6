"""The gate before a deploy: every rule is asked, every finding is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.bundle import Bundle, read_bundle
from engine.errors import EngineError, Finding
from engine.spiff.compiler import compile_process
from engine.versions.rules import RULES
from engine.versions.surroundings import Surroundings


def gate(
    files: Mapping[str, str],
    *,
    process_id: str,
    roles: frozenset[str],
    operations: frozenset[str],
    given: frozenset[str] = frozenset(),
) -> tuple[Bundle | None, list[Finding]]:
    """Read and check a bundle; `given` names the variables of a new case. None when a file cannot even be read."""
    unreadable = list(_unreadable(files))
    if unreadable:
        return None, unreadable
    bundle = read_bundle(files)
    around = Surroundings(process_id, roles, operations, given)
    if process_id not in bundle.sheets:
        return bundle, [
            Finding(f"{process_id}.bpmn", None, "process_missing", f"proses '{process_id}' tidak ada dalam bundel")
        ]
    findings = [finding for rule in RULES for finding in rule(bundle, around)]
    return bundle, findings or list(_uncompilable(bundle, process_id))


def _unreadable(files: Mapping[str, str]) -> Iterator[Finding]:
    for name, text in sorted(files.items()):
        try:
            read_bundle({name: text})
        except EngineError as error:
            findings = getattr(error, "findings", None)
            if findings:
                yield from findings
            else:
                yield Finding(name, None, "unreadable", str(error))


def _uncompilable(bundle: Bundle, process_id: str) -> Iterator[Finding]:
    try:
        compile_process(bundle, process_id)
    except Exception as error:
        yield Finding(
            bundle.sheets[process_id].file, None, "not_executable", f"mesin tidak dapat membaca diagram: {error}"
        )
