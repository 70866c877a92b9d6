"""What can be read. Every function gives frozen views, never rows of the database."""

from engine.queries.cases import case, path, timeline
from engine.queries.diagrams import DiagramFile, bundle_of_version, diagrams, form_source
from engine.queries.impact import Standing, impact, running_by_version
from engine.queries.inbox import InboxPage, inbox
from engine.queries.incidents import IncidentView, incidents
from engine.queries.tasks import draft, task, tasks_of_case
from engine.queries.views import CaseView, EventView, PathView, TaskView, TimerView

__all__ = [
    "CaseView",
    "DiagramFile",
    "EventView",
    "InboxPage",
    "IncidentView",
    "PathView",
    "Standing",
    "TaskView",
    "TimerView",
    "bundle_of_version",
    "case",
    "diagrams",
    "draft",
    "form_source",
    "impact",
    "inbox",
    "incidents",
    "path",
    "running_by_version",
    "task",
    "tasks_of_case",
    "timeline",
]
