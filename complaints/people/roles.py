"""The roles, and what follows from a role alone. Which person holds which role is data, and so are the roles that only
one regulation names (see `own_roles`): here they join those that the program knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from complaints.people.own_roles import HEADS, SUPERVISES, read_known, read_own_roles
from engine.actors import Actor


class Role(StrEnum):
    """Roles of the process (candidate groups of the diagrams) and of the system, by their stored value."""

    ADMIN_NASIONAL = "admin_nasional"
    ADMIN_INSTANSI = "admin_instansi"
    PEJABAT_PENGHUBUNG = "pejabat_penghubung"
    PEJABAT_BERWENANG = "pejabat_berwenang"
    ADMIN_UPP = "admin_upp"
    APIP = "apip"
    ANGGOTA_TIM = "anggota_tim"
    TIM_PEMERIKSA = "tim_pemeriksa"
    PENANGGUNG_JAWAB = "penanggung_jawab"
    PEMBINA = "pembina"
    ADMIN_KANAL = "admin_kanal"
    PPID = "ppid"
    SEKRETARIAT = "sekretariat"
    KEPALA_PD = "kepala_pd"
    ADMIN_PD = "admin_pd"
    KEPALA_DAERAH = "kepala_daerah"
    SEKDA = "sekda"
    KEPALA_DINAS = "kepala_dinas"
    INSPEKTUR = "inspektur"
    TIM_PENYUSUN = "tim_penyusun"
    PETUGAS_WBS = "petugas_wbs"
    ADMIN = "admin"
    AUDITOR = "auditor"
    PEMILIK_PROSES = "pemilik_proses"
    OPERATOR = "operator"
    CASE_OPERATOR = "operator_kasus"


SYSTEM_ROLES = frozenset({Role.ADMIN, Role.AUDITOR, Role.PEMILIK_PROSES, Role.OPERATOR, Role.CASE_OPERATOR})

OWN_ROLES, ROLE_FINDINGS = read_own_roles(taken=frozenset(Role))
"""Roles by id that a government's file adds, read when the program starts; and what is wrong with such a file."""

HEAD_ROLES: frozenset[str] = read_known(HEADS, taken=frozenset(Role)) | {
    role for role, own in OWN_ROLES.items() if own.heads
}
"""Roles whose holders direct who does the work of their unit, or, held for none, of every unit."""

SUPERVISOR_ROLES: frozenset[str] = read_known(SUPERVISES, taken=frozenset(Role)) | {
    role for role, own in OWN_ROLES.items() if own.supervises
}
"""Roles that a regulation charges with supervision (TL-VIII.B, LT-VIII.B, NG-P8): what auditors read of a complaint is
open to them, of their unit or, held for none, of every unit. Nothing of whistleblowers' reports."""

EXAMINER_ROLES: frozenset[str] = SUPERVISOR_ROLES | {Role.AUDITOR}
"""Who enters the pages that show how complaints were handled."""

ROLES: frozenset[str] = frozenset({*Role, *OWN_ROLES})
"""Every role that a person may hold."""

PROCESS_ROLES: frozenset[str] = ROLES - SYSTEM_ROLES
"""Candidate groups that a diagram may name."""

UNIT_ROLES: frozenset[str] = frozenset(
    {
        Role.PEJABAT_PENGHUBUNG,
        Role.PEJABAT_BERWENANG,
        Role.ADMIN_UPP,
        Role.TIM_PEMERIKSA,
        Role.ADMIN_KANAL,
        Role.KEPALA_PD,
        Role.ADMIN_PD,
        *(role for role, own in OWN_ROLES.items() if own.of_unit),
    }
)
"""Roles that a person normally holds in one unit."""

ADMIN_TIERS: frozenset[str] = frozenset(
    {Role.ADMIN_NASIONAL, Role.ADMIN_INSTANSI, *(role for role, own in OWN_ROLES.items() if own.reads_all)}
)
"""Tiers that verify and dispose every complaint, and therefore read every one (TL-VI.B.1.a, TL-VI.B.1.b)."""

HIDDEN_NAME_READERS = ADMIN_TIERS | {Role.SEKRETARIAT}
"""Who verifies a report from the identity of its reporter on (TL-VI.B.1.a-1, BT-P19(1)a.1, NG-LII.2.6.1)."""

RESTRICTED_ROLES: frozenset[str] = frozenset(
    {Role.PETUGAS_WBS, Role.APIP, *(role for role, own in OWN_ROLES.items() if own.restricted)}
)
"""Who may have tasks in a process for reports of whistleblowers, and so read them (BT-P2(2)g, BT-P10). Two process
owners together cannot add one: the gate refuses it."""

SECOND_FACTOR_ROLES: frozenset[str] = RESTRICTED_ROLES | SYSTEM_ROLES
"""Whose word or sight reaches furthest: they prove twice who they are."""

RESTRICTED_INTAKE_ROLES = frozenset({Role.PETUGAS_WBS})
"""Who enters what whistleblowers write on paper or by SMS (BT-P10); nobody else sees that page."""

INTAKE_ROLES: frozenset[str] = frozenset(
    {
        Role.ADMIN_NASIONAL,
        Role.ADMIN_INSTANSI,
        Role.PEJABAT_PENGHUBUNG,
        Role.ADMIN_KANAL,
        Role.SEKRETARIAT,
        *(role for role, own in OWN_ROLES.items() if own.enters),
    }
)
"""The tiers where a complaint on paper or by voice may be entered (TL-VI.B.1.a-12, b-14, c-1);
BT-P14(1), BT-P15(1): the admin of a channel; NG-P6(2): the Sekretariat Pengaduan Masyarakat."""

OwnScope = tuple[str, str]
"""A role and a unit ("" for work that the whole role may do), as written on a task."""


class StandInScope(NamedTuple):
    """Work of an absent person that somebody does in their place: in cases of these processes alone."""

    role: str
    unit: str
    processes: tuple[str, ...]


WorkScope = OwnScope | StandInScope


def roles_of(actor: Actor) -> frozenset[str]:
    """The roles a person holds, whatever the unit."""
    return frozenset(role for role, _ in actor.memberships)


def work_scopes(actor: Actor, *, units: Iterable[str]) -> list[OwnScope]:
    """Every (role, unit) whose tasks this person may do, sorted; `units` are those of the instansi.

    The counterpart of `Actor.may_do` for queries: a role held in the whole instansi covers each unit, and work
    without a unit is for everybody with the role.
    """
    scopes: set[OwnScope] = set()
    for role, unit in actor.memberships:
        if role in SYSTEM_ROLES:
            continue
        scopes |= {(role, unit), (role, "")}
        if unit == "" and role in UNIT_ROLES:
            scopes |= {(role, each) for each in units}
    return sorted(scopes)


def stand_in_scopes(actor: Actor, *, units: Iterable[str]) -> list[StandInScope]:
    """Every (role, unit) whose tasks are this person's in the place of somebody absent, and not their own; sorted."""
    known = list(units)
    own = set(work_scopes(actor, units=known))
    found: dict[OwnScope, set[str]] = {}
    for each in actor.stands_in:
        absent = Actor("", "", frozenset({(each.role, each.unit)}))
        for scope in work_scopes(absent, units=known):
            found.setdefault(scope, set()).update(each.processes)
    return [StandInScope(*scope, tuple(sorted(found[scope]))) for scope in sorted(found) if scope not in own]


def entry_tiers(actor: Actor) -> list[OwnScope]:
    """The memberships under which this person may enter a complaint that came on paper or by voice."""
    return sorted((role, unit) for role, unit in actor.memberships if role in INTAKE_ROLES)
