"""Decrees in the government's own history: each that concerns it is an act, whoever entered it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from complaints.decrees import DayInput
from complaints.people.acts import About, Act, Subject, record_act
from engine.actors import Actor
from engine.running.runtime import Runtime


def record_decree(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    by: Actor,
    scope: str,
    decree: str,
    days: Sequence[DayInput],
    revokes: Sequence[date],
    moved: int,
) -> None:
    """Writes that a decree was entered, which days it names or takes back, and how many deadlines moved."""
    after = {
        "decree": decree,
        "scope": scope,
        "days": [f"{day.date.isoformat()} {day.kind.value} {day.name}" for day in days],
        "revoked": [day.isoformat() for day in revokes],
        "moved": moved,
    }
    subject = Subject(About.DECREE, scope)
    record_act(
        session, runtime, instansi_id=instansi_id, by=by, act=Act.DECREE_ISSUED, subject=subject,
        after={name: value for name, value in after.items() if value != []},
    )  # fmt: skip
