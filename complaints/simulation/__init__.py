"""Scenarios: a process owner's tests, run on an in-memory database with a simulated clock."""

from complaints.simulation.reading import Scenario, ScenarioError, read_scenarios
from complaints.simulation.running import Result, run_scenario

__all__ = ["Result", "Scenario", "ScenarioError", "read_scenarios", "run_scenario"]
