"""What a government lacks after an upgrade: the program learned to read something that its older data do not hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.models import Instansi, User
from complaints.people.governments import Government
from complaints.people.instansi import processes_of
from complaints.people.roles import Role
from complaints.people.unheld import held_roles
from complaints.sealed.content import role_key
from engine.catalogue import N_, _
from engine.definition.versions import has_version
from engine.government import crossing

READ = {
    "authorities": N_("instansi lain tujuan penerusan dan tembusan: pilihannya kosong pada tugas"),
    "wilayah": N_("kecamatan dan desa: pilihannya kosong pada formulir"),
    "activities": N_("proses kegiatan (pemantauan, laporan, integrasi): tidak pernah dimulai"),
    "contact_name": N_("nama penanggung jawab di halaman kontak"),
    "contact_address": N_("alamat di halaman kontak"),
}
"""Entry of a government's file → what its absence means."""


def gaps(session: Session, *, shipped: Mapping[str, Government], now: datetime) -> list[str]:
    """One sentence for each thing that is empty and should not be. `shipped`: the files that came with the program, by
    government; what is empty there too is meant to be.
    """
    with crossing(session, why="an administrator is told what any government lacks"):
        return [
            each
            for row in session.scalars(select(Instansi).order_by(Instansi.id))
            for each in _of(session, row, shipped, now)
        ]


def _of(session: Session, row: Instansi, shipped: Mapping[str, Government], now: datetime) -> Iterator[str]:
    known = shipped.get(row.id)
    held = {name: getattr(row, "activity_process_ids" if name == "activities" else name) for name in READ}
    for name, meaning in READ.items():
        if not held[name] and (known is None or known.values[name]):
            yield _("%(id)s belum memuat %(meaning)s (%(name)s)", id=row.id, meaning=_(meaning), name=name)
    if _nobody_administers(session, row.id, now):
        yield _("%(id)s belum mempunyai administrator: app.py grant-role %(id)s NAMA admin", id=row.id)
    if row.restricted_process_id and role_key(session, row.id) is None:
        command = f"app.py seal-whistleblowers {row.id}"
        yield _("laporan whistleblower %(id)s belum disegel: %(command)s", id=row.id, command=command)
    for process_id in processes_of(row):
        if not has_version(session, row.id, process_id):
            yield _("%(id)s belum menjalankan %(process)s: app.py deploy %(id)s", id=row.id, process=process_id)


def _nobody_administers(session: Session, instansi_id: str, now: datetime) -> bool:
    """People work there, and none of them looks after the others."""
    active = (User.instansi_id == instansi_id, User.active)
    works = session.scalar(select(User.id).where(*active).limit(1)) is not None
    return works and Role.ADMIN not in held_roles(session, instansi_id=instansi_id, now=now)
