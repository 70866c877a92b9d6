"""Tables of periods: one row for each stage, and what a case, the gate and a move between versions make of it."""

from __future__ import annotations

import pytest

from engine.definition.bundle import read_bundle
from engine.definition.decisions import DecisionError, Values, read_decisions
from engine.definition.difference import differences
from engine.definition.rules.decision_tables import check
from engine.definition.surroundings import Surroundings
from tests.engine.gate_samples import decide
from tests.support import diagrams as d
from tests.support.lab import Lab

Row = tuple[str, str, int]
"""Condition on `jenis`, stage, days."""
ROWS: list[Row] = [("-", "telaah", 3), ('"izin"', "jawaban", 14), ('not("izin")', "jawaban", 5)]


def periods(
    *rows: Row, columns: tuple[str, ...] = ("tahap", "hari", "satuan"), policy: str = 'hitPolicy="COLLECT"'
) -> str:
    """A table of periods in working days, asked for `jenis` where a row tells kinds apart."""
    asked = any(test != "-" for test, _, _ in rows)
    question = '<input id="M"><inputExpression id="U"><text>jenis</text></inputExpression></input>' if asked else ""
    outputs = "".join(f'<output id="O_{name}" name="{name}"/>' for name in columns)
    told = "".join(
        f'<rule id="Aturan_{number}"><description>Pasal {number}</description>'
        + (f'<inputEntry id="I_{number}"><text>{test}</text></inputEntry>' if asked else "")
        + "".join(
            f'<outputEntry id="{number}_{name}"><text>{value}</text></outputEntry>'
            for name, value in zip(columns, (f'"{stage}"', days, '"hari_kerja"'), strict=False)
        )
        + "</rule>"
        for number, (test, stage, days) in enumerate(rows, 1)
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision id="jangka_waktu"><decisionTable '
        f"{policy}>{question}{outputs}{told}"
        "</decisionTable></decision></definitions>"
    )


def test_every_stage_gives_its_values_under_its_name_and_its_own_row() -> None:
    table = read_decisions(periods(*ROWS))["jangka_waktu"]
    assert table.gives == {"telaah_hari", "telaah_satuan", "jawaban_hari", "jawaban_satuan"}
    found = [(rule.annotation, given) for given, rule in table.decide(Values({"jenis": "izin"}))]
    assert found == [
        ("Pasal 1", {"telaah_hari": 3, "telaah_satuan": "hari_kerja"}),
        ("Pasal 2", {"jawaban_hari": 14, "jawaban_satuan": "hari_kerja"}),
    ]
    assert table.answer(Values({"jenis": "lain"}))["jawaban_hari"] == 5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (periods(*ROWS, columns=("hari", "tahap")), "keluaran pertama 'tahap'"),
        (periods(*ROWS, columns=("tahap",)), "keluaran pertama 'tahap'"),
        (periods(("-", "Tahap Telaah", 3)), "tahap harus berupa nama"),
        (periods(*ROWS, policy='hitPolicy="COLLECT" aggregation="SUM"'), "tanpa hitungan"),
        (periods(*ROWS, policy='hitPolicy="ANY"'), "ANY tidak didukung"),
    ],
    ids=["stage not first", "nothing beside the stage", "no name", "sum", "another policy"],
)
def test_a_table_that_lists_no_stages_is_refused(text: str, told: str) -> None:
    with pytest.raises(DecisionError, match=told):
        read_decisions(text)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (ROWS, ""),
        ([*ROWS[:2], ('"usul"', "telaah_usul", 4)], "tidak ada aturan untuk tahap jawaban, jenis = “usul”"),
        ([*ROWS, ("-", "telaah", 4)], "lebih dari satu aturan (Aturan_1, Aturan_4) untuk tahap telaah"),
    ],
    ids=["whole", "a gap", "a stage twice"],
)
def test_the_gate_looks_at_every_stage_by_itself(rows: list[Row], told: str) -> None:
    found = [
        each.message
        for each in check(
            read_bundle({"jangka.dmn": periods(*rows)}), Surroundings("induk", frozenset(), frozenset(), frozenset())
        )
    ]
    assert [each for each in found[:1] if told not in each] == []
    assert bool(found) is bool(told)


def test_two_stages_may_not_give_one_name_two_meanings() -> None:
    columns = ("tahap", "hari", "wajib_hari")
    table = periods(("-", "telaah", 3), ("-", "telaah_wajib", 5), columns=columns)
    around = Surroundings("induk", frozenset(), frozenset(), frozenset())
    (found,) = [each.message for each in check(read_bundle({"jangka.dmn": table}), around)]
    assert "'telaah_wajib_hari' punya dua arti" in found
    assert "tahap telaah, keluaran wajib_hari" in found
    assert "tahap telaah_wajib, keluaran hari" in found


def test_a_stage_that_two_rows_answer_is_an_error_at_run_time_too() -> None:
    table = read_decisions(periods(*ROWS, ("-", "telaah", 4)))["jangka_waktu"]
    with pytest.raises(DecisionError, match="punya 2 aturan"):
        table.decide(Values({"jenis": "izin"}))


def test_a_difference_names_one_row() -> None:
    old, new = (read_bundle({"jangka.dmn": periods(*ROWS[1:], ("-", "telaah", days))}) for days in (3, 4))
    (change,) = differences(old, new)
    assert (change.part, change.kind, change.id) == ("rule", "changed", "Aturan_3")
    assert "3" in change.old
    assert "4" in change.new


def drawn(due: str) -> str:
    nodes = [d.start(), decide("Task_jangka", "jangka_waktu"), d.user("Task_kaji", due=due), d.end()]
    return d.process("kajian", nodes, d.chain("Start_mulai", "Task_jangka", "Task_kaji", "End_selesai"))


def test_a_case_is_due_by_its_row_and_the_history_names_the_row(lab: Lab) -> None:
    lab.deploy(
        "kajian",
        kajian=drawn("jangka(telaah_hari, telaah_satuan)"),
        jangka=periods(("-", "telaah", 3), ("-", "arsip", 9)),
    )
    case_id = lab.start("kajian")
    assert lab.task(case_id, "Task_kaji").due_rule["count"] == 3
    decided = [answer for row in lab.timeline(case_id) for answer in getattr(row.what, "decisions", ())]
    assert [(each.decision, each.rule) for each in decided] == [
        ("jangka_waktu", "Aturan_1"),
        ("jangka_waktu", "Aturan_2"),
    ]


def test_a_case_that_moves_knows_the_periods_that_only_the_new_version_has(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("jangka(telaah_hari, telaah_satuan)"), jangka=periods(("-", "telaah", 3)))
    case_id = lab.start("kajian")
    lab.deploy("kajian", kajian=drawn("jangka(kajian_hari, kajian_satuan)"), jangka=periods(("-", "kajian", 7)))
    lab.migrate(case_id, "kajian")
    assert lab.task(case_id, "Task_kaji").due_rule["count"] == 7
