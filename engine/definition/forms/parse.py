"""Reads a form file. Everything that would be understood otherwise than form-js understands it is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.catalogue import _
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
TITLE, LONGEST_TITLE = "nama", 100
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
        findings.add(
            None,
            "form-schema-version",
            _("`schemaVersion` harus 1 sampai %(schema_version)s", schema_version=SCHEMA_VERSION),
        )
    if document.get("type", "default") != "default":
        findings.add(None, "form-value", _("`type` dari formulir harus `default`"))
    for unknown in sorted(set(document) - KNOWN):
        findings.add(None, "form-property", _("sifat `%(value)s` tidak didukung", value=unknown[:80]))
    reading = _Reading(findings)
    components = _components(document.get("components"), reading, depth=1)
    form = Form(name, components, _title(document, findings))
    if not findings.found:
        _check_conditions(form, findings)
    return form


def _title(document: Mapping[str, Any], findings: Findings) -> str:
    given = document.get("properties", {})
    title = given.get(TITLE, "") if isinstance(given, dict) else None
    if not isinstance(title, str) or len(title) > LONGEST_TITLE:
        text = _("`properties` dari formulir memuat `nama`, paling banyak %(most)s karakter", most=LONGEST_TITLE)
        findings.add(None, "form-value", text)
        return ""
    return title.strip()


def _load(text: str, findings: Findings) -> Mapping[str, Any] | None:
    if len(text) > MAX_BYTES:
        findings.add(None, "form-size", _("berkas lebih besar dari %(value)s KB", value=MAX_BYTES // 1024))
        return None
    try:
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except RecursionError:
        findings.add(None, "form-depth", _("JSON bersarang terlalu dalam"))
        return None
    except ValueError as error:
        findings.add(None, "form-json", _("bukan JSON yang sah: %(error)s", error=error))
        return None
    if not isinstance(document, dict):
        findings.add(None, "form-json", _("isi berkas harus berupa objek JSON"))
        return None
    return document


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _DuplicateError(
            _(
                "nama `%(value)s` muncul dua kali dalam satu objek",
                value=next(n for n in names if names.count(n) > 1)[:80],
            )
        )
    return found


def _no_constant(text: str) -> float:
    raise ValueError(_("`%(text)s` bukan angka JSON", text=text))


def _components(raw: object, reading: _Reading, depth: int, prefix: str = "") -> tuple[Component, ...]:
    findings = reading.findings
    if depth > MAX_DEPTH:
        findings.add(
            prefix or None, "form-depth", _("kelompok bersarang lebih dari %(max_depth)s tingkat", max_depth=MAX_DEPTH)
        )
        return ()
    if not isinstance(raw, list) or not raw:
        findings.add(prefix or None, "form-component", _("`components` harus berupa daftar yang berisi"))
        return ()
    found = []
    for item in raw:
        reading.count += 1
        if reading.count > MAX_COMPONENTS:
            findings.add(None, "form-size", _("lebih dari %(max_components)s komponen", max_components=MAX_COMPONENTS))
            break
        component = _component(item, reading, depth, prefix)
        if component is not None:
            found.append(component)
    return tuple(found)


def _component(raw: object, reading: _Reading, depth: int, prefix: str) -> Component | None:
    if not isinstance(raw, Mapping):
        reading.findings.add(prefix or None, "form-component", _("setiap komponen harus berupa objek"))
        return None
    source = Source(raw, reading.findings)
    kind = KINDS.get(raw["type"]) if isinstance(raw.get("type"), str) else None
    if kind is None:
        source.refuse("form-component", _("jenis komponen `%(value)s` tidak didukung", value=str(raw.get("type"))[:40]))
        return None
    component = kind.parse(source)
    source.finish()
    _once(component, source, reading, prefix)
    if prefix and isinstance(component, FilePicker):
        source.refuse("form-component", _("berkas di dalam daftar tidak didukung"))
    if isinstance(component, Group):
        return replace(component, components=_components(raw.get("components"), reading, depth + 1, prefix))
    if isinstance(component, DynamicList):
        if prefix:
            source.refuse("form-component", _("daftar di dalam daftar tidak didukung"))
            return None
        return replace(
            component, components=_components(raw.get("components"), reading, depth + 1, f"{component.key}.")
        )
    return component


def _once(component: Component, source: Source, reading: _Reading, prefix: str) -> None:
    if isinstance(component, Field | DynamicList) and component.key:
        key = prefix + component.key
        if key in reading.keys:
            source.refuse("form-key", _("kunci `%(key)s` dipakai dua kali", key=key))
        reading.keys.add(key)
    if component.id:
        if component.id in reading.ids:
            source.refuse("form-key", _("id `%(id)s` dipakai dua kali", id=component.id))
        reading.ids.add(component.id)


def _check_conditions(form: Form, findings: Findings) -> None:
    for key in circles(form.components):
        findings.add(key, "form-condition", _("syarat atau rumus berputar: isian ini bergantung pada dirinya sendiri"))
