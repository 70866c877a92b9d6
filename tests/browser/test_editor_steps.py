"""Ready-made steps, copies from another file, and the way from a task to its form."""

from __future__ import annotations

import pytest

from tests.browser.conftest import NewPage
from tests.support.editors import begin_draft, kept_once, open_editor

pytestmark = pytest.mark.browser

NAME, OTHER = "pengaduan_ngawi.bpmn", "verifikasi_ngawi.bpmn"
SELECT = "(id) => alurModeler.get('selection').select(alurModeler.get('elementRegistry').get(id))"
COPY = "(id) => { alurModeler.get('copyPaste').copy([alurModeler.get('elementRegistry').get(id)]); }"
PASTE = """() => {
  const pool = alurModeler.get("elementRegistry").find((one) => one.type === "bpmn:Participant" && one.businessObject.processRef);
  alurModeler.get("copyPaste").paste({ element: pool, point: { x: pool.x + 300, y: pool.y + pool.height - 60 } });
}"""


def test_a_step_is_put_on_the_canvas_named_given_a_form_and_copied(open_page: NewPage) -> None:
    page = open_page(width=1440)
    draft = begin_draft(page, "pengaduan_ngawi")
    open_editor(page, draft, NAME)
    page.get_by_role("button", name="Langkah siap pakai").click()
    page.keyboard.type("bertenggat")
    page.locator(".djs-popup .entry").first.click()
    page.mouse.move(430, 560)
    page.mouse.move(440, 570)
    page.mouse.click(440, 570)
    page.evaluate(SELECT, "Task_tugas_baru")
    page.locator('[data-group-id="group-general"] .bio-properties-panel-group-header').click()
    page.get_by_label("Nama", exact=True).fill("Periksa lokasi")
    page.wait_for_function("() => Boolean(alurModeler.get('elementRegistry').get('Task_periksa_lokasi'))")

    page.get_by_role("button", name="Buat formulir").click()
    link = page.get_by_role("link", name="Buka formulir")
    link.wait_for()
    parts = (
        'id="Task_periksa_lokasi"',
        'name="param.tugas" value="Task_periksa_lokasi"',
        'camunda:formRef="periksa_lokasi"',
        'attachedToRef="Task_periksa_lokasi"',
        'id="Flow_tenggat_mendekat_ke_ingatkan_pelaksana"',
    )
    kept_once(page, f"{draft}/unduh/{NAME}", *parts)
    assert page.request.get(link.get_attribute("href") or "").status == 200

    page.evaluate(COPY, "Task_periksa_lokasi")
    open_editor(page, draft, OTHER)
    page.evaluate(PASTE)
    page.evaluate(PASTE)
    made = page.evaluate(
        "alurModeler.get('elementRegistry').getAll().map((one) => one.id).filter((id) => id.startsWith('Task_periksa_lokasi')).sort()"
    )
    assert made == ["Task_periksa_lokasi", "Task_periksa_lokasi_2"]
    kept_once(page, f"{draft}/unduh/{OTHER}", 'id="Task_periksa_lokasi_2"', 'dueDate="${hari_kerja(3)}"')
