"""What auditors read: the list of cases, and one case with everything that happened and why."""

from complaints.audit.acts import AnswerChange, Happening
from complaints.audit.closed import closed_rows, unsalted
from complaints.audit.deadlines import CaseDeadline, MovedBy
from complaints.audit.file import AuditSubstance, CaseFile
from complaints.audit.filters import CaseCursor, CaseFilter
from complaints.audit.path import CaseDiagram, PathStep
from complaints.audit.reach import EVERYTHING, Reach, reach_of
from complaints.audit.replay import ReplayStep, replay_step
from complaints.audit.search import (
    AuditedCase,
    CasePage,
    FoundCases,
    VersionName,
    classes_of,
    count,
    people_named,
    phases,
    search,
    steps_of,
    unusual_acts,
    versions,
)
from complaints.audit.sent import SentCursor, SentPage, SentText
from complaints.audit.texts import file_of, texts_of
from complaints.audit.trace import Seal, Trace, deadline_of, drawing_of, findings, trace, whole_history
from complaints.audit.waits import OutsideWait
from complaints.audit.why import Leg, Why
from engine.definition.drawing import Words

__all__ = [
    "EVERYTHING",
    "AnswerChange",
    "AuditSubstance",
    "AuditedCase",
    "CaseCursor",
    "CaseDeadline",
    "CaseDiagram",
    "CaseFile",
    "CaseFilter",
    "CasePage",
    "FoundCases",
    "Happening",
    "Leg",
    "MovedBy",
    "OutsideWait",
    "PathStep",
    "Reach",
    "ReplayStep",
    "Seal",
    "SentCursor",
    "SentPage",
    "SentText",
    "Trace",
    "VersionName",
    "Why",
    "Words",
    "classes_of",
    "closed_rows",
    "count",
    "deadline_of",
    "drawing_of",
    "file_of",
    "findings",
    "people_named",
    "phases",
    "reach_of",
    "replay_step",
    "search",
    "steps_of",
    "texts_of",
    "trace",
    "unsalted",
    "unusual_acts",
    "versions",
    "whole_history",
]
