"""Everything the engine refuses, as one small tree. The docstring of a class is its message for a developer;
the text given when it is raised is for the person who reads it (Indonesian where a user sees it)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from engine.catalogue import _


class EngineError(Exception):
    """The engine refused a command; nothing was changed."""


class NotFoundError(EngineError):
    """The case, task or version does not exist for this instansi."""


class ConflictError(EngineError):
    """Somebody else changed the case at the same moment; load again and retry."""


class TaskGoneError(EngineError):
    """The task was completed or withdrawn before this command arrived."""


class TaskClaimedError(EngineError):
    """The task is in the hands of a colleague."""


class NotAllowedError(EngineError):
    """The actor's roles and units do not include this task."""


class SamePersonError(NotAllowedError):
    """The diagram wants somebody else for this task than who did another one."""


class ExpressionError(EngineError):
    """The expression is outside the safe language, or failed on its values."""


class UncaughtError(EngineError):
    """A diagram threw an error that nothing around it catches."""


class UnboundedRunError(EngineError):
    """A case went on and on without waiting for anybody, or came to wait at more places than it may."""


class DeadlineRefusedError(EngineError, ValueError):
    """No deadline can be counted from this: a moment without zone, an unknown unit, a count out of range."""


class NotWaitingError(EngineError):
    """The case does not wait for this message."""


class AnswersRefusedError(EngineError):
    """The answers do not satisfy the form."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(f"{key}: {text}" for key, text in errors.items()))
        self.errors = errors


class CaseBrokenError(EngineError):
    """The diagram or an operation raised; the command was rolled back and an incident should be recorded."""

    def __init__(self, instansi_id: str, case_id: uuid.UUID, element: str, cause: Exception) -> None:
        super().__init__(_("langkah '%(element)s' gagal: %(cause)s", element=element, cause=cause))
        self.instansi_id, self.case_id, self.element, self.cause = instansi_id, case_id, element, cause


@dataclass(frozen=True)
class Finding:
    """One reason why a bundle cannot be deployed: which file, which element, what is wrong, how to mend it."""

    file: str
    element: str | None
    rule: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}#{self.element}" if self.element else self.file
        return f"{place}: {self.message} [{self.rule}]"


class MigrationRefusedError(EngineError):
    """The case cannot go over to the other version; it stays on its own. `plan` says what stands in the way."""

    def __init__(self, message: str, plan: object) -> None:
        super().__init__(message)
        self.plan = plan


class InterventionRefusedError(EngineError):
    """What somebody wants to put right cannot be done safely, or not any more: nothing was changed."""


class DeployRefusedError(EngineError):
    """The bundle has findings; the running version stays untouched."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings
