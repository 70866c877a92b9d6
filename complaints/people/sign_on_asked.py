"""Single sign-on as administrators arrange it: what could open others' accounts waits for a second one.

Whoever names the server, or who somebody is there, can log in as them: see `complaints.people.guarded`. The client's
secret lies in the request sealed, as it will lie in the settings, and is neither shown nor written into a history.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.models import SecondPersonRequest, SignOn, SignOnLink, User
from complaints.people import guarded, sign_on
from complaints.people.acts import Act
from complaints.people.guarded import Effect
from complaints.people.oidc import is_here, is_safe_issuer
from complaints.people.sign_on import SignOnTerms
from complaints.settings import Settings
from engine.actors import Actor
from engine.catalogue import _
from engine.errors import AnswersRefusedError
from engine.running.runtime import Runtime

ACTS = frozenset({Act.SIGN_ON_CHANGED, Act.SIGN_ON_LINKED})
SHOWN = 500
"""Linked persons on the page."""
LONGEST = {"label": 80, "issuer": 300, "client_id": 200, "client_secret": 200}


@dataclass(frozen=True)
class LinkedPerson:
    """Who somebody is at the server; by an address until their first log-in."""

    user_id: UUID
    name: str
    username: str
    subject: str
    email: str


def linked(session: Session, *, instansi_id: str) -> list[LinkedPerson]:
    """The persons who can log in by the server, by name."""
    rows = session.execute(
        select(SignOnLink.user_id, User.name, User.username, SignOnLink.subject, SignOnLink.email)
        .join(User, (User.instansi_id == SignOnLink.instansi_id) & (User.id == SignOnLink.user_id))
        .where(SignOnLink.instansi_id == instansi_id)
        .order_by(User.name, User.id)
        .limit(SHOWN)
    )
    return [LinkedPerson(*row) for row in rows]


def ask_terms(
    session: Session, runtime: Runtime, settings: Settings, *, instansi_id: str, by: Actor, terms: SignOnTerms
) -> Effect:
    """Sets the server, or leaves it for a second administrator. An empty secret keeps the present one.

    What opens no account is done at once: another label, passwords for all or not, our own second factor as well.
    Raises AnswersRefusedError by field.
    """
    present = session.get(SignOn, instansi_id)
    same = present is not None and (present.issuer, present.client_id) == (terms.issuer, terms.client_id)
    _refuse_odd(terms, secret_needed=not same, from_here=is_here(settings.base_url))
    if present is not None and same and not terms.client_secret and terms.proves_twice <= present.proves_twice:
        sign_on.configure_sealed(
            session, runtime, instansi_id=instansi_id, terms=terms, sealed_secret=present.sealed_secret, by=by
        )
        return Effect.DONE
    sealed = sign_on.sealed(settings, instansi_id, terms) if terms.client_secret else ""
    values = {
        "label": terms.label, "issuer": terms.issuer, "client_id": terms.client_id, "passwords": terms.passwords,
        "proves_twice": terms.proves_twice, guarded.SEALED: sealed,
    }  # fmt: skip
    guarded.ask(
        session, runtime, instansi_id=instansi_id, by=by, user_id=UUID(by.id), act=Act.SIGN_ON_CHANGED, values=values,
        reason="",
    )  # fmt: skip
    return Effect.WAITS


def ask_link(
    session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, username: str, subject: str, email: str
) -> Effect:
    """Says who a person is at the server; of who holds a guarded role, or is to get one, a second administrator does.

    Raises AnswersRefusedError for an unknown name, ConflictError as `sign_on.link`.
    """
    user_id = session.scalar(select(User.id).where(User.instansi_id == instansi_id, User.username == username))
    if user_id is None:
        raise AnswersRefusedError({"nama_pengguna": _("Tidak ada orang dengan nama pengguna ini.")})
    given = {"subject": subject.strip()[:255], "email": email.strip()[:254]}
    sign_on.refuse_taken(session, instansi_id=instansi_id, user_id=user_id, **given)
    if not guarded.is_guarded(session, instansi_id=instansi_id, user_id=user_id, now=runtime.clock.now()):
        sign_on.link(session, runtime, instansi_id=instansi_id, user_id=user_id, by=by, **given)
        return Effect.DONE
    guarded.ask(
        session, runtime, instansi_id=instansi_id, by=by, user_id=user_id, act=Act.SIGN_ON_LINKED, values=given,
        reason="",
    )  # fmt: skip
    return Effect.WAITS


def confirm(session: Session, runtime: Runtime, *, row: SecondPersonRequest, by: Actor) -> None:
    """Does what was asked for. Raises ConflictError when it does not fit any more."""
    given = dict(row.values)
    if row.act == Act.SIGN_ON_LINKED:
        sign_on.link(session, runtime, instansi_id=row.instansi_id, user_id=row.user_id, by=by, **given)
        return
    present = session.get(SignOn, row.instansi_id)
    sealed = given.pop(guarded.SEALED) or (present.sealed_secret if present else "")
    terms = SignOnTerms(client_secret="", **given)
    sign_on.configure_sealed(session, runtime, instansi_id=row.instansi_id, terms=terms, sealed_secret=sealed, by=by)


def _refuse_odd(terms: SignOnTerms, *, secret_needed: bool, from_here: bool) -> None:
    errors = {}
    for name, longest in LONGEST.items():
        if len(getattr(terms, name)) > longest:
            errors[name] = _("Paling banyak %(n)s huruf.", n=longest)
        elif not getattr(terms, name) and name != "client_secret":
            errors[name] = _("Isian ini wajib.")
    if terms.issuer and not is_safe_issuer(terms.issuer):
        errors["issuer"] = _("Alamat penerbit harus dimulai dengan https://")
    elif is_here(terms.issuer) and not from_here:
        errors["issuer"] = _("Alamat penerbit tidak boleh menunjuk ke mesin ini sendiri.")
    if secret_needed and not terms.client_secret:
        errors["client_secret"] = _("Tulis rahasia klien: server atau id kliennya baru.")
    if errors:
        raise AnswersRefusedError(errors)
