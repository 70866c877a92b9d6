"""Keeping an installation alive: chores of the worker, signs of life, what monitors and the operator are told."""

from complaints.upkeep.beats import Pulse, WorkerBeat, pulse, workers
from complaints.upkeep.chores import CLEARED_AT_ONCE, Upkeep
from complaints.upkeep.condition import Condition, condition

__all__ = ["CLEARED_AT_ONCE", "Condition", "Pulse", "Upkeep", "WorkerBeat", "condition", "pulse", "workers"]
