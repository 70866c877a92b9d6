"""What can be done to a case. Each function is one command: it runs in the caller's transaction and commits nothing."""

from engine.commands.deploying import deploy
from engine.commands.drafting import (
    DraftConflictError,
    SavedFile,
    accept_warning,
    draft_files,
    give_back,
    newest_revision,
    open_draft,
    propose,
    rebase,
    restore_version,
    save_file,
    withdraw,
)
from engine.commands.drafts import save_draft
from engine.commands.following import move_ordered, order_migration
from engine.commands.incidents import record_incident, retry_incident
from engine.commands.messages import send_message
from engine.commands.migrating import Migrated, migrate_case, try_migration
from engine.commands.recomputing import recompute_deadlines
from engine.commands.reviewing import Verdict, approve, deploy_due, verdict
from engine.commands.starting import start_case
from engine.commands.starts import fire_starts
from engine.commands.tasks import assign, claim, complete, release
from engine.commands.timers import fire_due

__all__ = [
    "DraftConflictError",
    "Migrated",
    "SavedFile",
    "Verdict",
    "accept_warning",
    "approve",
    "assign",
    "claim",
    "complete",
    "deploy",
    "deploy_due",
    "draft_files",
    "fire_due",
    "fire_starts",
    "give_back",
    "migrate_case",
    "move_ordered",
    "newest_revision",
    "open_draft",
    "order_migration",
    "propose",
    "rebase",
    "recompute_deadlines",
    "record_incident",
    "release",
    "restore_version",
    "retry_incident",
    "save_draft",
    "save_file",
    "send_message",
    "start_case",
    "try_migration",
    "verdict",
    "withdraw",
]
