"""An earlier version comes back through the law of today: what was accepted for it then is not accepted now."""

from __future__ import annotations

from pathlib import Path

import pytest

from complaints.law.bundles import FOLDERS, read_folders
from complaints.workshop import verdicts
from console.processes import deploy_for
from engine import workshop
from engine.actors import Actor
from engine.db import reading, unit_of_work
from engine.errors import DeployRefusedError
from tests.support.demo import empty_demo

ANI = Actor("pemilik-1", "Ani", frozenset())
SCOPE = {"instansi_id": "ngawi", "process_id": "pengaduan_ngawi"}
FILE = "verifikasi_ngawi.bpmn"


def test_an_unlawful_version_is_restored_with_a_reason_or_not_at_all(tmp_path: Path) -> None:
    with empty_demo(tmp_path, "ngawi") as demo:
        lawful = read_folders(FOLDERS)
        longer = lawful[FILE].replace(
            "${jangka(tenggat_verifikasi_hari, tenggat_verifikasi_satuan, diterima_sekretariat)}",
            "${hari(300, diterima_sekretariat)}",
        )
        assert longer != lawful[FILE]
        deploy_for(demo.tools, "ngawi", {**lawful, FILE: longer}, note="Disepakati.")
        deploy_for(demo.tools, "ngawi", lawful)
        factory = demo.tools.session_factory
        with unit_of_work(factory, "ngawi") as session:
            draft_id = workshop.restore_version(session, demo.tools.runtime, **SCOPE, number=2, by=ANI).id
        with reading(factory, "ngawi") as session:
            found = verdicts.verdict_now(session, "ngawi", draft_id, demo.tools.clock.now())
        assert any("lebih panjang" in each.text for each in found.open_warnings)
        with pytest.raises(DeployRefusedError, match="lebih panjang"):
            found.require_pass()
