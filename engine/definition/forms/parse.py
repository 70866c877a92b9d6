"""Reads a form file. Everything that would be understood otherwise than form-js understands it is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.definition.forms.components.base import Component, Field
from engine.definition.forms.components.containers import DynamicList, Group
from engine.definition.forms.components.files import FilePicker
from engine.definition.forms.form import Form
from engine.definition.forms.registry import KINDS
from engine.definition.forms.source import Findings, Source
from engine.definition.forms.visibility import circles
from engine.errors import DeployRefusedError

MAX_BYTES = 256 * 1024
MAX_COMPONENTS = 200
MAX_DEPTH = 4
SCHEMA_VERSION = 19
KNOWN = frozenset(
    [
        "components",
        "type",
        "id",
        "schemaVersion",
        "exporter",
        "executionPlatform",
        "executionPlatformVersion",
        "versionTag",
        "properties",
        "$schema",
    ]
)


class _DuplicateError(ValueError):
    pass


@dataclass
class _Reading:
    findings: Findings
    count: int = 0
    keys: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)


def parse_form(text: str, *, name: str) -> Form:
    """Read the JSON of a `.form` file (form-js, schema version 1 to 19).

    Raises DeployRefusedError with one Finding for everything that is wrong: file, key or id, rule, reason.
    """
    name = name.removesuffix(".form")
    findings = Findings(f"{name}.form")
    form = _parse(text, name, findings)
    if findings.found or form is None:
        raise DeployRefusedError(findings.found)
    return form


def _parse(text: str, name: str, findings: Findings) -> Form | None:
    document = _load(text, findings)
    if document is None:
        return None
    version = document.get("schemaVersion")
    if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version <= SCHEMA_VERSION:
        findings.add(None, "form-schema-version", f"`schemaVersion` harus 1 sampai {SCHEMA_VERSION}")
    if document.get("type", "default") != "default":
        findings.add(None, "form-value", "`type` dari formulir harus `default`")
    for unknown in sorted(set(document) - KNOWN):
        findings.add(None, "form-property", f"sifat `{unknown[:80]}` tidak didukung")
    reading = _Reading(findings)
    components = _components(document.get("components"), reading, depth=1)
    form = Form(name, components)
    if not findings.found:
        _check_conditions(form, findings)
    return form


def _load(text: str, findings: Findings) -> Mapping[str, Any] | None:
    if len(text) > MAX_BYTES:
        findings.add(None, "form-size", f"berkas lebih besar dari {MAX_BYTES // 1024} KB")
        return None
    try:
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except RecursionError:
        findings.add(None, "form-depth", "JSON bersarang terlalu dalam")
        return None
    except ValueError as error:
        findings.add(None, "form-json", f"bukan JSON yang sah: {error}")
        return None
    if not isinstance(document, dict):
        findings.add(None, "form-json", "isi berkas harus berupa objek JSON")
        return None
    return document


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _DuplicateError(
            f"nama `{next(n for n in names if names.count(n) > 1)[:80]}` muncul dua kali dalam satu objek"
        )
    return found


def _no_constant(text: str) -> float:
    raise ValueError(f"`{text}` bukan angka JSON")


def _components(raw: object, reading: _Reading, depth: int, prefix: str = "") -> tuple[Component, ...]:
    findings = reading.findings
    if depth > MAX_DEPTH:
        findings.add(prefix or None, "form-depth", f"kelompok bersarang lebih dari {MAX_DEPTH} tingkat")
        return ()
    if not isinstance(raw, list) or not raw:
        findings.add(prefix or None, "form-component", "`components` harus berupa daftar yang berisi")
        return ()
    found = []
    for item in raw:
        reading.count += 1
        if reading.count > MAX_COMPONENTS:
            findings.add(None, "form-size", f"lebih dari {MAX_COMPONENTS} komponen")
            break
        component = _component(item, reading, depth, prefix)
        if component is not None:
            found.append(component)
    return tuple(found)


def _component(raw: object, reading: _Reading, depth: int, prefix: str) -> Component | None:
    if not isinstance(raw, Mapping):
        reading.findings.add(prefix or None, "form-component", "setiap komponen harus berupa objek")
        return None
    source = Source(raw, reading.findings)
    kind = KINDS.get(raw["type"]) if isinstance(raw.get("type"), str) else None
    if kind is None:
        source.refuse("form-component", f"jenis komponen `{str(raw.get('type'))[:40]}` tidak didukung")
        return None
    component = kind.parse(source)
    source.finish()
    _once(component, source, reading, prefix)
    if prefix and isinstance(component, FilePicker):
        source.refuse("form-component", "berkas di dalam daftar tidak didukung")
    if isinstance(component, Group):
        return replace(component, components=_components(raw.get("components"), reading, depth + 1, prefix))
    if isinstance(component, DynamicList):
        if prefix:
            source.refuse("form-component", "daftar di dalam daftar tidak didukung")
            return None
        return replace(
            component, components=_components(raw.get("components"), reading, depth + 1, f"{component.key}.")
        )
    return component


def _once(component: Component, source: Source, reading: _Reading, prefix: str) -> None:
    if isinstance(component, Field | DynamicList) and component.key:
        key = prefix + component.key
        if key in reading.keys:
            source.refuse("form-key", f"kunci `{key}` dipakai dua kali")
        reading.keys.add(key)
    if component.id:
        if component.id in reading.ids:
            source.refuse("form-key", f"id `{component.id}` dipakai dua kali")
        reading.ids.add(component.id)


def _check_conditions(form: Form, findings: Findings) -> None:
    for key in circles(form.components):
        findings.add(key, "form-condition", "syarat atau rumus berputar: isian ini bergantung pada dirinya sendiri")
