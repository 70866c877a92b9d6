"""How often somebody may guess at the secret of a name, so that guessing is slow and nobody can shut others out.

After OWASP's "Slow Down Online Guessing Attacks with Device Cookies":

- Wrong answers are counted by name and source: who guesses is stopped, who has the name is not.
- A device from which the name logged in before is counted for itself: strangers cannot use up its tries.
- Many sources that guess at one name together meet a brake: one try at a time, never a lock.
- Codes of a second factor are short, so together they get few tries an hour; only who has the password uses them up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from complaints.models import Attempt
from complaints.people.throttle import Limit, charge, forgive, key_for, refund, source_of
from complaints.settings import Settings

BRAKE_AFTER = 20
"""Wrong answers for one name, from all strange sources, before the brake is on."""
ONE_TRY_EACH = timedelta(seconds=2)
"""While the brake is on. A name with a password that `passwords` allows withstands this for years; who logs in from a
new place waits seconds."""
CODES_AN_HOUR = Limit("brake", 10, timedelta(hours=1))
"""Wrong codes for one name, from all strange sources: of a million, three are right at a time."""
PASSWORD = "login"
CODE = "kode"
NAME_PART = 32
"""Characters of a key that stand for the name, so that all counters of a name can be found together."""


@dataclass(frozen=True)
class Guess:
    """One try at the secret of a name."""

    kind: str
    """Which secret: `PASSWORD` or `CODE`."""
    name: str
    """The user name as it was typed; of a code, whose it is (`of_person`)."""
    source: str
    """The address that the try comes from."""
    device: str = ""
    """The device, when the name has logged in from it before; strangers have none."""


def of_person(instansi_id: str, user_id: UUID) -> str:
    """The name under which guesses at a person's codes are counted: a user name may be somebody else's elsewhere."""
    return f"{instansi_id}/{user_id}"


def admit(session: Session, settings: Settings, guess: Guess, *, now: datetime) -> datetime | None:
    """Counts the try before it is made. Returns None when it may be made, else until when none is allowed."""
    limit = _limit(settings, guess)
    if guess.device:
        return charge(session, key=_place_key(settings, guess), limit=limit, now=now)
    until = charge(session, key=_source_key(settings, guess), limit=_per_source(settings, guess), now=now)
    until = until or charge(session, key=_place_key(settings, guess), limit=limit, now=now)
    return until or _brake(session, settings, guess, now)


def rightful(session: Session, settings: Settings, guess: Guess) -> None:
    """The answer was right: what was counted for it is taken back."""
    forgive(session, key=_place_key(settings, guess))
    if not guess.device:
        refund(session, key=_source_key(settings, guess))
        refund(session, key=_key(settings, guess, "brake"))


def unlock(session: Session, settings: Settings, name: str) -> None:
    """Forgets every wrong answer at this name, from wherever; the counts of sources stay."""
    session.execute(delete(Attempt).where(Attempt.key.startswith(_name_part(settings, name))))


def stopped(session: Session, settings: Settings, name: str, *, now: datetime) -> bool:
    """Whether somebody, somewhere, has to wait at present before trying this name again."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    Attempt.key.startswith(_name_part(settings, name)),
                    Attempt.count >= settings.lockout_after,
                    Attempt.window_start > now - settings.lockout_for,
                )
            )
        )
    )


def _brake(session: Session, settings: Settings, guess: Guess, now: datetime) -> datetime | None:
    if guess.kind == CODE:
        return charge(session, key=_key(settings, guess, "brake"), limit=CODES_AN_HOUR, now=now)
    many = Limit("brake", BRAKE_AFTER, settings.lockout_for)
    if charge(session, key=_key(settings, guess, "brake"), limit=many, now=now) is None:
        return None
    return charge(session, key=_key(settings, guess, "slot"), limit=Limit("slot", 1, ONE_TRY_EACH), now=now)


def _limit(settings: Settings, guess: Guess) -> Limit:
    return Limit(guess.kind, settings.lockout_after, settings.lockout_for)


def _per_source(settings: Settings, guess: Guess) -> Limit:
    return Limit(f"{guess.kind}-source", settings.logins_per_source, settings.lockout_for)


def _source_key(settings: Settings, guess: Guess) -> str:
    return key_for(settings.secret_key, _per_source(settings, guess), source_of(guess.source))


def _place_key(settings: Settings, guess: Guess) -> str:
    place = f"device\0{guess.device}" if guess.device else f"source\0{source_of(guess.source)}"
    return _key(settings, guess, place)


def _key(settings: Settings, guess: Guess, what: str) -> str:
    rest = key_for(settings.secret_key, _limit(settings, guess), f"{guess.name}\0{what}")
    return _name_part(settings, guess.name) + rest[NAME_PART:]


def _name_part(settings: Settings, name: str) -> str:
    return key_for(settings.secret_key, Limit("name", 0, timedelta()), name)[:NAME_PART]
