"""Kabupaten Tanah Laut for trying out: its units and one person, at least, for every role. The people are invented."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from complaints.governments import Government, add_government, read_government
from complaints.models import User
from complaints.passwords import hash_password
from complaints.people import grant
from complaints.roles import Role
from engine.models import new_id

PASSWORD = "tuntung-pandang"
"""Of everybody in the demo, and only there: printed by `make run`."""

GOVERNMENT = read_government(Path(__file__).with_name("tanah_laut.yaml"))
INSTANSI = GOVERNMENT.id
UNITS = GOVERNMENT.units


@dataclass(frozen=True)
class DemoPerson:
    """A log-in of the demo: what the person is, in words, and in roles."""

    username: str
    name: str
    task: str
    roles: tuple[tuple[Role, str], ...]


PEOPLE = (
    DemoPerson("nasional", "Rahmi Auliani", "Admin Nasional", ((Role.ADMIN_NASIONAL, ""),)),
    DemoPerson("instansi", "Noor Hasanah", "Admin Instansi", ((Role.ADMIN_INSTANSI, ""),)),
    DemoPerson(
        "penghubung.pupr", "Akhmad Fauzi", "Pejabat Penghubung, Dinas PUPR", ((Role.PEJABAT_PENGHUBUNG, "dinas-pupr"),)
    ),
    DemoPerson(
        "penghubung.kesehatan",
        "Siti Rahmah",
        "Pejabat Penghubung, Dinas Kesehatan",
        ((Role.PEJABAT_PENGHUBUNG, "dinas-kesehatan"),),
    ),
    DemoPerson(
        "penghubung.dukcapil", "Yuliani", "Pejabat Penghubung, Disdukcapil", ((Role.PEJABAT_PENGHUBUNG, "disdukcapil"),)
    ),
    DemoPerson(
        "berwenang.pupr",
        "Ir. Gusti Rizali",
        "Pejabat berwenang, Dinas PUPR",
        ((Role.PEJABAT_BERWENANG, "dinas-pupr"),),
    ),
    DemoPerson(
        "berwenang.kesehatan",
        "dr. Hj. Isnaniah",
        "Pejabat berwenang, Dinas Kesehatan",
        ((Role.PEJABAT_BERWENANG, "dinas-kesehatan"),),
    ),
    DemoPerson(
        "berwenang.dukcapil",
        "H. Masrani",
        "Pejabat berwenang, Disdukcapil",
        ((Role.PEJABAT_BERWENANG, "disdukcapil"),),
    ),
    DemoPerson("upp", "Dewi Lestari", "Admin UPP", ((Role.ADMIN_UPP, ""),)),
    DemoPerson("apip", "Bambang Suryadi", "APIP, Inspektorat", ((Role.APIP, ""),)),
    DemoPerson("anggota", "M. Arsyad", "Anggota tim", ((Role.ANGGOTA_TIM, ""),)),
    DemoPerson("penanggungjawab", "H. Aswan Nugraha", "Penanggung jawab", ((Role.PENANGGUNG_JAWAB, ""),)),
    DemoPerson("pembina", "Hj. Mardiana Putri", "Pembina", ((Role.PEMBINA, ""),)),
    DemoPerson("auditor", "Lia Anggraini", "Auditor", ((Role.AUDITOR, ""),)),
    DemoPerson("proses", "Rizky Maulana", "Pemilik proses", ((Role.PEMILIK_PROSES, ""),)),
    DemoPerson("operator", "Hendra Wijaya", "Operator", ((Role.OPERATOR, ""),)),
)


@cache
def governments() -> dict[str, Government]:
    """Every government that comes with the program, by its complaint process."""
    found = [read_government(path) for path in sorted(Path(__file__).parent.glob("*.yaml"))]
    return {str(government.values["process"]): government for government in found}


def add_demo_government(session: Session) -> None:
    """Adds the instansi, its units and its people. The password of the demo is one hash: it is no secret."""
    add_government(session, GOVERNMENT)
    password_hash = hash_password(PASSWORD)
    for person in PEOPLE:
        _add(session, person, password_hash)


def _add(session: Session, person: DemoPerson, password_hash: str) -> None:
    user_id = new_id()
    session.add(
        User(
            instansi_id=INSTANSI,
            id=user_id,
            username=person.username,
            name=person.name,
            password_hash=password_hash,
            must_change_password=False,
        )
    )
    session.flush()
    for role, unit in person.roles:
        grant(session, instansi_id=INSTANSI, user_id=user_id, role=role, unit=unit)
