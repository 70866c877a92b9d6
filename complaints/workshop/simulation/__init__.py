"""Scenarios: a process owner's tests, run on an in-memory database with a simulated clock."""

from complaints.workshop.simulation.run import ScenarioResult, run_scenario
from complaints.workshop.simulation.scenario_file import Scenario, ScenarioError, read_scenarios

__all__ = ["Scenario", "ScenarioError", "ScenarioResult", "read_scenarios", "run_scenario"]
