"""New elements get names, ids, roles, forms, deadlines and norms from the panel, and then pass the gate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from tests.browser.conftest import NewPage
from tests.support.editors import begin_draft, kept_once, open_editor

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

NAME = "penanganan_ngawi.bpmn"
NS = {"bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL", "camunda": "http://camunda.org/schema/1.0/bpmn"}
APPEND = """([from, attributes, target]) => {
  const get = (id) => alurModeler.get("elementRegistry").get(id);
  const modeling = alurModeler.get("modeling");
  const source = get(from);
  const shape = modeling.appendShape(source, alurModeler.get("elementFactory").createShape(attributes),
    { x: source.x + source.width + 130, y: source.y + source.height + 90 }, source.parent);
  if (target) modeling.connect(shape, get(target));
  return shape.id;
}"""
ATTACH = """([host, attributes]) => {
  const element = alurModeler.get("elementRegistry").get(host);
  const shape = alurModeler.get("elementFactory").createShape(attributes);
  return alurModeler.get("modeling").createShape(shape, { x: element.x + 60, y: element.y + element.height }, element, { attach: true }).id;
}"""
SPLICE = """([flow, attributes]) => {
  const get = (id) => alurModeler.get("elementRegistry").get(id);
  const connection = get(flow), middle = connection.waypoints[0];
  const shape = alurModeler.get("elementFactory").createShape(attributes);
  return alurModeler.get("modeling").createShape(shape, { x: middle.x + 60, y: middle.y }, connection).id;
}"""
DEFAULT = """(id) => {
  const flow = alurModeler.get("elementRegistry").get(id);
  alurModeler.get("modeling").updateProperties(flow.source, { default: flow.businessObject });
}"""
WATCH_CHANGE = """() => {
  globalThis.alurChanged = false;
  alurModeler.get("eventBus").once("commandStack.changed", () => { globalThis.alurChanged = true; });
}"""
OPEN_GROUPS = (
    """() => document.querySelectorAll(".bio-properties-panel-group-header:not(.open)").forEach((one) => one.click())"""
)


class Panel:
    """The panel of the diagram editor, used as a person does."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def select(self, element: str) -> None:
        self.page.evaluate(
            "(id) => alurModeler.get('selection').select(alurModeler.get('elementRegistry').get(id))", element
        )
        shown = "(id) => [...document.querySelectorAll('#panel input')].some((input) => input.value === id)"
        self.page.wait_for_function(shown, arg=element)
        self.page.evaluate(OPEN_GROUPS)

    def name(self, text: str) -> str:
        """Names what is selected; its id afterwards."""
        self.page.get_by_label("Nama", exact=True).fill(text)
        self.page.wait_for_function(
            "(name) => alurModeler.get('selection').get()[0].businessObject.name === name", arg=text
        )
        return str(self.page.evaluate("alurModeler.get('selection').get()[0].id"))

    def norm(self, words: str, source: str = "teks") -> None:
        self.page.get_by_label("Cari dan tambah norma").fill(words)
        self.page.locator(".alur-norms__in").first.click()
        self.page.get_by_label("Sifat sumber").select_option(source)

    def fill(self, label: str, text: str) -> None:
        """Types, and waits until the diagram has it: typing is taken over a moment later."""
        self.page.evaluate(WATCH_CHANGE)
        self.page.get_by_label(label, exact=True).fill(text)
        self.page.wait_for_function("() => globalThis.alurChanged")

    def choose(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(value)


@pytest.fixture
def panel(open_page: NewPage) -> Panel:
    page = open_page(width=1440)
    page.goto("/")
    panel = Panel(page)
    draft = begin_draft(page, "pengaduan_ngawi")
    open_editor(page, draft, NAME)
    page.evaluate(f"globalThis.alurDraft = {draft!r}")
    return panel


def _saved(page: Page, *fragments: str) -> Any:
    """The file on the server, once it holds these."""
    address = f"{page.evaluate('alurDraft')}/unduh/{NAME}"
    return etree.fromstring(kept_once(page, address, *fragments).encode())


def _findings(page: Page) -> list[str]:
    """What the gate says of what stands in the editor now."""
    found = page.evaluate(
        """async () => {
          const root = document.querySelector(".alur-editor").dataset;
          const { xml } = await alurModeler.saveXML({ format: true });
          const headers = { "Content-Type": "application/json", "X-CSRFToken": root.csrf };
          const answer = await fetch(root.check, { method: "POST", headers, body: JSON.stringify({ text: xml }) });
          return (await answer.json()).findings;
        }"""
    )
    return [f"{each['element']}: {each['message']}" for each in found if each["weight"] != "law"]


def _flow_into(page: Page, kind: str) -> str:
    """A flow that leads into an element of this kind."""
    found = page.evaluate(
        "(kind) => alurModeler.get('elementRegistry').find((one) => one.type === kind).incoming[0].id", kind
    )
    return str(found)


def test_a_task_with_role_form_deadline_and_norm_passes_the_gate(panel: Panel) -> None:
    page = panel.page
    before = _findings(page)
    made = page.evaluate(SPLICE, [_flow_into(page, "bpmn:UserTask"), {"type": "bpmn:UserTask"}])
    panel.select(made)
    task = panel.name("Periksa lokasi (é)")
    assert task == "Task_periksa_lokasi_e"
    panel.choose("Peran yang mengerjakan", "sekretariat")
    panel.choose("Formulir", "tangani_sendiri_ngawi")
    panel.fill("Tenggat tugas", "${hari_kerja(3)}")
    panel.norm("verifikasi")
    root = _saved(page, "hari_kerja(3)", "tangani_sendiri_ngawi", f'id="{task}"', 'name="sumber"')
    element = root.find(f".//bpmn:userTask[@id='{task}']", NS)
    assert element.get(f"{{{NS['camunda']}}}formRefBinding") == "deployment"
    properties = {each.get("name"): each.get("value") for each in element.iterfind(".//camunda:property", NS)}
    assert properties["sumber"] == "teks"
    assert properties["dasarHukum"].startswith("NG-")
    flows = [each.get("id") for each in root.iterfind(".//bpmn:sequenceFlow", NS)]
    assert not [each for each in flows if re.fullmatch(r"Flow_[0-9a-z]{7}", each)]
    assert [each for each in _findings(page) if each not in before and task in each] == []
    page.get_by_role("button", name="Buang NG-").first.click()
    assert page.get_by_text("Belum ada norma").is_visible()


def test_a_reminder_on_a_task_and_a_gateway_with_conditions_pass_the_gate(panel: Panel) -> None:
    page = panel.page
    before = _findings(page)
    host = page.evaluate("alurModeler.get('elementRegistry').find((one) => one.type === 'bpmn:UserTask').id")
    timer = page.evaluate(
        ATTACH,
        [
            host,
            {
                "type": "bpmn:BoundaryEvent",
                "cancelActivity": False,
                "eventDefinitionType": "bpmn:TimerEventDefinition",
            },
        ],
    )
    panel.select(timer)
    timer = panel.name("Dua hari kerja lewat")
    assert timer == "Timer_dua_hari_kerja_lewat"
    panel.choose("Jenis", "timeDate")
    panel.fill("Nilai", "${hari_kerja(2)}")
    panel.norm("verifikasi", "default")
    notice = page.evaluate(APPEND, [timer, {"type": "bpmn:SendTask"}, None])
    panel.select(notice)
    notice = panel.name("Ingatkan Sekretariat")
    panel.choose("Operasi", "beritahu_petugas")
    panel.norm("verifikasi", "default")
    for name, value in (("Parameter: peran", "sekretariat"), ("Parameter: pesan", "peringatan_tenggat")):
        panel.fill(name, value)
    gateway = page.evaluate(APPEND, [notice, {"type": "bpmn:ExclusiveGateway"}, None])
    panel.select(gateway)
    gateway = panel.name("Diingatkan?")
    panel.norm("verifikasi", "default")
    ends = []
    for text in ("Sudah", "Belum"):
        end = page.evaluate(APPEND, [gateway, {"type": "bpmn:EndEvent"}, None])
        panel.select(end)
        ends.append(panel.name(text))
        panel.norm("verifikasi", "default")
    assert ends == ["End_sudah", "End_belum"]
    panel.select("Flow_diingatkan_ke_sudah")
    panel.name("Ya")
    panel.choose("Jenis", "expression")
    panel.fill("Ungkapan syarat", "${identitas_jelas}")
    page.evaluate(DEFAULT, "Flow_diingatkan_ke_belum")
    text = "Flow_diingatkan_ke_sudah", "${identitas_jelas}</bpmn", 'default="Flow_diingatkan_ke_belum"'
    root = _saved(page, "End_belum", "hari_kerja(2)", *text)
    assert root.find(f".//bpmn:boundaryEvent[@id='{timer}']", NS).get("cancelActivity") == "false"
    assert [each for each in _findings(page) if each not in before] == []


def test_a_lane_with_a_task_passes_the_gate(panel: Panel) -> None:
    page = panel.page
    before = _findings(page)
    lane = page.evaluate(
        """() => {
          const lanes = alurModeler.get("elementRegistry").filter((one) => one.type === "bpmn:Lane");
          return alurModeler.get("modeling").addLane(lanes[lanes.length - 1], "bottom").id;
        }"""
    )
    panel.select(lane)
    lane = panel.name("Bagian Hukum")
    assert lane == "Lane_bagian_hukum"
    made = page.evaluate(SPLICE, [_flow_into(page, "bpmn:UserTask"), {"type": "bpmn:UserTask"}])
    panel.select(made)
    task = panel.name("Beri pertimbangan")
    panel.choose("Peran yang mengerjakan", "sekretariat")
    panel.choose("Formulir", "tangani_sendiri_ngawi")
    panel.norm("verifikasi", "default")
    page.evaluate(
        """([task, lane]) => {
          const get = (id) => alurModeler.get("elementRegistry").get(id);
          const shape = get(task), target = get(lane);
          alurModeler.get("modeling").moveShape(shape, { x: 0, y: target.y + 20 - shape.y }, target);
        }""",
        [task, lane],
    )
    root = _saved(page, lane, task)
    assert task in [each.text for each in root.iterfind(f".//bpmn:lane[@id='{lane}']/bpmn:flowNodeRef", NS)]
    assert [each for each in _findings(page) if each not in before and lane in each] == []


MENU_OF = """(id) => {
  const element = alurModeler.get("elementRegistry").get(id);
  return Object.keys(alurModeler.get("popupMenu")._getContext(element, "bpmn-replace").entries);
}"""


def test_ends_that_end_all_errors_and_a_work_of_some_are_drawn_here(panel: Panel) -> None:
    """What the engine executes is chosen in the menu and filled in on the panel."""
    page = panel.page
    end, task = page.evaluate(
        """() => ["bpmn:EndEvent", "bpmn:UserTask"].map(
          (type) => alurModeler.get("elementRegistry").find((one) => one.type === type).id)"""
    )
    attributes = {"type": "bpmn:BoundaryEvent", "eventDefinitionType": "bpmn:TimerEventDefinition"}
    boundary = page.evaluate(ATTACH, [task, attributes])
    assert {"replace-with-terminate-end", "replace-with-error-end"} <= set(page.evaluate(MENU_OF, end))
    assert "replace-with-error-boundary" in page.evaluate(MENU_OF, boundary)
    made = page.evaluate(
        """(id) => {
          const element = alurModeler.get("elementRegistry").get(id);
          return alurModeler.get("bpmnReplace").replaceElement(element, { type: "bpmn:EndEvent", eventDefinitionType: "bpmn:ErrorEventDefinition" }).id;
        }""",
        end,
    )
    panel.select(made)
    page.evaluate(OPEN_GROUPS)
    choose = page.locator("[data-entry-id=errorRef] select")
    choose.select_option(label="Buat baru …")
    page.locator("[data-entry-id=errorCode] input").fill("tidak_sah")
    page.locator("[data-entry-id=errorCode] input").blur()
    page.evaluate(
        """(id) => {
          const element = alurModeler.get("elementRegistry").get(id);
          const loop = alurModeler.get("bpmnFactory").create("bpmn:MultiInstanceLoopCharacteristics");
          alurModeler.get("modeling").updateProperties(element, { loopCharacteristics: loop });
        }""",
        task,
    )
    panel.select(task)
    page.evaluate(OPEN_GROUPS)
    for entry in ("loopCardinality", "completionCondition"):
        assert page.locator(f"[data-entry-id={entry}]").count() == 1, entry
    _saved(page, 'errorCode="tidak_sah"', "<bpmn:errorEventDefinition")
