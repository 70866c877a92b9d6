"""A process that cannot come to its end is refused before anybody is caught in it, with the place and the reason."""

from __future__ import annotations

import pytest

from tests.engine.test_gate_rules import findings
from tests.support import diagrams as d


def found(*nodes: d.Node, flows: list[d.Flow]) -> list[tuple[str | None, str]]:
    text = d.process("induk", [d.start(), *nodes, d.end()], flows)
    return [(each.element, each.message) for each in findings({"induk.bpmn": text}) if each.rule == "soundness"]


def test_one_answer_never_meets_the_other_at_a_parallel_join() -> None:
    flows = [*d.chain("Start_mulai", "Gateway_pilih"), d.flow("Gateway_pilih", "Task_a", "kategori = 1"),
             d.flow("Gateway_pilih", "Task_b", "kategori = 2"), *d.chain("Task_a", "Gateway_temu", "End_selesai"),
             d.flow("Task_b", "Gateway_temu")]  # fmt: skip
    stuck = found(d.xor("Gateway_pilih"), d.user("Task_a"), d.user("Task_b"), d.parallel("Gateway_temu"), flows=flows)
    assert stuck[0][0] == "Gateway_temu"
    assert "menunggu “B” selamanya" in stuck[0][1] or "menunggu “A” selamanya" in stuck[0][1]
    well = found(d.parallel("Gateway_pilih"), d.user("Task_a"), d.user("Task_b"), d.parallel("Gateway_temu"),
                 flows=[d.Flow(each.source, each.target) for each in flows])  # fmt: skip
    assert well == []


def test_an_inclusive_join_waits_only_for_what_comes() -> None:
    flows = [*d.chain("Start_mulai", "Gateway_pilih"), d.flow("Gateway_pilih", "Task_a", "a = 1"),
             d.flow("Gateway_pilih", "Task_b", "b = 1"), *d.chain("Task_a", "Gateway_temu", "End_selesai"),
             d.flow("Task_b", "Gateway_temu")]  # fmt: skip
    nodes = (d.inclusive("Gateway_pilih"), d.user("Task_a"), d.user("Task_b"), d.inclusive("Gateway_temu"))
    assert found(*nodes, flows=flows) == []


def test_a_way_back_without_a_way_out_has_no_end() -> None:
    flows = [*d.chain("Start_mulai", "Gateway_masuk", "Task_a", "Task_b", "Gateway_masuk")]
    endless = found(d.xor("Gateway_masuk"), d.user("Task_a"), d.user("Task_b"), flows=flows)
    assert [text for _element, text in endless] == ["dari sini tidak ada jalan menuju akhir"]


def test_a_fork_of_which_both_ways_come_back_only_grows() -> None:
    flows = [*d.chain("Start_mulai", "Gateway_masuk", "Gateway_bagi", "Task_a", "Gateway_masuk"),
             *d.chain("Gateway_bagi", "Task_b", "Gateway_masuk")]  # fmt: skip
    nodes = (d.xor("Gateway_masuk"), d.parallel("Gateway_bagi"), d.user("Task_a"), d.user("Task_b"))
    (grows,) = found(*nodes, flows=flows)
    assert "bertambah setiap kali" in grows[1]


@pytest.mark.parametrize("kind", [d.operation, d.user])
def test_a_circle_in_which_nobody_waits_is_named(kind: object) -> None:
    step = d.operation("Task_a") if kind is d.operation else d.user("Task_a")
    flows = [*d.chain("Start_mulai", "Gateway_masuk", "Task_a", "Gateway_lagi"),
             d.flow("Gateway_lagi", "Gateway_masuk", "a = 1"), d.flow("Gateway_lagi", "End_selesai", "a = 2")]  # fmt: skip
    named = found(d.xor("Gateway_masuk"), step, d.xor("Gateway_lagi"), flows=flows)
    assert ["tidak pernah menunggu" in text for _element, text in named] == ([True] if kind is d.operation else [])


def test_what_two_forks_after_another_make_is_played_to_its_end() -> None:
    """2^12 states are more than are played: nothing is claimed, and it takes no longer than a moment."""
    flows, nodes, before = (
        d.chain("Start_mulai", "Gateway_bagi"),
        [d.parallel("Gateway_bagi"), d.parallel("Gateway_temu")],
        "Gateway_bagi",
    )
    for number in range(12):
        nodes.append(d.user(f"Task_{number}"))
        flows += d.chain(before, f"Task_{number}", "Gateway_temu")
    assert found(*nodes, flows=[*flows, d.flow("Gateway_temu", "End_selesai")]) == []
