"""The government's own history: what was done beside its complaints (persons, roles, units, calendars, settings).

One way to write it, `record_act`, in the transaction of what it tells. A row has the form of a case's
(docs/format-riwayat.md): numbered, chained, sealed, never edited; `verify-history` looks at it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from complaints.people.roles import Role
from engine.actors import Actor
from engine.catalogue import _
from engine.errors import EngineError
from engine.record import ledger
from engine.running.runtime import Runtime

LEDGER = "acts"
LONGEST_REASON = 1_000
"""Characters of a reason."""


class Act(StrEnum):
    """What can be done, by its stored value; what a person reads of it stands in `web.phrases.acts`."""

    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    PERSON_INVITED = "person_invited"
    PERSON_DEACTIVATED = "person_deactivated"
    PERSON_REACTIVATED = "person_reactivated"
    ROLE_GRANTED = "role_granted"
    ROLE_ENDED = "role_ended"
    ROLE_BEGUN = "role_begun"
    ROLE_OVER = "role_over"
    PASSWORD_RESET = "password_reset"
    SESSIONS_ENDED = "sessions_ended"
    ABSENCE_ADDED = "absence_added"
    ABSENCE_ENDED = "absence_ended"
    SUBSTITUTE_NAMED = "substitute_named"
    SUBSTITUTE_REMOVED = "substitute_removed"
    LETTER_SENT_AGAIN = "letter_sent_again"
    REPLY_SETTLED = "reply_settled"
    CLOCK_CONFIRMED = "clock_confirmed"
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    SECOND_FACTOR_RESET = "second_factor_reset"
    WAIT_ENDED = "wait_ended"
    GOVERNMENT_FOUNDED = "government_founded"
    GOVERNMENT_CHANGED = "government_changed"
    UNIT_ADDED = "unit_added"
    UNIT_CHANGED = "unit_changed"
    UNIT_CLOSED = "unit_closed"
    UNIT_OPENED = "unit_opened"
    DECREE_ISSUED = "decree_issued"
    SECOND_PERSON_ASKED = "second_person_asked"
    SECOND_PERSON_DECLINED = "second_person_declined"
    SIGN_ON_CHANGED = "sign_on_changed"
    SIGN_ON_LINKED = "sign_on_linked"
    SIGN_ON_UNLINKED = "sign_on_unlinked"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSWORD_CHOSEN = "password_chosen"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_STORED_ANEW = "password_stored_anew"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    TRIAL_LETTER_SENT = "trial_letter_sent"
    REPORTS_SEALED = "reports_sealed"
    REPORTS_KEY_MADE = "reports_key_made"
    REPORTS_KEY_RECOVERED = "reports_key_recovered"
    REPORTS_KEY_HANDED = "reports_key_handed"
    REPORTS_KEY_WITHDRAWN = "reports_key_withdrawn"
    REPORTS_KEY_RENEWED = "reports_key_renewed"
    ERASURE_ORDERED = "erasure_ordered"
    CONTENTS_ERASED = "contents_erased"
    READINGS_BOUND = "readings_bound"
    LOG_EXPORTED = "log_exported"
    CASE_PUT_RIGHT = "case_put_right"
    APPLICATION_ADDED = "application_added"
    APPLICATION_REVOKED = "application_revoked"
    TEMPLATE_SAVED = "template_saved"
    TEMPLATE_REMOVED = "template_removed"
    ROWS_BOUND = "rows_bound"


class About(StrEnum):
    """What an act can be about; the beginning of the row's `element`."""

    PERSON = "person"
    UNIT = "unit"
    GOVERNMENT = "government"
    DECREE = "decree"
    LETTER = "letter"
    READINGS = "readings"
    CASE = "case"
    EVENT_LOG = "event_log"
    APPLICATION = "application"
    TEMPLATE = "template"


HARMFUL: frozenset[Act] = frozenset(
    {Act.PERSON_DEACTIVATED, Act.ROLE_ENDED, Act.PASSWORD_RESET, Act.SESSIONS_ENDED, Act.SECOND_FACTOR_RESET}
)
"""Acts that take something from somebody: they need a reason."""

WHOLE = frozenset({Act.GOVERNMENT_FOUNDED, Act.ROWS_BOUND})
"""Acts from which on every row that acts commit to is bound."""

PRIVATE = frozenset({"name", "username", "email", "phone", "asked_by", "given_by"})
"""Values about a person: kept in the part of the row that the law may have erased; the seal only commits to them."""


class Subject(NamedTuple):
    """What an act is about: `Subject(About.PERSON, str(user_id))`."""

    kind: About
    id: str = ""

    @property
    def element(self) -> str:
        """As the row names it: `person:0189…`."""
        return f"{self.kind}:{self.id}"[:120]


class ReasonMissingError(EngineError):
    """The act takes something from somebody and nobody said why."""


def record_act(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    by: Actor,
    act: Act,
    subject: Subject,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Writes one act into the government's history, in the session (and transaction) that does it.

    `before` and `after`: what changed, by English names with values as JSON has them; those named in `PRIVATE` go to
    the erasable part of the row, and so does the reason. Raises ReasonMissingError for a harmful act without a reason.
    """
    why = reason.strip()[:LONGEST_REASON]
    if act in HARMFUL and not why:
        raise ReasonMissingError(_("tulis alasannya; ia tercatat pada riwayat tindakan"))
    old, new = dict(before or {}), dict(after or {})
    private = {
        "alasan": why,
        "sebelum": {name: old.pop(name) for name in sorted(PRIVATE & old.keys())},
        "sesudah": {name: new.pop(name) for name in sorted(PRIVATE & new.keys())},
    }
    ledger.record(
        session,
        instansi_id=instansi_id,
        ledger=LEDGER,
        act=act.value,
        before=old,
        after=new,
        at=runtime.clock.now(),
        actor=_in_office(by),
        about=subject.element,
        personal={name: value for name, value in private.items() if value} or None,
        signer=runtime.signer,
        whole=act in WHOLE,
    )


def _in_office(by: Actor) -> Actor:
    """An administrator acts as one, unless the caller says in which role they act."""
    is_admin = (Role.ADMIN.value, "") in by.memberships
    return by.acting_as(role=Role.ADMIN, unit="") if is_admin and not by.role else by
