"""(i) How soon the largest diagram stands in the editor, and what the editor weighs on the wire."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.stage import ROOT
from tests.support import browser
from tests.support.demo import empty_demo
from tests.support.editors import begin_draft, open_editor
from tests.support.live import serving

OPENINGS = 5
LARGEST = ("lombok-tengah", "proses.lombok-tengah", "pengaduan_lombok_tengah")
CHECKED = "() => /temuan$/.test(document.querySelector('#jumlah-temuan').textContent)"
"""Whether the gate has answered: nothing else of this page is under way."""
BUILD = ROOT / "web" / "static" / "build"


def editors() -> dict[str, float]:
    """Milliseconds from the request until the diagram stands there, best of some; kilobytes of the bundle."""
    packed = sum((BUILD / f"modeler.{kind}.gz").stat().st_size for kind in ("js", "css"))
    return {"editor_ready_ms": _ready_ms(), "modeler_gzip_kb": round(packed / 1024, 1)}


def _ready_ms() -> int:
    instansi_id, username, process_id = LARGEST
    with (
        tempfile.TemporaryDirectory(prefix="alur-bench-") as folder,
        empty_demo(Path(folder), instansi_id) as demo,
        serving(demo.app) as address,
        browser.driver() as playwright,
    ):
        chromium = browser.launch(playwright)
        page = chromium.new_context(base_url=address).new_page()
        draft = begin_draft(page, process_id, username)
        took = []
        for _ in range(OPENINGS):
            open_editor(page, draft, f"{process_id}.bpmn")
            took.append(int(page.evaluate("document.documentElement.dataset.readyMs")))
            page.wait_for_function(CHECKED)
        chromium.close()
    return min(took)
