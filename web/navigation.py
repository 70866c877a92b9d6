"""The menu of officers: what a person's roles open."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from flask_babel.speaklater import LazyString
from flask_login import current_user

from complaints.casework.consent import KEEPERS
from complaints.people.rights import PUTS_RIGHT
from complaints.people.roles import (
    EXAMINER_ROLES,
    HEAD_ROLES,
    INTAKE_ROLES,
    PROCESS_ROLES,
    RESTRICTED_INTAKE_ROLES,
    Role,
)


@dataclass(frozen=True)
class NavItem:
    """One entry of the menu, shown to holders of one of the roles."""

    text: LazyString
    path: str
    roles: frozenset[str]


MENU = (
    NavItem(_("Tugas"), "/petugas/tugas", frozenset(PROCESS_ROLES)),
    NavItem(lazy_pgettext("menu", "Berkas"), "/petugas/berkas", frozenset(PROCESS_ROLES)),
    NavItem(_("Tembusan"), "/petugas/tembusan", frozenset(PROCESS_ROLES)),
    NavItem(_("Kegiatan"), "/petugas/kegiatan", frozenset(PROCESS_ROLES)),
    NavItem(_("Tugas unit"), "/petugas/tim", HEAD_ROLES),
    NavItem(_("Permintaan identitas"), "/petugas/identitas", KEEPERS),
    NavItem(_("Pembacaan laporan"), "/petugas/pembacaan", HEAD_ROLES),
    NavItem(_("Pengganti dan cuti"), "/petugas/pengganti", frozenset(PROCESS_ROLES)),
    NavItem(_("Catat pengaduan"), "/petugas/pengaduan/baru", frozenset(INTAKE_ROLES)),
    NavItem(_("Catat laporan WBS"), "/petugas/wbs/baru", frozenset(RESTRICTED_INTAKE_ROLES)),
    NavItem(_("Kunci WBS"), "/petugas/kunci-wbs", frozenset(RESTRICTED_INTAKE_ROLES)),
    NavItem(_("Proses"), "/pemilik/proses", frozenset({Role.PEMILIK_PROSES})),
    NavItem(_("Jejak pengaduan"), "/audit/pengaduan", EXAMINER_ROLES),
    NavItem(_("Ketepatan waktu"), "/audit/ketepatan", EXAMINER_ROLES),
    NavItem(_("Kesesuaian"), "/audit/kesesuaian", EXAMINER_ROLES),
    NavItem(_("Alur kerja"), "/audit/alur", EXAMINER_ROLES),
    NavItem(_("Pembetulan kasus"), "/audit/pembetulan", EXAMINER_ROLES),
    NavItem(_("Pembacaan laporan"), "/audit/pembacaan", frozenset({Role.AUDITOR})),
    NavItem(_("Versi proses"), "/audit/versi", EXAMINER_ROLES),
    NavItem(_("Log peristiwa"), "/audit/log", frozenset({Role.AUDITOR})),
    NavItem(_("Kesiapan"), "/admin/kesiapan", frozenset({Role.ADMIN})),
    NavItem(_("Orang"), "/admin/orang", frozenset({Role.ADMIN})),
    NavItem(_("Unit"), "/admin/unit", frozenset({Role.ADMIN})),
    NavItem(_("Pemerintah daerah"), "/admin/pemerintah", frozenset({Role.ADMIN})),
    NavItem(_("Pesan dan batas"), "/admin/pengaturan", frozenset({Role.ADMIN})),
    NavItem(_("Balasan"), "/admin/balasan", frozenset({Role.ADMIN})),
    NavItem(_("Masa simpan"), "/admin/masa-simpan", frozenset({Role.ADMIN})),
    NavItem(_("Kalender"), "/admin/kalender", frozenset({Role.ADMIN})),
    NavItem(_("SSO"), "/admin/sso", frozenset({Role.ADMIN})),
    NavItem(_("Persetujuan"), "/admin/persetujuan", frozenset({Role.ADMIN})),
    NavItem(_("Riwayat tindakan"), "/admin/tindakan", frozenset({Role.ADMIN, Role.AUDITOR})),
    NavItem(_("Meja operator"), "/operator", frozenset({Role.OPERATOR})),
    NavItem(_("Kasus"), "/operator/kasus", frozenset({PUTS_RIGHT})),
)


@dataclass(frozen=True)
class NavLink:
    """A menu entry as the page shows it."""

    text: str
    path: str
    current: bool


def menu() -> list[NavLink]:
    """The entries for the logged-in officer, with the one of this page marked."""
    person = current_user._get_current_object()  # once, not for each entry
    if not person.is_authenticated or person.must_change_password or person.must_set_up_second_factor:
        return []
    here = request.path
    return [
        NavLink(str(item.text), item.path, here.startswith(item.path)) for item in MENU if item.roles & person.roles
    ]
