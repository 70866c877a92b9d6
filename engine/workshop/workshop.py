"""What the application knows that the engine asks before a draft becomes a version."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.definition.bundle import Bundle
from engine.errors import Finding
from engine.models import ProcessDraft


@dataclass(frozen=True)
class LawWarning:
    """Something that a change does and that somebody may accept with a reason."""

    key: str
    """The same warning has the same key, so that an acceptance is found again."""
    text: str
    file: str = ""
    element: str = ""
    article: str = ""
    quote: str = ""


def _no_findings(
    _session: Session, _instansi_id: str, _process_id: str, _bundle: Bundle, _now: datetime
) -> Sequence[Finding]:
    return ()


def _no_warnings(
    _session: Session, _instansi_id: str, _process_id: str, _old: Bundle, _new: Bundle, _now: datetime
) -> Sequence[LawWarning]:
    return ()


@dataclass(frozen=True)
class Workshop:
    """Chosen once by the composition root."""

    roles: frozenset[str]
    given: Callable[[Session, str, str], frozenset[str]] = lambda _session, _instansi, _process: frozenset()
    """Variables that a case of this process has from its start."""
    findings: Callable[[Session, str, str, Bundle, datetime], Sequence[Finding]] = _no_findings
    """What stands in the way besides the engine's own rules: a role that nobody holds."""
    warnings: Callable[[Session, str, str, Bundle, Bundle, datetime], Sequence[LawWarning]] = _no_warnings
    """What the law says of the change."""
    tested: Callable[[Session, ProcessDraft, Bundle], Sequence[Finding]] = lambda _session, _draft, _bundle: ()
    """Whether the scenarios of the draft were played for these files."""
    departing: Callable[[Session, ProcessDraft, Bundle], Sequence[LawWarning]] = lambda _session, _draft, _bundle: ()
    """Scenarios of the draft that went another way than written."""
    rests_on: Callable[[Session, ProcessDraft, datetime], Mapping[str, Any]] = lambda _session, _draft, _now: {}
    """All that these answers depend on beside the files of the draft and of the version before; can be written as JSON,
    and costs a few statements."""
    start_values: Callable[[Session, str, UUID], Mapping[str, Any]] = lambda _session, _instansi, _case: {}
    """What a running case began with: a new version may read more of it than the old one did."""
