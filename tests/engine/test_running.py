"""Cases run, rest, are restored, and run on: gateways, loops, calls, instances, messages."""

from __future__ import annotations

from engine.db import reading
from tests.support import diagrams as d
from tests.support.lab import Lab

LAGI = d.form("lagi", lagi="checkbox")


def loop() -> str:
    return d.process(
        "ulang",
        [
            d.start(),
            d.xor("Gateway_masuk"),
            d.user("Task_kerja", form="lagi", due="hari_kerja(3)"),
            d.boundary("Timer_terlambat", "Task_kerja", d.timer("timeDate", "hari_kerja(3)")),
            d.operation("Task_tandai"),
            d.end("End_ditandai"),
            d.xor("Gateway_lagi"),
            d.end(),
        ],
        [
            *d.chain("Start_mulai", "Gateway_masuk", "Task_kerja", "Gateway_lagi"),
            d.flow("Gateway_lagi", "Gateway_masuk", "lagi = true"),
            d.flow("Gateway_lagi", "End_selesai", "lagi != true"),
            *d.chain("Timer_terlambat", "Task_tandai", "End_ditandai"),
        ],
    )


def test_a_loop_goes_back_and_the_path_counts_its_rounds(lab: Lab) -> None:
    lab.deploy("ulang", ulang=loop(), lagi=LAGI)
    case_id = lab.start("ulang")
    for _ in range(3):
        lab.complete(case_id, "Task_kerja", lagi=True)
    lab.complete(case_id, "Task_kerja", lagi=False)

    case = lab.case(case_id)
    assert (case.status, case.end_element) == ("completed", "End_selesai")
    assert lab.visits(case_id) == {
        "Start_mulai": 1, "Gateway_masuk": 4, "Task_kerja": 4, "Gateway_lagi": 4, "End_selesai": 1
    }  # fmt: skip
    assert lab.flows(case_id)["Flow_gateway_lagi_gateway_masuk"] == 3


def test_the_state_does_not_grow_with_the_rounds(sqlite_lab: Lab) -> None:
    from engine.models import Case
    from tests.support.lab import INSTANSI

    lab = sqlite_lab
    lab.deploy("ulang", ulang=loop(), lagi=LAGI)
    case_id = lab.start("ulang")
    sizes = []
    for _ in range(300):
        lab.complete(case_id, "Task_kerja", lagi=True)
        with reading(lab.factory, INSTANSI) as session:
            case = session.get(Case, (INSTANSI, case_id))
            assert case is not None
            sizes.append(len(case.state))
    assert max(sizes[2:]) - min(sizes[2:]) < 40


def test_a_side_branch_that_has_ended_does_not_pin_the_loop(sqlite_lab: Lab) -> None:
    """A parallel branch is over while the other one loops: the state must still not grow."""
    from engine.models import Case
    from tests.support.lab import INSTANSI

    lab = sqlite_lab
    text = d.process(
        "cabang",
        [d.start(), d.parallel("Gateway_bagi"), d.user("Task_samping"), d.end("End_samping"), d.xor("Gateway_masuk"),
         d.user("Task_kerja", form="lagi"), d.xor("Gateway_lagi"), d.end()],
        [*d.chain("Start_mulai", "Gateway_bagi", "Task_samping", "End_samping"),
         *d.chain("Gateway_bagi", "Gateway_masuk", "Task_kerja", "Gateway_lagi"),
         d.flow("Gateway_lagi", "Gateway_masuk", "lagi = true"), d.flow("Gateway_lagi", "End_selesai", "lagi != true")],
    )  # fmt: skip
    lab.deploy("cabang", cabang=text, lagi=LAGI)
    case_id = lab.start("cabang")
    lab.complete(case_id, "Task_samping")
    sizes = []
    for _ in range(60):
        lab.complete(case_id, "Task_kerja", lagi=True)
        with reading(lab.factory, INSTANSI) as session:
            case = session.get(Case, (INSTANSI, case_id))
            assert case is not None
            sizes.append(len(case.state))
    assert max(sizes[2:]) - min(sizes[2:]) < 40
    lab.complete(case_id, "Task_kerja", lagi=False)
    assert lab.case(case_id).status == "completed"


