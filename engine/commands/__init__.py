"""What can be done to a case. Each function is one command: it runs in the caller's transaction and commits nothing."""

from engine.commands.deploying import deploy
from engine.commands.drafts import save_draft
from engine.commands.incidents import record_incident, retry_incident
from engine.commands.messages import send_message
from engine.commands.migrating import Migrated, migrate_case
from engine.commands.recomputing import recompute_deadlines
from engine.commands.starting import start_case
from engine.commands.starts import fire_starts
from engine.commands.tasks import assign, claim, complete, release
from engine.commands.timers import fire_due

__all__ = [
    "Migrated",
    "assign",
    "claim",
    "complete",
    "deploy",
    "fire_due",
    "fire_starts",
    "migrate_case",
    "recompute_deadlines",
    "record_incident",
    "release",
    "retry_incident",
    "save_draft",
    "send_message",
    "start_case",
]
