"""What versions wrote before the language was FEEL is still read, means what it meant, and its cases run on.

`former_expression_outcomes.json`: what the former evaluator made of the conditions, due dates and timers of the versions
that the demo had stored, and of the spellings that only it knew: text, variables, and outcome (a condition's truth, or the
moment).
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine.definition.expressions import compile_expression, means_another, standard
from tests.properties.test_expressions import Values
from tests.support import diagrams as d
from tests.support.lab import Lab

ROWS = json.loads((Path(__file__).parents[1] / "data" / "former_expression_outcomes.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("text", "another"),
    [
        ("${not (rahasia)}", True),
        ('${lengkap = "ya" and not  (rahasia or pelapor)}', True),
        ("${not(rahasia)}", False),
        ("${not (rahasia = true or jenis != null)}", True),
        ("${not (jenis != null)}", False),
        ('${jenis = "not (rahasia)"}', False),
        ("${not rahasia}", False),
        ("not (rahasia)", True),
    ],
)
def test_a_blank_behind_not_is_told_where_it_changes_the_meaning(text: str, another: bool) -> None:
    assert means_another(text) is another


@pytest.mark.parametrize("text", sorted({row[0] for row in ROWS}))
def test_a_stored_text_means_what_it_meant(text: str) -> None:
    for _, variables, outcome in (row for row in ROWS if row[0] == text):
        expression, scope = compile_expression(text), Values(variables)
        if isinstance(outcome, bool):
            assert expression.holds(scope) is outcome, variables
        else:
            assert expression.evaluate(scope).moment == _as_counted_today(text, datetime.fromisoformat(outcome)), (
                variables
            )


def _as_counted_today(text: str, moment: datetime) -> datetime:
    """A day once ended when the offices close, at 16:00; now it lasts until its end. A reminder still comes at 16:00."""
    if text.startswith("${sebelum(") or moment.hour != 16:
        return moment
    return moment.replace(hour=23, minute=59, second=59, microsecond=999_999)


@pytest.mark.parametrize("text", sorted({row[0] for row in ROWS}))
def test_a_stored_text_is_written_in_the_standard_way(text: str) -> None:
    written = standard(text)
    assert compile_expression(written).node == compile_expression(text).node
    assert not re.search(r"==|'|\bnot\b(?!\()|True|None", written)


FORMER = """(satuan == 'izin' or not ada(semua)) and satuan not in ('aduan', 'sengketa') and 1 < banyak <= 3"""


def test_a_case_that_began_under_a_former_text_runs_on(lab: Lab) -> None:
    text = d.process(
        "lama",
        [d.start(), d.user("Task_periksa", due="${hari_kerja(3)}"), d.xor("Gateway_lengkap"),
         d.user("Task_putus"), d.end(), d.end("End_lain")],
        [*d.chain("Start_mulai", "Task_periksa", "Gateway_lengkap"), d.flow("Gateway_lengkap", "Task_putus", f"${{{FORMER}}}"),
         d.flow("Gateway_lengkap", "End_lain", f"${{not True == ({FORMER})}}"), *d.chain("Task_putus", "End_selesai")],
    )  # fmt: skip
    lab.deploy("lama", lama=text)
    known = lab.start("lama", satuan="izin", semua=["x"], banyak=2)
    unknown = lab.start("lama", satuan="izin")
    lab.complete(known, "Task_periksa")
    lab.complete(unknown, "Task_periksa")
    assert lab.open_tasks(known) == ["Task_putus"]
    assert lab.case(unknown).end_element == "End_lain"


ANY: dict[str, Any] = {"jenis": "izin", "catatan": "", "lengkap": None}


def test_the_former_not_takes_the_unknown_for_no_and_the_standard_one_for_unknown() -> None:
    assert compile_expression("not (lengkap)").holds(Values(ANY)) is True
    assert compile_expression("not lengkap").holds(Values(ANY)) is True
    assert compile_expression("not(lengkap)").holds(Values(ANY)) is False
