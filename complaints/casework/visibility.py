"""Who may see what of a complaint. Decided here, enforced where data is read: a field that a person may not see is
never loaded into the answer, a typed `Withheld` stands in its place.

Law: identity, substance and documents are kept secret (TL-IV.A.1.e), not spread and not used otherwise
(TL-IV.A.2.b-d); anonim and rahasia are decided separately, at each tier (TL-VI.B.1.a-5, b-5, c-2).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    String,
    and_,
    bindparam,
    case,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from complaints.models import Complaint, ComplaintCopy
from complaints.people.roles import (
    ADMIN_TIERS,
    HIDDEN_NAME_READERS,
    RESTRICTED_ROLES,
    SUPERVISOR_ROLES,
    Role,
    StandInScope,
    WorkScope,
    roles_of,
)
from engine.actors import Actor
from engine.models import Case, Task

T = TypeVar("T")
MOST_SCOPES = 200
"""Statements of a kind that are kept built: one for each set of roles and units that people have."""
NOBODY = ("", "")
"""A scope that no copy has. A bare `false` would swallow the condition on the government beside it."""


class Reason(StrEnum):
    """Why something is withheld."""

    ANONIM = "anonim"
    """The reporter asked not to be named: nobody sees who it was."""
    HIDDEN = "nama_tersembunyi"
    """The reporter gave a name and asked that it stay hidden: only those who verify reports see it (NG-P6(5))."""
    RAHASIA = "rahasia"
    """The reporter asked for secrecy: only who has the case in hand sees it."""
    PERAN = "peran"
    """The role does not need it."""
    RESTRICTED = "restricted"
    """A report of a whistleblower: closed to all but those who handle such reports, with a task in it (BT-P2(2)g)."""
    SEALED = "sealed"
    """It lies sealed, and this session has not the key: the person may read it once it is unlocked."""


@dataclass(frozen=True)
class Withheld:
    """Stands where a value would stand that this person may not see. Never equal to a value, false in a test."""

    reason: Reason

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return ""


class Involvement(IntEnum):
    """The person's involvement, weakest first."""

    NONE = 0
    """No task of the case was ever meant for this person's roles and units, and no copy went to them."""
    COPIED = 1
    """A copy went to this person's role and unit (TL-VI.B.1.a-9, b-9; BT-P19(1)d)."""
    OFFERED = 2
    """A task is or was in the list of this person's role and unit."""
    IN_HAND = 3
    """The person holds a task of the case, or completed one."""


@dataclass(frozen=True)
class Access:
    """What one person may see of one case. A reason means withheld, None means open."""

    case: bool
    substance: Reason | None = None
    identity: Reason | None = None
    units: frozenset[str] | None = None
    """The units whose people's answers are open, besides those given for the whole instansi; None: all."""
    noted: bool = field(default=False, compare=False)
    """Whether it stands in the table of readings that this person looks: files and history ask for it."""

    def substance_or_withheld(self, value: T) -> T | Withheld:
        """The value, or the mark in its place when the substance is withheld."""
        return value if self.substance is None else Withheld(self.substance)


NO_ACCESS = Access(case=False, substance=Reason.PERAN, identity=Reason.PERAN)


AUDIT_OF_RESTRICTED = Access(case=True, substance=Reason.RESTRICTED, identity=Reason.RESTRICTED)
"""What auditors see of a restricted report: that it exists, its way and the seal of its history, none of its words."""


def decide(
    *,
    roles: Iterable[str],
    involvement: Involvement,
    anonim: bool,
    rahasia: bool,
    restricted: bool = False,
    hidden: bool = False,
    oversees: bool = False,
) -> Access:
    """The whole rule, as one table.

    | who                               | case | substance      | identity                   |
    |-----------------------------------|------|----------------|----------------------------|
    | admin tiers; a task in hand       | yes  | yes            | unless anonim              |
    | a task offered to role and unit,  | yes  | unless rahasia | unless anonim or rahasia   |
    | or a copy sent to them            |      |                |                            |
    | auditor; on the auditor's pages a  | yes  | unless rahasia | no                         |
    | supervisor (`oversees`)           |      |                |                            |
    | everybody else                    | no   | no             | no                         |

    `hidden`: whoever does not verify reports (`HIDDEN_NAME_READERS`) sees no identity, task in hand or not.

    A restricted report asks for a task in it and for a role, held now, that handles such reports
    (`RESTRICTED_ROLES`); who got a copy, held such a role once, admin tiers and auditors are "everybody else" there:

    | who, of these roles               | case | substance      | identity                   |
    |-----------------------------------|------|----------------|----------------------------|
    | WBS officer with a task in hand   | yes  | yes            | unless anonim              |
    | a task in hand, or offered        | yes  | yes            | no: the pseudonym          |
    | everybody else                    | no   | no             | no                         |
    """
    held = frozenset(roles)
    if restricted:
        return _decide_restricted(held, involvement, anonim=anonim)
    found = _decide_open(held, involvement, anonim=anonim, rahasia=rahasia, oversees=oversees)
    if hidden and found.identity is None and not held & HIDDEN_NAME_READERS:
        return replace(found, identity=Reason.HIDDEN)
    return found


