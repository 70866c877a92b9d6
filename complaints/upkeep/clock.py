"""A clock that was set back stays a fault until somebody says that it is right now, and why it was not."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from complaints.people.acts import About, Act, Subject, record_act
from complaints.upkeep.beats import SET_BACK_KEY, clock_set_back
from engine.actors import Actor
from engine.catalogue import _
from engine.errors import NotFoundError
from engine.models import Setting
from engine.running.runtime import Runtime


def confirm_clock(session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, reason: str) -> None:
    """Ends the fault, in the history of the operator's own government. Raises NotFoundError without a fault."""
    noted = clock_set_back(session)
    if noted is None:
        raise NotFoundError(_("jam tidak tercatat mundur"))
    session.execute(delete(Setting).where(Setting.key == SET_BACK_KEY))
    record_act(
        session,
        runtime,
        instansi_id=instansi_id,
        by=by,
        act=Act.CLOCK_CONFIRMED,
        subject=Subject(About.GOVERNMENT, instansi_id),
        before={"was": noted.was.isoformat(), "noticed_at": noted.noticed_at.isoformat()},
        reason=reason,
    )
