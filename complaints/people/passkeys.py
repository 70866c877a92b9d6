"""Passkeys (WebAuthn): a log-in without a password, which proves both that one has the device and that one may open it.

The library `webauthn` checks signatures, origin, challenge and that the device asked for finger, face or PIN."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from complaints.models import Passkey, User
from complaints.people import sessions
from complaints.people.throttle import Limit, charge, key_for
from complaints.settings import LOOPBACK, Settings
from engine.government import crossing

MOST = 20
"""Passkeys of one person."""
LONGEST_ANSWER = 20_000
"""Characters of what a browser sends of a key."""
NAME_LENGTH = 60
OPEN_FOR = timedelta(minutes=5)
"""How long a challenge may be answered."""
ONCE = Limit("passkey-challenge", 1, OPEN_FOR)
"""The challenge lies with the browser, who could send the cookie and an answer again."""
FAULTS = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What the library raises for an answer that is not what it should be."""


@dataclass(frozen=True)
class Ceremony:
    """What the browser is asked for (JSON), and the challenge that its answer must hold (base64url)."""

    options: str
    challenge: str


@dataclass(frozen=True)
class Site:
    """What keys are bound to."""

    name: str
    origin: str


def site(settings: Settings) -> Site:
    """From the address that people type; this machine is `localhost`, since keys are bound to no bare number."""
    parts = urlsplit(settings.base_url)
    name = parts.hostname or ""
    if name not in LOOPBACK:
        return Site(name, settings.base_url)
    port = f":{parts.port}" if parts.port else ""
    return Site("localhost", f"{parts.scheme}://localhost{port}")


def to_register(session: Session, settings: Settings, *, instansi_id: str, user_id: UUID) -> Ceremony:
    """Asks for a new key of this person, on a device that holds none of theirs yet."""
    user = session.get_one(User, (instansi_id, user_id))
    options = webauthn.generate_registration_options(
        rp_id=site(settings).name,
        rp_name="Alur",
        user_id=user_id.bytes,
        user_name=user.username,
        user_display_name=user.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential_id))
            for each in of_person(session, instansi_id=instansi_id, user_id=user_id)
        ],
    )
    return Ceremony(webauthn.options_to_json(options), bytes_to_base64url(options.challenge))


def register(
    session: Session,
    settings: Settings,
    *,
    instansi_id: str,
    user_id: UUID,
    answer: str,
    challenge: str,
    name: str,
    token: str,
    now: datetime,
) -> bool:
    """Keeps the new key; False for an answer that does not hold, or one key too many.

    The session of `token` goes on; the person's other ones end: they were opened without it.
    """
    mine = (Passkey.instansi_id == instansi_id, Passkey.user_id == user_id)
    if (session.scalar(select(func.count()).select_from(Passkey).where(*mine)) or 0) >= MOST:
        return False
    expected = site(settings)
    try:
        checked = webauthn.verify_registration_response(
            credential=answer[:LONGEST_ANSWER],
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=expected.name,
            expected_origin=expected.origin,
            require_user_verification=True,
        )
    except FAULTS:
        return False
    if not _first(session, settings, challenge, now) or _found(session, checked.credential_id) is not None:
        return False
    session.add(
        Passkey(
            instansi_id=instansi_id,
            user_id=user_id,
            name=name.strip()[:NAME_LENGTH],
            credential_hash=_hash(checked.credential_id),
            credential_id=bytes_to_base64url(checked.credential_id),
            public_key=bytes_to_base64url(checked.credential_public_key),
            sign_count=checked.sign_count,
            created_at=now,
            last_used_at=None,
        )
    )
    sessions.prove_twice(session, instansi_id=instansi_id, user_id=user_id, token=token, ways=sessions.WITH_KEY)
    return True


def to_log_in(settings: Settings) -> Ceremony:
    """Asks for any key of this site; which person it is of, the key says itself."""
    options = webauthn.generate_authentication_options(
        rp_id=site(settings).name, user_verification=UserVerificationRequirement.REQUIRED
    )
    return Ceremony(webauthn.options_to_json(options), bytes_to_base64url(options.challenge))


def owner_of(session: Session, answer: str) -> str | None:
    """The government of the key that an answer names, not yet checked; None for a key that nobody has here."""
    try:
        given = webauthn.helpers.parse_authentication_credential_json(answer[:LONGEST_ANSWER])
    except FAULTS:
        return None
    found = _found(session, given.raw_id)
    return None if found is None else found.instansi_id


def person_of(
    session: Session, settings: Settings, *, instansi_id: str, answer: str, challenge: str, now: datetime
) -> User | None:
    """Whose key signed this challenge: an active person of this government, or None."""
    expected = site(settings)
    try:
        given = webauthn.helpers.parse_authentication_credential_json(answer[:LONGEST_ANSWER])
        query = select(Passkey).where(Passkey.instansi_id == instansi_id)
        row = session.scalars(
            query.where(Passkey.credential_hash == _hash(given.raw_id)).with_for_update()
        ).one_or_none()
        if row is None:
            return None
        checked = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=expected.name,
            expected_origin=expected.origin,
            credential_public_key=base64url_to_bytes(row.public_key),
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except FAULTS:
        return None
    if not _first(session, settings, challenge, now):
        return None
    row.sign_count, row.last_used_at = checked.new_sign_count, now
    user = session.get(User, (instansi_id, row.user_id))
    return user if user is not None and user.active else None


def of_person(session: Session, *, instansi_id: str, user_id: UUID) -> Sequence[Passkey]:
    """The keys of a person, the oldest first, at most `MOST`."""
    mine = (Passkey.instansi_id == instansi_id, Passkey.user_id == user_id)
    return session.scalars(select(Passkey).where(*mine).order_by(Passkey.created_at, Passkey.id).limit(MOST)).all()


def remove(session: Session, *, instansi_id: str, user_id: UUID, passkey_id: UUID | None = None) -> int:
    """Takes one key of a person away, or all; gives how many."""
    gone = delete(Passkey).where(Passkey.instansi_id == instansi_id, Passkey.user_id == user_id)
    if passkey_id is not None:
        gone = gone.where(Passkey.id == passkey_id)
    return len(session.scalars(gone.returning(Passkey.id)).all())


def _found(session: Session, credential_id: bytes) -> Passkey | None:
    with crossing(session, why="a key tells which person of which government it is of"):
        return session.scalars(select(Passkey).where(Passkey.credential_hash == _hash(credential_id))).one_or_none()


def _first(session: Session, settings: Settings, challenge: str, now: datetime) -> bool:
    """Whether the challenge was never answered rightly before; from now on it was."""
    return charge(session, key=key_for(settings.secret_key, ONCE, challenge), limit=ONCE, now=now) is None


def _hash(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()
