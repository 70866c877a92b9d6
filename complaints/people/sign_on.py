"""Single sign-on of a government: which server it trusts, and which person a subject there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.models import Instansi, SignOn, SignOnLink, User
from complaints.people.acts import About, Act, Subject, record_act
from complaints.people.oidc import Client, SignOnError, Trouble, forget, is_safe_issuer
from complaints.people.sealing import SealBrokenError, seal, unseal
from complaints.settings import Settings
from engine.actors import SISTEM, Actor
from engine.catalogue import N_, _, written
from engine.errors import ConflictError
from engine.government import crossing
from engine.running.runtime import Runtime

PURPOSE = "single sign-on"
OFFERED = 100
"""Governments whose button stands on the log-in page."""


@dataclass(frozen=True)
class SignOnTerms:
    """What a government wants of its server."""

    label: str
    issuer: str
    client_id: str
    client_secret: str
    proves_twice: bool = False
    passwords: bool = True


def configure(
    session: Session, runtime: Runtime, settings: Settings, *, instansi_id: str, terms: SignOnTerms, by: Actor
) -> None:
    """Sets the server of a government, instead of a former one. Raises ConflictError for an address without TLS."""
    if not is_safe_issuer(terms.issuer):
        raise ConflictError(_("alamat penerbit harus dimulai dengan https://"))
    configure_sealed(
        session,
        runtime,
        instansi_id=instansi_id,
        terms=terms,
        sealed_secret=sealed(settings, instansi_id, terms),
        by=by,
    )


def sealed(settings: Settings, instansi_id: str, terms: SignOnTerms) -> str:
    """The client's secret as it is stored."""
    return seal(settings.secret_key, terms.client_secret, purpose=PURPOSE, owner=instansi_id)


def configure_sealed(
    session: Session, runtime: Runtime, *, instansi_id: str, terms: SignOnTerms, sealed_secret: str, by: Actor
) -> None:
    """The same with a secret that is sealed already, for terms that were looked at."""
    former = session.get(SignOn, instansi_id)
    before = {} if former is None else _told(former)
    row = session.merge(
        SignOn(
            instansi_id=instansi_id,
            label=terms.label,
            issuer=terms.issuer,
            client_id=terms.client_id,
            sealed_secret=sealed_secret,
            proves_twice=terms.proves_twice,
            passwords=terms.passwords,
        )
    )
    _record(session, runtime, instansi_id, by, Act.SIGN_ON_CHANGED, Subject(About.GOVERNMENT), before, _told(row))
    forget()


def switch_off(session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, reason: str = "") -> bool:
    """Nobody of the government logs in by the server any more; whether there was one."""
    row = session.get(SignOn, instansi_id)
    if row is None:
        return False
    before = _told(row)
    session.delete(row)
    _record(session, runtime, instansi_id, by, Act.SIGN_ON_CHANGED, Subject(About.GOVERNMENT), before, {}, reason)
    return True


def link(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    user_id: UUID,
    by: Actor,
    subject: str = "",
    email: str = "",
) -> None:
    """Says who a person is at the server: by its id of them, or by a verified address until their first log-in.

    Raises ConflictError when neither is given or another person has it already.
    """
    subject, email = refuse_taken(session, instansi_id=instansi_id, user_id=user_id, subject=subject, email=email)
    session.merge(SignOnLink(instansi_id=instansi_id, user_id=user_id, subject=subject, email=email))
    _record(session, runtime, instansi_id, by, Act.SIGN_ON_LINKED, Subject(About.PERSON, str(user_id)), {}, {})


def refuse_taken(session: Session, *, instansi_id: str, user_id: UUID, subject: str, email: str) -> tuple[str, str]:
    """Subject and address as they are stored. Raises as `link`."""
    subject, email = subject.strip(), email.strip().casefold()
    if not subject and not email:
        raise ConflictError(_("sebutkan subjek atau alamat surel orang itu pada server SSO"))
    taken = select(SignOnLink.user_id).where(SignOnLink.instansi_id == instansi_id, SignOnLink.user_id != user_id)
    same = SignOnLink.subject == subject if subject else SignOnLink.email == email
    if session.scalars(taken.where(same).limit(1)).first() is not None:
        raise ConflictError(_("subjek atau alamat itu sudah milik orang lain"))
    return subject, email


def unlink(session: Session, runtime: Runtime, *, instansi_id: str, user_id: UUID, by: Actor, reason: str = "") -> bool:
    """The person logs in by the server no more; whether they did."""
    row = session.get(SignOnLink, (instansi_id, user_id))
    if row is None:
        return False
    session.delete(row)
    about = Subject(About.PERSON, str(user_id))
    _record(session, runtime, instansi_id, by, Act.SIGN_ON_UNLINKED, about, {}, {}, reason)
    return True


def client_of(session: Session, settings: Settings, *, instansi_id: str) -> Client | None:
    """What to speak to the server with, or None where a government has none. Raises SignOnError after a change of the
    installation's key: the secret has to be entered again."""
    row = session.get(SignOn, instansi_id)
    if row is None:
        return None
    try:
        secret = unseal(settings.secret_key, row.sealed_secret, purpose=PURPOSE, owner=instansi_id)
    except SealBrokenError as error:
        raise SignOnError(Trouble.SEALED) from error
    return Client(row.issuer, row.client_id, secret)


def offered(session: Session) -> list[tuple[str, str]]:
    """(id, label) of the governments whose people may log in so, by name."""
    with crossing(session, why="who is not logged in yet chooses the government"):
        rows = session.execute(
            select(SignOn.instansi_id, SignOn.label)
            .join(Instansi, Instansi.id == SignOn.instansi_id)
            .order_by(Instansi.name)
            .limit(OFFERED)
        )
        return [(row[0], row[1]) for row in rows]


def person_of(session: Session, runtime: Runtime, *, instansi_id: str, claims: Mapping[str, Any]) -> User | None:
    """Whose log-in the server vouches for: the person linked to the subject, else to the verified address.

    An address is taken once: from then on the subject alone counts, whoever gets the address later.
    """
    subject = str(claims["sub"])[:255]
    links = select(SignOnLink).where(SignOnLink.instansi_id == instansi_id)
    found = session.scalars(links.where(SignOnLink.subject == subject).limit(1)).first()
    email = str(claims.get("email", "")).casefold()
    if found is None and email and claims.get("email_verified") is True:
        found = session.scalars(links.where(SignOnLink.subject == "", SignOnLink.email == email).limit(1)).first()
        if found is not None:
            found.subject = subject
            about = Subject(About.PERSON, str(found.user_id))
            said = {"rule": written(N_("masuk pertama dengan alamat yang dipastikan server"))}
            _record(session, runtime, instansi_id, SISTEM, Act.SIGN_ON_LINKED, about, {}, said)
    person = None if found is None else session.get(User, (instansi_id, found.user_id))
    return person if person is not None and person.active else None


def _told(row: SignOn) -> dict[str, Any]:
    return {
        "issuer": row.issuer,
        "client_id": row.client_id,
        "passwords": row.passwords,
        "proves_twice": row.proves_twice,
    }


def _record(
    session: Session,
    runtime: Runtime,
    instansi_id: str,
    by: Actor,
    act: Act,
    subject: Subject,
    before: dict[str, Any],
    after: dict[str, Any],
    reason: str = "",
) -> None:
    record_act(
        session,
        runtime,
        instansi_id=instansi_id,
        by=by,
        act=act,
        subject=subject,
        before=before,
        after=after,
        reason=reason,
    )