def _decide_open(
    held: frozenset[str], involvement: Involvement, *, anonim: bool, rahasia: bool, oversees: bool
) -> Access:
    if held & ADMIN_TIERS or involvement is Involvement.IN_HAND:
        return Access(case=True, identity=Reason.ANONIM if anonim else None)
    secret = Reason.RAHASIA if rahasia else None
    if involvement is not Involvement.NONE:
        return Access(case=True, substance=secret, identity=Reason.ANONIM if anonim else secret)
    if oversees or Role.AUDITOR in held:
        return Access(case=True, substance=secret, identity=Reason.ANONIM if anonim else Reason.PERAN)
    return NO_ACCESS


def _decide_restricted(held: frozenset[str], involvement: Involvement, *, anonim: bool) -> Access:
    if involvement <= Involvement.COPIED or not held & RESTRICTED_ROLES:
        return NO_ACCESS
    unsealed = Role.PETUGAS_WBS in held and involvement is Involvement.IN_HAND and not anonim
    return Access(case=True, identity=None if unsealed else Reason.ANONIM if anonim else Reason.RESTRICTED)


def in_scopes(scopes: Sequence[WorkScope]) -> ColumnElement[bool]:
    """The condition that a task row is work of one of these roles and units."""
    own = [scope for scope in scopes if not isinstance(scope, StandInScope)]
    in_place = [in_scope(scope) for scope in scopes if isinstance(scope, StandInScope)]
    return or_(tuple_(Task.role, Task.unit).in_(own) if own else false(), *in_place)


def in_scope(scope: WorkScope) -> ColumnElement[bool]:
    """The condition that a task row is work of this role and unit; in the place of somebody, of their processes."""
    found = and_(Task.role == scope[0], Task.unit == scope[1])
    if not isinstance(scope, StandInScope):
        return found
    return and_(found, in_processes(scope.processes))


def in_processes(processes: Iterable[str]) -> ColumnElement[bool]:
    """The condition that a task row is of a case of one of these processes."""
    case_of = Case.__table__.alias("of_process")
    return (
        select(case_of.c.id)
        .where(
            case_of.c.instansi_id == Task.instansi_id,
            case_of.c.id == Task.case_id,
            case_of.c.process_id.in_(sorted(processes)),
        )
        .exists()
    )


def in_hand(actor: Actor) -> ColumnElement[bool]:
    """The condition that a task row is, or was until completed, in the hands of this person."""
    return in_hands_of(actor.id)


def in_hands_of(person: str | BindParameter[str]) -> ColumnElement[bool]:
    """The same by the person's id."""
    return or_(Task.claimed_by == person, Task.completed_by == person)


def copied(scopes: Sequence[WorkScope]) -> ColumnElement[bool]:
    """The condition that a copy stands in the list of one of these roles and units: one's own, in nobody's place."""
    own = [scope for scope in scopes if not isinstance(scope, StandInScope)]
    return tuple_(ComplaintCopy.role, ComplaintCopy.unit).in_(own or [NOBODY])


def involvements(
    session: Session, *, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], case_ids: Iterable[UUID]
) -> dict[UUID, Involvement]:
    """This person's involvement in each case, in one statement; cases without any are left out."""
    ids = list(case_ids)
    if not ids:
        return {}
    nearness = case((in_hand(actor), int(Involvement.IN_HAND)), else_=int(Involvement.OFFERED))
    by_task = (
        select(Task.case_id.label("case_id"), func.max(nearness).label("nearest"))
        .where(Task.instansi_id == instansi_id, Task.case_id.in_(ids), or_(in_scopes(scopes), in_hand(actor)))
        .group_by(Task.case_id)
    )
    by_copy = select(ComplaintCopy.complaint_id, literal(int(Involvement.COPIED))).where(
        ComplaintCopy.instansi_id == instansi_id, ComplaintCopy.complaint_id.in_(ids), copied(scopes)
    )
    found: dict[UUID, Involvement] = {}
    for case_id, nearest in session.execute(union_all(by_task, by_copy)):
        found[case_id] = max(found.get(case_id, Involvement.NONE), Involvement(nearest))
    return found


