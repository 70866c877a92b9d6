"""Opening and saving changes nothing but the formatting, whoever drew the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.browser.conftest import NewPage
from tests.support.editors import begin_draft, open_editor

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
OTHERS = ROOT / "tests" / "data" / "diagram_lain"
SAVED = {
    "bpmn": "async (text) => { await alurModeler.importXML(text); return (await alurModeler.saveXML({ format: true })).xml; }",
    "dmn": "async (text) => { await alurTables.importXML(text); return (await alurTables.saveXML({ format: true })).xml; }",
    "form": "async (text) => { await alurForms.importSchema(JSON.parse(text)); return JSON.stringify(alurForms.saveSchema()); }",
}
OPENED = {"bpmn": "pengaduan_ngawi.bpmn", "dmn": "tenggat_ngawi.dmn", "form": "kelengkapan_pengadu.form"}


def _files(kind: str) -> list[Path]:
    folder = ROOT / ("forms" if kind == "form" else "processes")
    return [*sorted(folder.rglob(f"*.{kind}")), OTHERS / f"camunda_modeler.{kind}"]


def _canonical(element: Any) -> tuple[Any, ...]:
    """What an element says, without indentation; the order of drawings on a plane says nothing."""
    children = [child for child in element if isinstance(child.tag, str)]
    if element.tag.endswith("}BPMNPlane"):
        children.sort(key=lambda drawn: drawn.get("id"))
    text = "" if children else (element.text or "").strip()
    return (element.tag, tuple(sorted(element.attrib.items())), text, tuple(map(_canonical, children)))


def _meaning(kind: str, text: str) -> Any:
    """Of a form without `schemaVersion`: it only tells which editor wrote it last."""
    if kind != "form":
        return _canonical(etree.fromstring(text.encode()))
    return {name: value for name, value in json.loads(text).items() if name != "schemaVersion"}


def _differences(before: Any, after: Any, where: str = "") -> list[str]:
    if before == after:
        return []
    if isinstance(before, dict) and isinstance(after, dict):
        keys = sorted({*before, *after})
        return [line for key in keys for line in _differences(before.get(key), after.get(key), f"{where}.{key}")]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [line for pair in zip(before, after, strict=True) for line in _differences(*pair, f"{where}[]")]
    if not isinstance(before, tuple) or before[0] != after[0] or len(before[3]) != len(after[3]):
        return [f"{where}: {str(before)[:300]} became {str(after)[:300]}"]
    here = f"{where}/{before[0].rpartition('}')[2]}"
    own = [] if before[1:3] == after[1:3] else [f"{here}: {before[1:3]} became {after[1:3]}"]
    return own + [line for pair in zip(before[3], after[3], strict=True) for line in _differences(*pair, here)]


@pytest.mark.parametrize("kind", SAVED)
def test_opened_and_saved_it_says_the_same(open_page: NewPage, kind: str) -> None:
    page = open_page()
    draft = begin_draft(page, "pengaduan_ngawi")
    open_editor(page, draft, OPENED[kind])
    changed: dict[str, list[str]] = {}
    for path in _files(kind):
        text = path.read_text()
        saved = page.evaluate(SAVED[kind], text)
        found = _differences(_meaning(kind, text), _meaning(kind, saved))
        if found:
            changed[path.name] = found[:2]
    assert changed == {}
