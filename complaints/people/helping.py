"""What an administrator does for somebody who cannot come in: each is an act in the government's history."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from complaints.models import User
from complaints.people import guarded, guesses, passkeys, second_factor
from complaints.people.accounts import canonical
from complaints.people.acts import About, Act, ReasonMissingError, Subject, record_act
from complaints.people.guarded import Effect
from complaints.people.names import BEFORE_GOVERNMENT
from complaints.settings import Settings
from engine.actors import Actor
from engine.catalogue import _
from engine.running.runtime import Runtime


def reset_second_factor(
    session: Session, runtime: Runtime, *, instansi_id: str, user_id: UUID, by: Actor, reason: str,
    confirmed: bool = False,
) -> Effect:  # fmt: skip
    """Phone and recovery codes are lost: second factor and passkeys go, every session ends, a new one is set up next.

    Raises `acts.ReasonMissingError` without a reason. Whoever does it has made sure who asks; for somebody with a
    guarded role a second person does too.
    """
    if not reason.strip():
        raise ReasonMissingError(_("tulis alasannya; ia tercatat pada riwayat tindakan"))
    now = runtime.clock.now()
    if not confirmed and guarded.is_guarded(session, instansi_id=instansi_id, user_id=user_id, now=now):
        guarded.ask(
            session, runtime, instansi_id=instansi_id, by=by, user_id=user_id, act=Act.SECOND_FACTOR_RESET, values={},
            reason=reason,
        )  # fmt: skip
        return Effect.WAITS
    second_factor.remove_all(session, instansi_id=instansi_id, user_id=user_id)
    passkeys.remove(session, instansi_id=instansi_id, user_id=user_id)
    record_act(
        session,
        runtime,
        instansi_id=instansi_id,
        by=by,
        act=Act.SECOND_FACTOR_RESET,
        subject=Subject(About.PERSON, str(user_id)),
        reason=reason,
    )
    return Effect.DONE


def unlock(
    session: Session, runtime: Runtime, settings: Settings, *, instansi_id: str, user_id: UUID, by: Actor
) -> None:
    """Forgets the wrong passwords and codes that were counted for this person, from wherever they came."""
    username = session.get_one(User, (instansi_id, user_id)).username
    typed = (username, canonical(f"{username}{BEFORE_GOVERNMENT}{instansi_id}"))
    for name in (*typed, guesses.of_person(instansi_id, user_id)):
        guesses.unlock(session, settings, name)
    record_act(
        session,
        runtime,
        instansi_id=instansi_id,
        by=by,
        act=Act.WAIT_ENDED,
        subject=Subject(About.PERSON, str(user_id)),
    )
