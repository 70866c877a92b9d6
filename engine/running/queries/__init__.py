"""What can be read. Every function gives frozen views, never rows of the database."""

from engine.definition.diagram import Diagram, Element
from engine.models import FollowPolicy
from engine.running.queries.cases import case, path, timeline
from engine.running.queries.diagrams import DiagramFile, bundle_of_version, diagrams
from engine.running.queries.incidents import IncidentView, incidents
from engine.running.queries.put_right import GivenAnswer, StandingCase, standing_case, state_seen
from engine.running.queries.tasks import KeptDraft, draft, kept_draft, task, tasks_of_case
from engine.running.queries.views import CaseView, EventView, PathView, TaskView, TimerView, ToldRow

__all__ = [
    "CaseView",
    "Diagram",
    "DiagramFile",
    "Element",
    "EventView",
    "FollowPolicy",
    "GivenAnswer",
    "IncidentView",
    "KeptDraft",
    "PathView",
    "StandingCase",
    "TaskView",
    "TimerView",
    "ToldRow",
    "bundle_of_version",
    "case",
    "diagrams",
    "draft",
    "incidents",
    "kept_draft",
    "path",
    "standing_case",
    "state_seen",
    "task",
    "tasks_of_case",
    "timeline",
]
