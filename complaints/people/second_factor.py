"""The second proof at log-in: codes of a phone (TOTP, RFC 6238), and recovery codes for who lost it."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from complaints.models import RecoveryCode, SecondFactor
from complaints.people import sessions
from complaints.people.sealing import SealBrokenError, keyed_hash, seal, unseal
from complaints.settings import Settings

PURPOSE = "second factor"
ISSUER = "Alur"
STEP_S = 30
STEPS_AROUND = (-1, 0, 1)
"""A phone may be half a minute off."""
CODES = 10
CODE_LENGTH = 16
"""Letters of a recovery code: 80 random bits, so that a plain keyed hash keeps it."""
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class SecondFactorState:
    """What a person has set up: since when (None: nothing), a set-up in progress, and unused recovery codes."""

    since: datetime | None = None
    begun: bool = False
    codes_left: int = 0


def state(session: Session, *, instansi_id: str, user_id: UUID) -> SecondFactorState:
    """How far this person is."""
    row = session.get(SecondFactor, (instansi_id, user_id))
    if row is None:
        return SecondFactorState()
    mine = (RecoveryCode.instansi_id == instansi_id, RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    left = session.scalar(select(func.count()).select_from(RecoveryCode).where(*mine)) or 0
    return SecondFactorState(row.confirmed_at, row.confirmed_at is None, left)


def begin(session: Session, settings: Settings, *, instansi_id: str, user_id: UUID, now: datetime) -> None:
    """Makes a secret, to be confirmed by a first code. One that is confirmed already stays as it is."""
    row = session.get(SecondFactor, (instansi_id, user_id))
    if row is not None and row.confirmed_at is not None:
        return
    sealed = seal(settings.secret_key, pyotp.random_base32(), purpose=PURPOSE, owner=_owner(instansi_id, user_id))
    session.merge(
        SecondFactor(
            instansi_id=instansi_id,
            user_id=user_id,
            sealed_secret=sealed,
            created_at=now,
            confirmed_at=None,
            last_step=0,
        )
    )


def secret_to_set_up(session: Session, settings: Settings, *, instansi_id: str, user_id: UUID) -> str | None:
    """The secret that waits for its first code; None when there is none: a confirmed one is never shown again."""
    row = session.get(SecondFactor, (instansi_id, user_id))
    return _secret(settings, row) if row is not None and row.confirmed_at is None else None


def address_of(secret: str, *, username: str) -> str:
    """What the QR code says to the phone (`otpauth://…`)."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def confirm(
    session: Session, settings: Settings, *, instansi_id: str, user_id: UUID, code: str, token: str, now: datetime
) -> list[str] | None:
    """Takes the first code: from now on the second factor counts. Gives the recovery codes, or None for a wrong code.

    `now` is the moment on the wall. The person's other sessions end: they were opened without it.
    """
    row = session.get(SecondFactor, (instansi_id, user_id))
    if row is None or row.confirmed_at is not None or not _takes(session, settings, row, code, now):
        return None
    row.confirmed_at = now
    sessions.prove_twice(session, instansi_id=instansi_id, user_id=user_id, token=token, ways=sessions.WITH_CODE)
    return renew_codes(session, settings, instansi_id=instansi_id, user_id=user_id)


def accepts(session: Session, settings: Settings, *, instansi_id: str, user_id: UUID, code: str, now: datetime) -> bool:
    """Takes a code of the phone or a recovery code, each of them once. `now` is the moment on the wall."""
    row = session.get(SecondFactor, (instansi_id, user_id))
    if row is None or row.confirmed_at is None:
        return False
    return _takes(session, settings, row, code, now) or _recovers(session, settings, row, code, now)


def renew_codes(session: Session, settings: Settings, *, instansi_id: str, user_id: UUID) -> list[str]:
    """Fresh recovery codes; the former ones open nothing any more. They are told once and stored as hashes."""
    _forget_codes(session, instansi_id, user_id)
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
    session.add_all(
        RecoveryCode(
            instansi_id=instansi_id,
            user_id=user_id,
            code_hash=keyed_hash(settings.secret_key, code, purpose=PURPOSE),
            used_at=None,
        )
        for code in codes
    )
    return ["-".join(code[at : at + 4] for at in range(0, CODE_LENGTH, 4)) for code in codes]


def remove(session: Session, *, instansi_id: str, user_id: UUID) -> None:
    """The person has no second factor any more; where their role needs one, the next page asks for a new one."""
    _forget_codes(session, instansi_id, user_id)
    session.execute(
        delete(SecondFactor).where(SecondFactor.instansi_id == instansi_id, SecondFactor.user_id == user_id)
    )


def remove_all(session: Session, *, instansi_id: str, user_id: UUID) -> None:
    """As `remove`, and every session ends: for who lost phone and codes (see `complaints.people.helping`)."""
    remove(session, instansi_id=instansi_id, user_id=user_id)
    sessions.close_sessions_of(session, instansi_id=instansi_id, user_id=user_id)


def _takes(session: Session, settings: Settings, row: SecondFactor, code: str, now: datetime) -> bool:
    """Whether the code is one of these minutes, and later than the last that was taken."""
    secret, given = _secret(settings, row), "".join(code.split())
    if secret is None or not given.isascii():
        return False
    totp, step = pyotp.TOTP(secret, interval=STEP_S), int(now.timestamp()) // STEP_S
    fitting = [at for at in STEPS_AROUND if hmac.compare_digest(totp.at((step + at) * STEP_S), given)]
    if not fitting:
        return False
    taken = session.execute(
        update(SecondFactor)
        .where(
            SecondFactor.instansi_id == row.instansi_id,
            SecondFactor.user_id == row.user_id,
            SecondFactor.last_step < step + fitting[0],
        )
        .values(last_step=step + fitting[0])
        .returning(SecondFactor.user_id)
    )
    return taken.one_or_none() is not None


def _recovers(session: Session, settings: Settings, row: SecondFactor, code: str, now: datetime) -> bool:
    plain = "".join(mark for mark in code.upper() if mark.isalnum())
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.instansi_id == row.instansi_id,
            RecoveryCode.user_id == row.user_id,
            RecoveryCode.code_hash == keyed_hash(settings.secret_key, plain, purpose=PURPOSE),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.user_id)
    )
    return used.one_or_none() is not None


def _secret(settings: Settings, row: SecondFactor) -> str | None:
    """None when the installation's key changed since: then only a recovery by an administrator helps."""
    try:
        return unseal(
            settings.secret_key, row.sealed_secret, purpose=PURPOSE, owner=_owner(row.instansi_id, row.user_id)
        )
    except SealBrokenError:
        return None


def _forget_codes(session: Session, instansi_id: str, user_id: UUID) -> None:
    session.execute(
        delete(RecoveryCode).where(RecoveryCode.instansi_id == instansi_id, RecoveryCode.user_id == user_id)
    )


def _owner(instansi_id: str, user_id: UUID) -> str:
    return f"{instansi_id}/{user_id}"
