"""The gate before a deploy: every rule is asked, every finding is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache

from engine.catalogue import _, spoken
from engine.definition.bundle import Bundle, read_bundle
from engine.definition.diagram import Diagram, Element
from engine.definition.operations import Operation
from engine.definition.rules import RULES
from engine.definition.surroundings import Surroundings
from engine.definition.timer_text import check_moment, written_moment
from engine.errors import DeployRefusedError, EngineError, ExpressionError, Finding
from engine.running.spiff.compiler import compile_process

Asked = tuple[str, frozenset[str], frozenset[tuple[str, Operation]], frozenset[str], frozenset[str], str]
REMEMBERED = 32
"""Bundles whose findings are kept, with their texts."""
MOST_REMEMBERED = 2_000_000
"""Characters of such a bundle; those of the five regulations have about half a million. A larger one is judged anew."""
FILE_NAME = re.compile(r"[a-z][a-z0-9_]{0,79}\.(bpmn|dmn|form)")


def gate(
    files: Mapping[str, str],
    *,
    process_id: str,
    roles: frozenset[str],
    operations: Mapping[str, Operation],
    given: frozenset[str] = frozenset(),
    properties: frozenset[str] = frozenset(),
    now: datetime | None = None,
) -> tuple[Bundle | None, list[Finding]]:
    """Read and check a bundle; `given` names the variables of a new case, `properties` the keys of
    properties that the domain reads. The bundle is None when a file cannot even be read.

    `now`: moments that are written down are held against it; without it they are not.
    """
    asked = (process_id, roles, frozenset(operations.items()), given, properties, spoken())
    judged = _judged_once if sum(map(len, files.values())) <= MOST_REMEMBERED else _judged
    bundle, findings = judged(tuple(sorted(files.items())), asked)
    late = _late(bundle, now) if bundle is not None and now is not None else ()
    return bundle, [*findings, *late]


def first_over(bundle: Bundle, now: datetime) -> datetime | None:
    """The first moment after `now` that a timer or due date writes down: from then on the gate refuses it."""
    moments = [written_moment(text, now) for _diagram, _element, text in _written(bundle)]
    return min((each for each in moments if each is not None and each > now), default=None)


def _late(bundle: Bundle, now: datetime) -> Iterator[Finding]:
    """Timers and due dates that name a moment which is over, or more than ten years off."""
    for diagram, element, text in _written(bundle):
        try:
            check_moment(text, now)
        except ExpressionError as error:
            yield Finding(diagram.file, element.id, "timers", str(error))


def _written(bundle: Bundle) -> Iterator[tuple[Diagram, Element, str]]:
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            if element.kind == "startEvent" and element.scope == diagram.process_id:
                continue  # a start that has come is over, and stays drawn
            yield from ((diagram, element, text) for text in (element.timer, element.due) if text)


def _judged(files: tuple[tuple[str, str], ...], asked: Asked) -> tuple[Bundle | None, tuple[Finding, ...]]:
    process_id, roles, operations, given, properties, _language = asked
    around = Surroundings(process_id, roles, dict(operations), given, properties)
    alone, unreadable = _each_alone(dict(files))
    if unreadable:
        return None, tuple(unreadable)
    bundle = read_bundle(dict(files))
    if process_id not in bundle.diagrams:
        return bundle, (
            Finding(
                f"{process_id}.bpmn",
                None,
                "process_missing",
                _("proses '%(process_id)s' tidak ada dalam bundel", process_id=process_id),
            ),
        )
    findings = (*_repeated(alone), *(finding for rule in RULES for finding in rule(bundle, around)))
    return bundle, findings or tuple(_uncompilable(bundle, process_id))


# Once for the same files and surroundings: trial, review, approval and deploy ask the same question.
_judged_once = lru_cache(maxsize=REMEMBERED)(_judged)


def _each_alone(files: Mapping[str, str]) -> tuple[list[tuple[str, Bundle]], list[Finding]]:
    """Each file read by itself, and why the others cannot be."""
    alone, findings = [], []
    for name, text in sorted(files.items()):
        try:
            if not FILE_NAME.fullmatch(name):
                raise EngineError(_("nama berkas: huruf kecil, angka, garis bawah, lalu .bpmn, .dmn atau .form"))
            alone.append((name, read_bundle({name: text})))
        except DeployRefusedError as refused:
            findings += refused.findings
        except EngineError as error:
            findings.append(Finding(name, None, "unreadable", str(error)))
    return alone, findings


def _repeated(alone: list[tuple[str, Bundle]]) -> Iterator[Finding]:
    """Of two files with the same process or table only one would count, unseen."""
    first: dict[str, str] = {}
    for name, bundle in alone:
        for part in (*bundle.diagrams, *bundle.decisions):
            if part in first:
                for file in (first[part], name):
                    yield Finding(file, part, "ids", _("ada di lebih dari satu berkas; satu id satu berkas"))
            first.setdefault(part, name)


def _uncompilable(bundle: Bundle, process_id: str) -> Iterator[Finding]:
    try:
        compile_process(bundle, process_id)
    except Exception as error:
        yield Finding(
            bundle.diagrams[process_id].file,
            None,
            "not_executable",
            _("mesin tidak dapat membaca diagram: %(error)s", error=error),
        )