def opens(actor: Actor, scopes: Sequence[WorkScope]) -> ColumnElement[bool]:
    """The condition that a complaint is this person's business: `decide` opens the case. Lists and searches ask for it
    before anything else, whatever they look for."""
    task = and_(Task.instansi_id == Complaint.instansi_id, Task.case_id == Complaint.id)
    copy = and_(ComplaintCopy.instansi_id == Complaint.instansi_id, ComplaintCopy.complaint_id == Complaint.id)
    # Only the complaint is that of the statement around it, which may walk along tasks of its own.
    worked = select(Task.id).where(task, or_(in_scopes(scopes), in_hand(actor))).correlate(Complaint).exists()
    read = and_(
        ~Complaint.restricted, select(ComplaintCopy.id).where(copy, copied(scopes)).correlate(Complaint).exists()
    )
    own = or_(worked, read)
    found = or_(~Complaint.restricted, own) if reads_every_substance(actor) else own
    return found if reads_restricted(actor) else and_(found, ~Complaint.restricted)


def own_cases(
    session: Session, *, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], most: int
) -> list[UUID] | None:
    """Cases with a task of these roles and units, or in this person's hands, or a copy of which went to them: in one
    statement; None when they are more than `most`."""
    home = Task.instansi_id == instansi_id
    conditions = (in_scopes(scopes), Task.claimed_by == actor.id, Task.completed_by == actor.id)
    ways = [select(Task.case_id.label("id")).where(home, each).distinct().limit(most + 1) for each in conditions]
    ways.append(
        select(ComplaintCopy.complaint_id.label("id"))
        .where(ComplaintCopy.instansi_id == instansi_id, copied(scopes))
        .distinct()
        .limit(most + 1)
    )
    # SQLite takes no LIMIT inside a compound select, so each is a sub-select of its own.
    parts = [way.subquery(f"own_{number}") for number, way in enumerate(ways)]
    found = set(session.scalars(union_all(*(select(part.c.id) for part in parts))))
    return sorted(found) if len(found) <= most else None


def nearest(scopes: Sequence[WorkScope]) -> tuple[ColumnElement[Any], ColumnElement[bool]]:
    """Two columns for a statement about one case: the nearest by task (or NULL), and whether by a copy.

    The statement is given `instansi_id`, `case_id` and `actor_id` when it is executed.
    """
    home, case_id = bindparam("instansi_id", type_=Task.instansi_id.type), bindparam("case_id", type_=Task.case_id.type)
    own = in_hands_of(bindparam("actor_id", type_=String()))
    by_task = (
        select(func.max(case((own, int(Involvement.IN_HAND)), else_=int(Involvement.OFFERED))))
        .where(Task.instansi_id == home, Task.case_id == case_id, or_(in_scopes(scopes), own))
        .scalar_subquery()
    )
    by_copy = (
        select(ComplaintCopy.id)
        .where(ComplaintCopy.instansi_id == home, ComplaintCopy.complaint_id == case_id, copied(scopes))
        .exists()
    )
    return by_task, by_copy


def involvement_in(by_task: int | None, by_copy: bool) -> Involvement:
    """What the two columns of `nearest` say."""
    return max(Involvement(by_task or 0), Involvement.COPIED if by_copy else Involvement.NONE)


def listed(title: str, access: Access, *, rahasia: bool, restricted: bool) -> str | Withheld:
    """A title as lists show it: of a secret complaint nobody's, for to see it is to open it, which is noted. The title
    of a whistleblower's report is its pseudonym."""
    if rahasia and not restricted:
        return Withheld(Reason.RAHASIA)
    return access.substance_or_withheld(title)


def oversees(actor: Actor, unit: str) -> bool:
    """Whether this person supervises how complaints are handled that this unit leads ("": no unit yet)."""
    return any(role in SUPERVISOR_ROLES and held in ("", unit) for role, held in actor.memberships)


def reads_restricted(actor: Actor) -> bool:
    """Whether this person handles reports of whistleblowers now; without it even one's own work on them is closed."""
    return bool(roles_of(actor) & RESTRICTED_ROLES)


def reads_every_substance(actor: Actor) -> bool:
    """Whether the rule opens the substance of every complaint of the instansi but restricted ones to this person."""
    return bool(roles_of(actor) & ADMIN_TIERS)
