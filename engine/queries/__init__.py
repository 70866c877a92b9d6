"""What can be read. Every function gives frozen views, never rows of the database."""

from engine.models import FollowPolicy
from engine.queries.cases import case, path, timeline
from engine.queries.diagrams import DiagramFile, bundle_of_version, diagrams, form_source
from engine.queries.impact import Standing, impact, running_by_version
from engine.queries.inbox import InboxPage, inbox
from engine.queries.incidents import IncidentView, incidents
from engine.queries.tasks import draft, task, tasks_of_case
from engine.queries.views import CaseView, EventView, PathView, TaskView, TimerView
from engine.sheets import Element, Sheet
from engine.versions.difference import Change, differences
from engine.versions.moving import Remark
from engine.versions.workshop import LawWarning, Workshop

__all__ = [
    "CaseView",
    "Change",
    "DiagramFile",
    "Element",
    "EventView",
    "FollowPolicy",
    "InboxPage",
    "IncidentView",
    "LawWarning",
    "PathView",
    "Remark",
    "Sheet",
    "Standing",
    "TaskView",
    "TimerView",
    "Workshop",
    "bundle_of_version",
    "case",
    "diagrams",
    "differences",
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
