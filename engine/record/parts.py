"""The rows that some fields of a history event consist of; stored as lists of columns in this order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple


class OpenedTask(NamedTuple):
    """A task that came onto a list of work."""

    process: str
    element: str
    task: str
    role: str
    unit: str
    due: datetime | None


class SetTimer(NamedTuple):
    """A timer that waits from now on. `rule` is the reckoning of its moment, None for a moment written as it is."""

    element: str
    due: datetime | None
    provisional: bool
    rule: Mapping[str, Any] | None


class RungTimer(NamedTuple):
    """A timer whose moment came."""

    element: str
    due: datetime


class TableAnswer(NamedTuple):
    """The rule of a decision table that answered; `note` names its article."""

    decision: str
    rule: str
    outputs: Mapping[str, Any]
    note: str


class MovedDeadline(NamedTuple):
    """A deadline that a decree moved. `what`: `task` or `timer`."""

    what: str
    element: str
    old: datetime
    new: datetime


class Alteration(NamedTuple):
    """What another version made of a task or timer; moments are ISO texts, "" is none."""

    what: str
    element: str
    attribute: str
    old: str
    new: str


class RecordedRemark(NamedTuple):
    """What was told of the other version before the case went over."""

    what: str
    process: str
    element: str
    attribute: str
    old: str
    new: str


class Redirection(NamedTuple):
    """Where the case went on instead of an element that the other version does not have."""

    process: str
    element: str
    to: str


class BegunRun(NamedTuple):
    """A run of a called process or of a sub-process that began: of which element, and within which other run."""

    process: str
    element: str
    run: str
    within: str


class RunStops(NamedTuple):
    """So many stops of the path, one after the other, lie in this run; "" is the case itself."""

    stops: int
    run: str


class AbortedWork(NamedTuple):
    """Work, or a wait, that was taken away before it was done. `instance`: the id of the task, the run or the step.

    `run`: within which run it lay.
    """

    process: str
    element: str
    instance: str
    run: str


class AlteredTask(NamedTuple):
    """What somebody made of one open task, or of a waiting timer (`task` is ""); moments are ISO texts, "" is none."""

    task: str
    element: str
    attribute: str
    old: str
    new: str
