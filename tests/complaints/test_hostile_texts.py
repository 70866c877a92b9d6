"""Texts that people give as YAML: what nests or refers without end is a sentence, not the end of the process."""

from __future__ import annotations

import pytest

from complaints.people.governments import GovernmentFileError
from complaints.people.governments.file import parse_government
from complaints.people.governments.limits import LIMITS, check_limits
from complaints.workshop.simulation.scenario_file import ScenarioError, read_text
from complaints.workshop.simulation.scenario_text import name_in

BOMB = "a: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b, *b, *b]\n"
HOSTILE = {"lists in lists": "[" * 100_000, "closed again": "[" * 60_000 + "]" * 60_000, "references": BOMB}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_scenario_without_end_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError):
        list(read_text("rekaman_x.yaml", text))
    assert name_in(text, file="rekaman_x.yaml") == "rekaman_x.yaml"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_government_without_end_is_refused(text: str) -> None:
    with pytest.raises(GovernmentFileError):
        parse_government(text, "ngawi.yaml")


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("given", ["0000022222222", "9" * 40, "-1", "٣", "1e3", ""])
def test_a_number_is_compared_whole(name: str, given: str) -> None:
    with pytest.raises(GovernmentFileError):
        check_limits({name: given})