def test_one_start_is_taken_and_the_others_are_not(lab: Lab) -> None:
    text = d.process(
        "awal",
        [d.start("Start_satu"), d.start("Start_dua"), d.user("Task_satu"), d.user("Task_dua"), d.end()],
        [*d.chain("Start_satu", "Task_satu", "End_selesai"), *d.chain("Start_dua", "Task_dua", "End_selesai")],
    )
    lab.deploy("awal", awal=text)
    case_id = lab.start("awal", "Start_dua")
    assert lab.open_tasks(case_id) == ["Task_dua"]
    lab.complete(case_id, "Task_dua")
    assert lab.case(case_id).status == "completed"
    assert "Start_satu" not in lab.visits(case_id)


def test_parallel_branches_meet_over_several_rests(lab: Lab) -> None:
    names = ["Task_a", "Task_b", "Task_c"]
    text = d.process(
        "sejajar",
        [d.start(), d.parallel("Gateway_bagi"), *[d.user(n) for n in names], d.parallel("Gateway_temu"), d.user("Task_akhir"), d.end()],
        [*d.chain("Start_mulai", "Gateway_bagi"), *[f for n in names for f in d.chain("Gateway_bagi", n, "Gateway_temu")],
         *d.chain("Gateway_temu", "Task_akhir", "End_selesai")],
    )  # fmt: skip
    lab.deploy("sejajar", sejajar=text)
    case_id = lab.start("sejajar")
    for name in ("Task_b", "Task_a", "Task_c"):
        assert "Task_akhir" not in lab.open_tasks(case_id)
        lab.complete(case_id, name)
    assert lab.open_tasks(case_id) == ["Task_akhir"]
    lab.complete(case_id, "Task_akhir")
    assert lab.case(case_id).status == "completed"


def test_inclusive_branches_wait_only_for_those_taken(lab: Lab) -> None:
    text = d.process(
        "inklusif",
        [d.start(), d.user("Task_pilih", form="pilih"), d.inclusive("Gateway_bagi"), d.user("Task_a"), d.user("Task_b"),
         d.user("Task_c"), d.inclusive("Gateway_temu"), d.end()],
        [*d.chain("Start_mulai", "Task_pilih", "Gateway_bagi"), d.flow("Gateway_bagi", "Task_a", "a = true"),
         d.flow("Gateway_bagi", "Task_b", "b = true"), d.flow("Gateway_bagi", "Task_c", "c = true"),
         *[f for n in ("Task_a", "Task_b", "Task_c") for f in d.chain(n, "Gateway_temu")],
         *d.chain("Gateway_temu", "End_selesai")],
    )  # fmt: skip
    lab.deploy("inklusif", inklusif=text, pilih=d.form("pilih", a="checkbox", b="checkbox", c="checkbox"))
    case_id = lab.start("inklusif")
    lab.complete(case_id, "Task_pilih", a=True, b=False, c=True)
    assert lab.open_tasks(case_id) == ["Task_a", "Task_c"]
    lab.complete(case_id, "Task_c")
    assert lab.case(case_id).status == "running"
    lab.complete(case_id, "Task_a")
    assert lab.case(case_id).status == "completed"


