"""What a process owner does with any process: drafts, review, deploy, and what a change means for running cases."""

from engine.definition.difference import Change, differences, whole
from engine.running.move_plan import Remark
from engine.workshop.content import DraftChangedError, content_of
from engine.workshop.deploy import deploy_judged, judge
from engine.workshop.drafts import (
    DraftClosedError,
    DraftConflictError,
    SavedFile,
    accept_warning,
    draft_files,
    draft_scenarios,
    give_back,
    newest_revision,
    open_draft,
    rebase,
    restore_version,
    save_file,
    withdraw,
)
from engine.workshop.impact import Standing, impact, running_by_version
from engine.workshop.ordered_moves import move_ordered, order_migration
from engine.workshop.reviews import approve, deploy_draft, propose
from engine.workshop.scenarios import version_scenarios
from engine.workshop.verdicts import Verdict, VerdictOutdatedError, verdict
from engine.workshop.workshop import LawWarning, Workshop

__all__ = [
    "Change",
    "DraftChangedError",
    "DraftClosedError",
    "DraftConflictError",
    "LawWarning",
    "Remark",
    "SavedFile",
    "Standing",
    "Verdict",
    "VerdictOutdatedError",
    "Workshop",
    "accept_warning",
    "approve",
    "content_of",
    "deploy_draft",
    "deploy_judged",
    "differences",
    "draft_files",
    "draft_scenarios",
    "give_back",
    "impact",
    "judge",
    "move_ordered",
    "newest_revision",
    "open_draft",
    "order_migration",
    "propose",
    "rebase",
    "restore_version",
    "running_by_version",
    "save_file",
    "verdict",
    "version_scenarios",
    "whole",
    "withdraw",
]
