"""The meaning of a form is that of form-js: outcomes of form-js 1.23 (and of its FEEL engine) recorded in a browser.

`formjs_outcomes.json`: the data submitted and the fields with errors, for a schema and initial data.
`feel_outcomes.json`: expression, variables, value, and whether a condition with this expression hides.
`feel_language_outcomes.json`: expression, variables and value for the rest of the language. Left out is where we follow
the standard and form-js does not: true and false have no order, lists of different length are unequal and not unknown,
texts have an order in ranges too, and a list of one is its element only where it is compared.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.definition.forms.feel import Feel
from engine.errors import ExpressionError
from tests.support.forms import a_form

DATA = Path(__file__).parents[2] / "data"
OUTCOMES = json.loads((DATA / "formjs_outcomes.json").read_text("utf-8"))
EXPRESSIONS = json.loads((DATA / "feel_outcomes.json").read_text("utf-8"))
LANGUAGE = json.loads((DATA / "feel_language_outcomes.json").read_text("utf-8"))


@pytest.mark.parametrize("case", OUTCOMES, ids=lambda case: f"{case['name']} {json.dumps(case['data'])}")
def test_answers_and_errors(case: dict[str, Any]) -> None:
    checked = a_form(*case["components"]).check(case["data"])
    wrong = {name.rpartition(".")[2] for name in checked.errors}
    assert wrong == set(case["wrong"])
    if not wrong:  # with errors nothing is submitted
        assert checked.answers == {key: _trimmed(value) for key, value in case["answers"].items()}


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value  # ours are stored without white space around them


@pytest.mark.parametrize("text", sorted({row[0] for row in EXPRESSIONS}))
def test_expressions(text: str) -> None:
    feel = Feel.compile(f"={text}")
    rows = [row for row in EXPRESSIONS if row[0] == text]
    assert rows
    for _, variables, value, hides in rows:
        scope = {**variables, "this": variables}
        assert (feel.value(scope), feel.holds(scope)) == (value, hides), variables


@pytest.mark.parametrize("text", sorted({row[0] for row in LANGUAGE}))
def test_the_language_means_the_same(text: str) -> None:
    feel = Feel.compile(f"={text}")
    for _, variables, value in (row for row in LANGUAGE if row[0] == text):
        found = feel.value({**variables, "this": variables})
        assert (found, isinstance(found, bool)) == (value, isinstance(value, bool)), variables


def test_what_the_form_editor_would_read_otherwise_is_refused() -> None:
    with pytest.raises(ExpressionError, match="tanda kurung"):
        Feel.compile('=a in ["x", "y"] and b = 1')
    assert Feel.compile('=(a in ["x", "y"]) and b = 1').value({"a": "x", "b": 1}) is True
    assert Feel.compile('=b = 1 and a in ["x", "y"]').value({"a": "x", "b": 1}) is True
