"""An account is opened anew with its first guarded role: see docs/decisions/0032-a-second-person.md."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from complaints.models import User
from complaints.people import accounts, holders, invitations, passkeys, second_factor, sign_on
from complaints.people.guarded import SecondPersonError
from engine.actors import Actor
from engine.catalogue import _, written
from engine.running.runtime import Runtime


def open_anew(session: Session, runtime: Runtime, *, person: User, by: Actor, email: str) -> None:
    """Whatever one administrator knows or keeps of the account opens it no more, and a link goes to the address that
    the second one was shown. Raises SecondPersonError when it is another one meanwhile."""
    if person.email != email:
        raise SecondPersonError(_("surelnya berubah sesudah permintaan ini ditulis; tolak, lalu minta sekali lagi"))
    given: dict[str, Any] = {"instansi_id": person.instansi_id, "user_id": person.id}
    holders.withdraw(session, runtime, **given, rule=written(holders.NEW_PASSWORD))
    accounts.reset_password(session, **given, password="")
    second_factor.remove_all(session, **given)
    passkeys.remove(session, **given)
    sign_on.unlink(session, runtime, **given, by=by)
    invitations.send(session, **given, now=runtime.clock.now())
