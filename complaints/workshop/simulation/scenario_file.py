"""Reads scenario files (YAML): one scenario per document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from engine.catalogue import _

VERBS = ("complete", "message", "wait", "expect")
EXPECTATIONS = (
    "task", "not_task", "role", "unit", "due", "status", "ended", "notice_to", "not_notice_to", "notice", "overdue",
    "event", "variables",
)  # fmt: skip


MOST_DEEP = 40
"""Brackets within brackets. The fast loader goes down without a bound: the process would die of it."""


def refuse_hostile(text: str) -> None:
    """Raises yaml.YAMLError for references, of which a few letters become gigabytes, and for what lies too deep."""
    deep = 0
    for each in yaml.parse(text, yaml.CSafeLoader):
        deep += isinstance(each, yaml.CollectionStartEvent) - isinstance(each, yaml.CollectionEndEvent)
        if isinstance(each, yaml.AliasEvent) or deep > MOST_DEEP:
            raise yaml.YAMLError(_("tulis setiap nilai, tanpa rujukan (&, *), paling dalam %(n)s tingkat", n=MOST_DEEP))


class ScenarioError(Exception):
    """The file is not a scenario; the text says where and why."""


@dataclass(frozen=True)
class ScenarioStep:
    """One verb with what it is about. `number` counts from 1."""

    number: int
    verb: str
    given: Mapping[str, Any]
    complaint: int = 0
    """Which of the `complaints` it is about, counted from 1; 0: the case of the scenario."""


@dataclass(frozen=True)
class Scenario:
    """One story of a scenario file: what is reported, and step by step what happens and must then be true."""

    file: str
    name: str
    process: str
    start: datetime
    complaint: Mapping[str, Any]
    steps: tuple[ScenarioStep, ...]
    instansi: str = ""
    """Which government, where several run the process; "" for the first of them."""
    begin: Mapping[str, str] = field(default_factory=dict)
    """How an activity begins: `start` (a start event) or `message` (the one that it starts) and `as` (the role of who
    begins it), or `wait_for` (a timer)."""
    complaints: tuple[Mapping[str, Any], ...] = ()
    """Complaints that are there when an activity begins, in their own process."""
    units: tuple[str, ...] = ()
    """The units that there are; empty: all units of the government."""


def read_scenarios(paths: Iterable[Path]) -> Iterator[Scenario]:
    """Scenarios of files and folders with what is in them, in order of path. Raises ScenarioError."""
    for path in paths:
        files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
        for file in files:
            yield from _read_file(file)


def _read_file(file: Path) -> Iterator[Scenario]:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise ScenarioError(_("%(file)s: tidak dapat dibaca: %(error)s", file=file, error=error)) from error
    yield from read_text(str(file), text)


def read_text(name: str, text: str) -> Iterator[Scenario]:
    """Scenarios of a text; `name` stands for its file in what is told. Raises ScenarioError."""
    try:
        refuse_hostile(text)
        documents = list(yaml.load_all(text, yaml.CSafeLoader))
    except yaml.YAMLError as error:
        raise ScenarioError(_("%(name)s: tidak dapat dibaca: %(error)s", name=name, error=error)) from error
    for document in documents:
        if document is not None:
            yield _scenario(name, document)


def _scenario(file: str, document: Any) -> Scenario:
    if not isinstance(document, dict) or not {"scenario", "process", "start", "steps"} <= set(document):
        raise ScenarioError(_("%(file)s: skenario memerlukan scenario, process, start, dan steps", file=file))
    start = document["start"]
    moment = start if isinstance(start, datetime) else datetime.fromisoformat(str(start))
    if moment.tzinfo is None:
        raise ScenarioError(_("%(file)s: start memerlukan zona waktu, misalnya 2026-03-09T09:00+08:00", file=file))
    return Scenario(
        file=file,
        name=str(document["scenario"]),
        process=str(document["process"]),
        start=moment,
        complaint=dict(document.get("complaint") or {}),
        instansi=str(document.get("instansi") or ""),
        begin=_begin(file, document),
        complaints=tuple(dict(each) for each in document.get("complaints") or ()),
        units=tuple(str(each) for each in document.get("units") or ()),
        steps=tuple(_step(file, number, raw) for number, raw in enumerate(document["steps"], 1)),
    )


def _begin(file: str, document: dict[str, Any]) -> dict[str, str]:
    """`begin: Start_x` with `as: role` beside it, or both in one mapping, or `begin: {message: name, as: role}`, or
    `begin: {wait_for: Start_x}`."""
    given = document.get("begin") or {}
    found = dict(given) if isinstance(given, dict) else {"start": given}
    if {"start", "message"} & set(found) and "as" in document:
        found["as"] = document["as"]
    ways = {"start", "message", "wait_for"}
    if set(found) - {"as", "unit"} - ways or (found and len(ways & set(found)) != 1):
        raise ScenarioError(_("%(file)s: begin memuat start atau message dan as, atau wait_for", file=file))
    return {str(key): str(value) for key, value in found.items()}


def _step(file: str, number: int, raw: Any) -> ScenarioStep:
    if not isinstance(raw, dict) or len(raw) != 1:
        raise ScenarioError(_("%(file)s: langkah %(number)s harus berupa satu kata kerja", file=file, number=number))
    verb, given = next(iter(raw.items()))
    if verb not in VERBS:
        raise ScenarioError(
            _(
                "%(file)s: langkah %(number)s: kata kerja '%(verb)s' tidak dikenal; yang ada: %(verbs)s",
                file=file,
                number=number,
                verb=verb,
                verbs=", ".join(VERBS),
            )
        )
    if not isinstance(given, dict):
        given = {"for": given}
    complaint = given.pop("complaint", 0)
    if verb == "expect" and (unknown := set(given) - set(EXPECTATIONS)):
        raise ScenarioError(
            _(
                "%(file)s: langkah %(number)s: harapan %(unknown)s tidak dikenal",
                file=file,
                number=number,
                unknown=sorted(unknown),
            )
        )
    return ScenarioStep(number, str(verb), given, int(complaint))
