"""What can be done to a case. Each function is one command: it runs in the caller's transaction and commits nothing."""

from engine.running.commands.corrections import correct_answer
from engine.running.commands.handing import assign, claim, pass_on, release, take_over
from engine.running.commands.incidents import record_incident, retry_incident
from engine.running.commands.interventions import (
    LONGEST_REASON,
    Changed,
    Order,
    add_token,
    cancel_token,
    move_token,
    reassign,
)
from engine.running.commands.messages import send_message
from engine.running.commands.move import MoveResult, migrate_case
from engine.running.commands.new_calendar import Recount, recompute_deadlines, recompute_some
from engine.running.commands.notes import add_note
from engine.running.commands.start import start_by_message, start_case
from engine.running.commands.task_draft import save_draft
from engine.running.commands.tasks import complete
from engine.running.commands.timed_starts import fire_starts
from engine.running.commands.timers import fire_due

__all__ = [
    "LONGEST_REASON",
    "Changed",
    "MoveResult",
    "Order",
    "Recount",
    "add_note",
    "add_token",
    "assign",
    "cancel_token",
    "claim",
    "complete",
    "correct_answer",
    "fire_due",
    "fire_starts",
    "migrate_case",
    "move_token",
    "pass_on",
    "reassign",
    "recompute_deadlines",
    "recompute_some",
    "record_incident",
    "release",
    "retry_incident",
    "save_draft",
    "send_message",
    "start_by_message",
    "start_case",
    "take_over",
]