def test_a_called_process_reports_how_it_ended(lab: Lab) -> None:
    child = d.process(
        "anak",
        [d.start(), d.receive("Task_tunggu"), d.boundary("Timer_habis", "Task_tunggu", d.timer("timeDate", "hari_kerja(10)"), interrupting=True),
         d.end("End_dijawab"), d.end("End_habis")],
        [*d.chain("Start_mulai", "Task_tunggu", "End_dijawab"), *d.chain("Timer_habis", "End_habis")],
    )  # fmt: skip
    parent = d.process(
        "induk",
        [d.start(), d.call("Call_anak", "anak"), d.xor("Gateway_hasil"), d.end("End_jawab"), d.end("End_arsip")],
        [*d.chain("Start_mulai", "Call_anak", "Gateway_hasil"),
         d.flow("Gateway_hasil", "End_jawab", 'hasil_anak = "End_dijawab"'),
         d.flow("Gateway_hasil", "End_arsip", 'hasil_anak = "End_habis"')],
    )  # fmt: skip
    lab.deploy("induk", induk=parent, anak=child)
    answered, silent = lab.start("induk"), lab.start("induk")
    lab.send(answered)
    assert lab.case(answered).end_element == "End_jawab"
    assert lab.at("2026-03-23T23:59+08:00") == 0
    assert lab.at("2026-03-23") == 1
    assert lab.case(silent).end_element == "End_arsip"


def test_instances_one_per_item_each_with_its_own_unit(lab: Lab) -> None:
    text = d.process(
        "banyak",
        [d.start(), d.user("Task_masing", role="penghubung", body=d.instances("semua", "satu"), unit="satu"), d.end()],
        d.chain("Start_mulai", "Task_masing", "End_selesai"),
    )
    lab.deploy("banyak", banyak=text)
    case_id = lab.start("banyak", semua=["dinas-a", "dinas-b"])
    assert sorted(task.unit for task in lab.case(case_id).open_tasks) == ["dinas-a", "dinas-b"]
    lab.complete(case_id, "Task_masing")
    assert len(lab.case(case_id).open_tasks) == 1
    lab.complete(case_id, "Task_masing")
    assert lab.case(case_id).status == "completed"
    assert lab.visits(case_id)["Task_masing"] == 2


def test_no_instances_pass_straight_through(lab: Lab) -> None:
    text = d.process(
        "banyak",
        [d.start(), d.user("Task_masing", body=d.instances("semua", "satu")), d.end()],
        d.chain("Start_mulai", "Task_masing", "End_selesai"),
    )
    lab.deploy("banyak", banyak=text)
    assert lab.case(lab.start("banyak", semua=[])).status == "completed"


def test_two_rounds_of_instances(lab: Lab) -> None:
    text = d.process(
        "banyak",
        [d.start(), d.xor("Gateway_masuk"), d.user("Task_masing", body=d.instances("semua", "satu", sequential=True), unit="satu"),
         d.user("Task_putus", form="lagi"), d.xor("Gateway_lagi"), d.end()],
        [*d.chain("Start_mulai", "Gateway_masuk", "Task_masing", "Task_putus", "Gateway_lagi"),
         d.flow("Gateway_lagi", "Gateway_masuk", "lagi = true"), d.flow("Gateway_lagi", "End_selesai", "lagi != true")],
    )  # fmt: skip
    lab.deploy("banyak", banyak=text, lagi=LAGI)
    case_id = lab.start("banyak", semua=["dinas-a", "dinas-b"])
    for again in (True, False):
        for unit in ("dinas-a", "dinas-b"):
            assert lab.task(case_id, "Task_masing").unit == unit
            lab.complete(case_id, "Task_masing")
        lab.complete(case_id, "Task_putus", lagi=again)
    assert lab.case(case_id).status == "completed"


def test_a_late_mark_does_not_change_where_the_case_ends(lab: Lab) -> None:
    lab.deploy("ulang", ulang=loop(), lagi=LAGI)
    case_id = lab.start("ulang")
    assert lab.at("2026-03-12") == 1
    assert lab.called == ["Task_tandai"]
    assert lab.open_tasks(case_id) == ["Task_kerja"]
    lab.complete(case_id, "Task_kerja", lagi=False)
    assert lab.case(case_id).end_element == "End_selesai"
