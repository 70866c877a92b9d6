"""The glossary is closed, both ways: no Indonesian word in the code without its entry, no entry without a use."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment

from complaints.models import Complaint, Reporter
from tests.house.files import ROOT, name, python_files, templates, tree

SAME_IN_ENGLISH = frozenset(
    (
        "admin alur auditor basis bpmn call center closure csv data default demo diagram disk dmn email form format formulir "
        "gap heic https implied info input internal javascript json level log manual media median menu num ocel operator param pdf passkey per png pnml "
        "program python radio register review server sha sms status system target tier token total transfer unit web website whatsapp "
        "whistleblower xes xlsx xml yaml zip"
    ).split()
)
"""Words that Indonesian texts use and an English programmer too."""
WORD = re.compile(r"[A-Za-z]{3,}")
PART = re.compile(r"[A-Z]?[a-z]{3,}|[A-Z]{3,}")


def _words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(re.sub(r"<[^>]*>|%\(\w+\)s|{\w+}", " ", text))}


def _texts_of_form(component: dict[str, Any]) -> Iterator[str]:
    yield from (component[key] for key in ("label", "description", "text") if isinstance(component.get(key), str))
    yield from (str(value["label"]) for value in component.get("values", ()))
    for part in component.get("components", ()):
        yield from _texts_of_form(part)


def _indonesian() -> set[str]:
    """Every word of the texts that people read: diagrams, forms, templates."""
    words: set[str] = set()
    for diagram in (ROOT / "processes").rglob("*.bpmn"):
        for text in re.findall(r' name="([^"]*)"', diagram.read_text(encoding="utf-8")):
            words |= _words(text)
    for form in (ROOT / "forms").rglob("*.form"):
        for text in _texts_of_form(json.loads(form.read_text(encoding="utf-8"))):
            words |= _words(text)
    reader = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    for template in templates():
        for _line, _function, message in reader.extract_translations(template.read_text(encoding="utf-8")):
            for text in message if isinstance(message, tuple) else (message,):
                words |= _words(text or "")
    return words


def _names(path: Path) -> Iterator[str]:
    """Names that this file defines: modules, classes, functions, arguments, variables, attributes."""
    yield path.stem
    for node in ast.walk(tree(path)):
        match node:
            case ast.FunctionDef(name=found) | ast.ClassDef(name=found) | ast.arg(arg=found):
                yield found
            case ast.Name(id=found, ctx=ast.Store()) | ast.Attribute(attr=found, ctx=ast.Store()):
                yield found


def _glossary() -> set[str]:
    """Identifiers in back quotes in the first column of the tables."""
    rows = re.findall(r"^\| *(`[^|]*)\|", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    return {identifier for row in rows for identifier in re.findall(r"`(\w+)`", row)}


def test_every_indonesian_word_of_the_code_is_explained() -> None:
    indonesian = _indonesian() - SAME_IN_ENGLISH
    explained = {part for identifier in _glossary() for part in identifier.split("_")}
    unexplained = sorted(
        f"{part.lower()} ({name(path)}: {found})"
        for path in python_files()
        for found in set(_names(path))
        for part in PART.findall(found)
        if part.lower() in indonesian - explained
    )
    assert unexplained == []


def test_every_entry_of_the_glossary_is_used() -> None:
    files = [*python_files(), *(ROOT / "processes").rglob("*.bpmn"), *(ROOT / "forms").rglob("*.form")]
    used = set(re.findall(r"\w+", " ".join(path.read_text(encoding="utf-8") for path in files)))
    assert sorted(_glossary() - used) == []


def test_the_fields_of_a_complaint_are_columns_of_its_tables() -> None:
    section = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").partition("## Fields of a complaint")[2]
    fields = set(
        re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| *(`[^|]*)\|", section.partition("\n## ")[0], re.MULTILINE)))
    )
    assert len(fields) > 5
    assert sorted(fields - {*Complaint.__table__.c.keys(), *Reporter.__table__.c.keys()}) == []


def test_every_legal_noun_says_what_it_means() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [row.split("|")[1:-1] for row in re.findall(r"^\| *`.*\|$", text, re.MULTILINE)]
    assert len(rows) > 20
    assert all(row[2 if len(row) > 2 else 1].strip() for row in rows)
