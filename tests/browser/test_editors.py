"""Every word that an editor can show is Indonesian: each element, component, menu and group is opened and read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import NewPage
from tests.support.editors import begin_draft, foreign, open_editor, vocabulary

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

OPEN_GROUPS = """() => document.querySelectorAll(
  ".bio-properties-panel-group-header:not(.open), .bio-properties-panel-collapsible-entry:not(.open) .bio-properties-panel-collapsible-entry-header"
).forEach((header) => header.click())"""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0))))"
ELEMENTS = """() => {
  const kinds = {};
  alurModeler.get("elementRegistry").forEach((element) => {
    if (element.type === "label") return;
    const { $type, eventDefinitions, conditionExpression } = element.businessObject;
    kinds[[$type, eventDefinitions?.[0]?.$type, Boolean(conditionExpression)].join(" ")] ??= element.id;
  });
  return kinds;
}"""
SELECT = "(id) => alurModeler.get('selection').select(alurModeler.get('elementRegistry').get(id))"
MENU = """(id) => {
  const element = alurModeler.get("elementRegistry").get(id);
  const menu = alurModeler.get("popupMenu");
  if (!menu.isEmpty(element, "bpmn-replace")) menu.open(element, "bpmn-replace", { x: 300, y: 300 });
}"""
CHOICES = """(id) => {
  const element = alurModeler.get("elementRegistry").get(id);
  return Object.keys(alurModeler.get("popupMenu")._getContext(element, "bpmn-replace").entries);
}"""
EVERY_KIND = """() => {
  const create = alurModeler.get("elementFactory"), modeling = alurModeler.get("modeling"), canvas = alurModeler.get("canvas");
  const parent = alurModeler.get("elementRegistry").find((element) => element.type === "bpmn:Participant" && element.businessObject.processRef);
  const kinds = ["Task", "UserTask", "ServiceTask", "SendTask", "ReceiveTask", "BusinessRuleTask", "CallActivity", "ExclusiveGateway",
    "ParallelGateway", "InclusiveGateway", "EventBasedGateway", "StartEvent", "EndEvent", "IntermediateThrowEvent", "TextAnnotation"];
  const events = [["IntermediateCatchEvent", "Timer"], ["IntermediateCatchEvent", "Message"], ["IntermediateCatchEvent", "Signal"],
    ["IntermediateThrowEvent", "Message"], ["IntermediateThrowEvent", "Signal"], ["StartEvent", "Timer"], ["StartEvent", "Message"], ["StartEvent", "Signal"], ["EndEvent", "Message"], ["EndEvent", "Terminate"], ["EndEvent", "Error"]];
  const all = [...kinds.map((kind) => ({ type: `bpmn:${kind}` })), { type: "bpmn:SubProcess", isExpanded: true },
    ...events.map(([kind, event]) => ({ type: `bpmn:${kind}`, eventDefinitionType: `bpmn:${event}EventDefinition` }))];
  return all.map((attributes, index) => {
    const shape = create.createShape(attributes);
    return modeling.createShape(shape, { x: parent.x + 200 + 130 * index, y: parent.y + parent.height - 60 }, parent).id;
  });
}"""


def _settle(page: Page) -> None:
    page.evaluate(DRAWN)


def _untranslated(page: Page) -> list[str]:
    found: list[str] = page.evaluate("[...globalThis.alurUntranslated]")
    return found


def _text(page: Page, draft: str, name: str) -> str:
    return page.request.get(f"{draft}/unduh/{name}").text()


def test_words_of_the_diagram_editor(open_page: NewPage) -> None:
    page = open_page(width=1440)
    draft = begin_draft(page, "pengaduan_ngawi")
    name = "pengaduan_ngawi.bpmn"
    open_editor(page, draft, name)
    known = vocabulary(page, _text(page, draft, name))
    drawn = page.evaluate(ELEMENTS)
    made = page.evaluate(EVERY_KIND)
    found: set[str] = set()
    for element in [*drawn.values(), *made]:
        page.evaluate(SELECT, element)
        _settle(page)
        page.evaluate(OPEN_GROUPS)
        _settle(page)
        found |= foreign(page, known)
        page.evaluate(MENU, element)
        _settle(page)
        found |= foreign(page, known)
        page.evaluate("alurModeler.get('popupMenu').close()")
    page.get_by_role("button", name="Cari", exact=True).click()
    page.get_by_role("button", name="Simulasi token").click()
    _settle(page)
    found |= foreign(page, known)
    assert sorted(found - set(made)) == []
    assert _untranslated(page) == []


def test_words_of_the_table_editor(open_page: NewPage) -> None:
    page = open_page(width=1440)
    draft = begin_draft(page, "pengaduan_ngawi")
    name = "tenggat_ngawi.dmn"
    open_editor(page, draft, name)
    known = vocabulary(page, _text(page, draft, name))
    found = foreign(page, known)
    for place in (".input-cell", ".output-cell", "th.input-cell", "th.output-cell", ".rule-index", ".annotation"):
        cell = page.locator(f".tjs-container {place}").first
        cell.click()
        _settle(page)
        found |= foreign(page, known)
        cell.click(button="right")
        _settle(page)
        found |= foreign(page, known)
        page.keyboard.press("Escape")
        cell.dblclick()
        _settle(page)
        found |= foreign(page, known)
        page.keyboard.press("Escape")
    assert sorted(found) == []
    assert _untranslated(page) == []
    assert not page.get_by_text("Lihat peta keputusan").is_visible()


def test_words_of_the_form_editor(open_page: NewPage) -> None:
    page = open_page(width=1440)
    draft = begin_draft(page, "pengaduan_ngawi")
    name = "kelengkapan_pengadu.form"
    open_editor(page, draft, name)
    known = vocabulary(page, _text(page, draft, name))
    found = foreign(page, known)
    kinds = page.evaluate("JSON.parse(document.querySelector('#pilihan').textContent).components")
    for kind in kinds:
        page.evaluate(
            """(type) => {
              const { schema } = alurForms._getState();
              const made = alurForms.get("formFieldRegistry");
              const field = alurForms.get("modeling").addFormField({ type }, schema, 0);
              alurForms.get("selection").set(made.get(field?.id) ?? schema.components[0]);
            }""",
            kind,
        )
        _settle(page)
        page.evaluate(OPEN_GROUPS)
        _settle(page)
        found |= foreign(page, known)
    assert sorted(found) == []
    assert _untranslated(page) == []
    assert page.get_by_title("Didukung oleh bpmn.io").is_visible()
