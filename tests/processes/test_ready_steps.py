"""Ready and waiting steps that we find are those of the library, which walks the whole tree, and in the same order."""

from __future__ import annotations

from typing import Any

import pytest
from SpiffWorkflow.util.task import TaskIterator, TaskState

from complaints.law.bundles import FOLDERS, read_folders
from complaints.workshop.simulation import read_scenarios, run_scenario
from complaints.workshop.simulation.play import SCENARIOS, staged
from engine.running.spiff import engine_steps, runs_of_steps

OF = ("tanah_laut/pengaduan_02_pengaduan_14_hari.yaml", "contoh", "bersama")


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many steps each look found."""
    found: list[int] = []
    own = engine_steps._ready

    def compared(workflow: Any, part: Any) -> list[Any]:
        ready = own(workflow, part)
        assert ready == [task for task in part.get_tasks(state=TaskState.READY) if not task.task_spec.manual]
        found.append(len(ready))
        return ready

    monkeypatch.setattr(engine_steps, "_ready", compared)
    return found


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many steps waited, each time one was done."""
    found: list[int] = []
    own = runs_of_steps._look_again

    def compared(run: Any) -> None:
        waiting = list(runs_of_steps.waiting(run))
        assert waiting == list(TaskIterator(run.task_tree, state=TaskState.WAITING))
        found.append(len(waiting))
        own(run)

    monkeypatch.setattr(runs_of_steps, "_look_again", compared)
    return found


def test_steps_are_those_of_the_library_in_its_order(looks: list[int], waits: list[int]) -> None:
    files = read_folders(FOLDERS)
    for scenario in read_scenarios([SCENARIOS / name for name in OF]):
        with staged(scenario, files) as stage:
            assert run_scenario(scenario, stage).passed
    assert 0 in looks
    assert 1 in looks
    assert max(looks) > 1, "no scenario with several ready at once"
    assert 0 in waits
    assert max(waits) > 1, "no scenario with several that wait at once"
