"""What auditors read: the list of cases, and one case with everything that happened and why."""

from complaints.audit.acts import Change, Happening
from complaints.audit.deadlines import CaseDeadline, MovedBy
from complaints.audit.file import CaseFile, Substance
from complaints.audit.path import CaseDiagram, Step
from complaints.audit.search import CaseCursor, CaseFilter, CasePage, CaseRow, VersionName, phases, search, versions
from complaints.audit.trace import Seal, Trace, deadline_of, drawing_of, trace, whole_history
from complaints.audit.why import Leg, Why
from engine.definition.drawing import Words

__all__ = [
    "CaseCursor",
    "CaseDeadline",
    "CaseDiagram",
    "CaseFile",
    "CaseFilter",
    "CasePage",
    "CaseRow",
    "Change",
    "Happening",
    "Leg",
    "MovedBy",
    "Seal",
    "Step",
    "Substance",
    "Trace",
    "VersionName",
    "Why",
    "Words",
    "deadline_of",
    "drawing_of",
    "phases",
    "search",
    "trace",
    "versions",
    "whole_history",
]
