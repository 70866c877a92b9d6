"""Scenarios: a process owner's tests, run on an in-memory database with a simulated clock."""

from complaints.workshop.simulation.run import Result, run_scenario
from complaints.workshop.simulation.scenario_file import Scenario, ScenarioError, read_scenarios

__all__ = ["Result", "Scenario", "ScenarioError", "read_scenarios", "run_scenario"]
