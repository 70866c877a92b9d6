"""What an officer tells a running complaint outside a task: by the page, by who may, once with what it needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from engine.db import SessionFactory
from tests.support.citizen import deploy_process
from tests.support.desk import NATIONAL, REGENCY, completed, lodged, open_task, open_tasks, sent, words
from tests.support.government import Government

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from complaints.intake.lodging import Receipt
    from engine.running.runtime import Runtime

UMUM = "dinas-pekerjaan-umum"
ASKED = {"instansi_dilibatkan": "Balai jalan nasional", "alasan_koordinasi": "Sebagian ruas milik pusat."}


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """One database is enough for pages."""
    return sqlite_factory


def disposed(factory: SessionFactory, runtime: Runtime, admin: FlaskClient) -> Receipt:
    """A complaint that Dinas Pekerjaan Umum has received."""
    deploy_process(factory, runtime)
    receipt = lodged(factory, runtime)
    for step in (NATIONAL, REGENCY, {"arah_disposisi": "disposisi", "skpd": UMUM}):
        assert completed(admin, open_task(factory, receipt), **step).status_code == 302
    return receipt


def test_admin_instansi_asks_admin_nasional_for_coordination(
    session_factory: SessionFactory, runtime: Runtime, as_officer: Callable[..., FlaskClient], instansi: Government
) -> None:
    admin = as_officer("pembawa", ("admin_nasional", ""), ("admin_instansi", ""))
    receipt = disposed(session_factory, runtime, admin)
    case = f"/petugas/berkas/{receipt.complaint_id}"
    place = f"{case}/kabar/minta_koordinasi_nasional"
    regency = as_officer("instansi", ("admin_instansi", ""))
    assert place in regency.get(case).text
    page = regency.get(place)
    assert page.status_code == 200
    refused = sent(regency, place, page.text, instansi_dilibatkan="Balai")
    assert refused.status_code == 422
    assert "Balai" in refused.text
    assert "Galat" in refused.text
    assert sent(regency, place, page.text, **ASKED).status_code == 302
    assert {task.element for task in open_tasks(session_factory, receipt)} == {
        "Task_koordinasi_nasional",
        "Task_telaah_penghubung",
    }
    assert "Dikirim: Koordinasi Admin Nasional diminta" in words(regency.get(case).text)


def test_a_double_click_sends_once_and_a_second_look_sends_again(
    session_factory: SessionFactory, runtime: Runtime, as_officer: Callable[..., FlaskClient], instansi: Government
) -> None:
    admin = as_officer("pembawa", ("admin_nasional", ""), ("admin_instansi", ""))
    receipt = disposed(session_factory, runtime, admin)
    place = f"/petugas/berkas/{receipt.complaint_id}/kabar/minta_koordinasi_nasional"
    for looks in (1, 2):
        page = admin.get(place).text
        seen = page.partition('name="sesudah" value="')[2].partition('"')[0]
        for _click in range(2):
            assert sent(admin, place, page, sesudah=seen, **ASKED).status_code == 302
            elements = [task.element for task in open_tasks(session_factory, receipt)]
            assert elements.count("Task_koordinasi_nasional") == looks


@pytest.mark.parametrize(
    ("membership", "name", "expected"),
    [
        (("admin_nasional", ""), "pengawasan_admin_nasional", 200),
        (("admin_nasional", ""), "minta_koordinasi_nasional", 404),
        (("admin_instansi", ""), "pengawasan_admin_nasional", 404),
        (("pejabat_penghubung", UMUM), "minta_koordinasi_nasional", 404),
        (("pejabat_penghubung", "dinas-kesehatan"), "lepas_koordinasi", 404),
        (("admin_instansi", ""), "reaksi_pengadu", 404),
        (("admin_instansi", ""), "apa-saja", 404),
    ],
    ids=str,
)
def test_only_who_the_diagram_names_sends_what_is_awaited(
    session_factory: SessionFactory,
    runtime: Runtime,
    as_officer: Callable[..., FlaskClient],
    instansi: Government,
    membership: tuple[str, str],
    name: str,
    expected: int,
) -> None:
    admin = as_officer("pembawa", ("admin_nasional", ""), ("admin_instansi", ""))
    receipt = disposed(session_factory, runtime, admin)
    client = as_officer("pengirim", membership)
    assert client.get(f"/petugas/berkas/{receipt.complaint_id}/kabar/{name}").status_code == expected


def test_what_is_awaited_no_longer_is_told_and_nothing_is_lost(
    session_factory: SessionFactory, runtime: Runtime, as_officer: Callable[..., FlaskClient], instansi: Government
) -> None:
    admin = as_officer("pembawa", ("admin_nasional", ""), ("admin_instansi", ""))
    receipt = disposed(session_factory, runtime, admin)
    place = f"/petugas/berkas/{receipt.complaint_id}/kabar/minta_koordinasi_nasional"
    page = admin.get(place).text
    unit = as_officer("unit", ("pejabat_penghubung", UMUM))
    assert (
        completed(
            unit, open_task(session_factory, receipt), sesuai_kewenangan="tidak", alasan_kewenangan="Jalan provinsi."
        ).status_code
        == 302
    )
    assert sent(admin, place, page, **ASKED).status_code == 404
