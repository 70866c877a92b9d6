"""Running cases on the owner's page: what a version means for them, tried before, moved after, of one's own process only."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator

import pytest

from engine import workshop as engine_workshop
from engine.actors import Actor
from engine.db import reading, unit_of_work
from engine.models import ProcessDraft
from engine.running.queries import case
from engine.workshop import move_ordered
from engine.workshop.workshop import Workshop
from tests.support.desk import lodged as lodge
from tests.support.desk import words
from tests.support.government import TANAH_LAUT
from tests.support.jobs import play_jobs
from tests.support.owner import Desk, workshop

PROCESS = "pengaduan_tanah_laut"


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with workshop(tmp_path_factory.mktemp("pindah"), "tanah-laut", "proses") as desk:
        yield desk


def lodged(desk: Desk) -> uuid.UUID:
    return lodge(desk.demo.tools.session_factory, desk.demo.tools.runtime).complaint_id


def renamed(text: str) -> str:
    """The first review under another name."""
    return re.sub(r'(id="Task_verifikasi_nasional" name=")[^"]*', r"\1Telaah laporan", text)


def deployed(desk: Desk, change: Callable[[str], str] = renamed) -> str:
    """A draft with a change of the first review, deployed past the pages; gives its path."""
    path = desk.draft(PROCESS)
    name = "telaah_nasional.bpmn"
    text = desk.get(f"{path}/isi/{name}").get_json()["text"]
    new = change(text)
    assert new != text
    draft_id = uuid.UUID(path.rpartition("/")[2])
    tools = desk.demo.tools
    ani, budi = Actor("a", "Ani", frozenset()), Actor("b", "Budi", frozenset())
    common = {"instansi_id": "tanah-laut", "draft_id": draft_id}
    with unit_of_work(tools.session_factory, TANAH_LAUT) as session:
        engine_workshop.save_file(session, tools.runtime, **common, name=name, text=new, seen=0, by=ani)
        draft = session.get_one(ProcessDraft, ("tanah-laut", draft_id))
        seen = engine_workshop.content_of(session, draft)
        engine_workshop.propose(session, tools.runtime, **common, note="Nama yang lebih jelas", seen=seen, by=ani)
        full = desk.demo.app.extensions["alur"].workshop
        plain = Workshop(full.roles, given=full.given)
        seen = engine_workshop.content_of(session, draft)
        judged = engine_workshop.verdict(session, tools.runtime, plain, draft=draft)
        engine_workshop.approve(
            session, tools.runtime, plain, **common, note="Sesuai", seen=seen, judged=judged, by=budi
        )
    return path


def version_of(desk: Desk, case_id: uuid.UUID) -> int:
    with reading(desk.demo.tools.session_factory, TANAH_LAUT) as session:
        return case(session, instansi_id="tanah-laut", case_id=case_id).version_number


def test_a_case_is_tried_then_moved_and_the_page_says_so(desk: Desk) -> None:
    case_id = lodged(desk)
    path = deployed(desk)
    page = words(desk.get(f"{path}/dampak").text)
    assert "1 kasus di versi 1" in page
    assert "Uji dahulu" in page

    tried = words(desk.post(f"{path}/uji-pindah", kasus=str(case_id)).text)
    assert "Telaah laporan: nama" in tried
    assert "Belum ada kasus yang dipindahkan" in tried
    assert version_of(desk, case_id) == 1

    assert desk.post(f"{path}/pindah", kasus=str(case_id)).status_code == 303
    services = desk.demo.app.extensions["alur"]
    assert move_ordered(services.session_factory, services.runtime, services.workshop) == 1
    assert version_of(desk, case_id) == 2
    number = re.search(r"TL-2026-\w+", page)
    assert number is not None
    _list, _, orders = words(desk.get(f"{path}/dampak").text).rpartition("Pemindahan")
    assert orders.startswith(f" {number[0]} : ")
    assert "pindah" in orders


def test_where_its_place_is_gone_a_case_goes_on_where_the_owner_says(desk: Desk) -> None:
    case_id = lodged(desk)
    path = deployed(desk, lambda text: text.replace("Task_verifikasi_nasional", "Task_telaah_laporan"))
    page = desk.get(f"{path}/dampak").text
    assert "tempat kasus berada, tidak ada lagi" in words(page)
    (place,) = re.findall(r'name="(ke:[^"]+)"', page)
    assert place.endswith(":Task_verifikasi_nasional")
    assert '<option value="Task_telaah_laporan">' in page

    services = desk.demo.app.extensions["alur"]
    desk.post(f"{path}/pindah", kasus=str(case_id), setuju="ya")
    move_ordered(services.session_factory, services.runtime, services.workshop)
    assert version_of(desk, case_id) == 1, "without a place to go on it stays"

    desk.post(f"{path}/pindah", kasus=str(case_id), setuju="ya", **{place: "Task_telaah_laporan"})
    move_ordered(services.session_factory, services.runtime, services.workshop)
    assert version_of(desk, case_id) == 2
    with reading(desk.demo.tools.session_factory, TANAH_LAUT) as session:
        (task,) = case(session, instansi_id="tanah-laut", case_id=case_id).open_tasks
    assert task.element == "Task_telaah_laporan"


def test_cases_that_are_not_of_this_process_are_passed_over(desk: Desk) -> None:
    path = deployed(desk)
    assert "Tidak ada kasus yang dipilih" in words(desk.post(f"{path}/uji-pindah", kasus=str(uuid.uuid4())).text)
    assert desk.post(f"{path}/pindah", kasus=str(uuid.uuid4())).status_code == 303
    assert desk.post(f"{path}/pindah", kasus="bukan-uuid").status_code == 400
    assert desk.post(f"{path}/pindah", kasus=str(uuid.uuid4()), **{"ke:x": "y"}).status_code == 400


def test_nothing_is_moved_to_a_draft_that_was_not_deployed(desk: Desk) -> None:
    path = desk.draft(PROCESS)
    assert desk.post(f"{path}/pindah", kasus=str(uuid.uuid4())).status_code == 409
    assert desk.post(f"{path}/uji-pindah", kasus=str(uuid.uuid4())).status_code == 409


def test_past_cases_are_played_by_the_worker_and_shown(desk: Desk) -> None:
    lodged(desk)
    path = desk.draft(PROCESS)
    desk.post(f"{path}/jalankan/replay", bulan="3")
    assert "0 dari 1" in words(desk.get(f"{path}/kasus-lalu").text)
    services = desk.demo.app.extensions["alur"]
    play_jobs(services.session_factory, services.runtime)
    assert desk.get(f"{path}/kemajuan/replay").get_json() == {"done": 1, "finished": True}
    assert "Semua kasus berjalan sama" in words(desk.get(f"{path}/kasus-lalu").text)
