"""Kabupaten Tanah Laut for trying out: its units and one person, at least, for every role. The people are invented."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from complaints.models import Instansi, Unit, User
from complaints.passwords import hash_password
from complaints.people import grant
from complaints.roles import Role
from engine.models import new_id

INSTANSI = "tanah-laut"
PROCESS = "pengaduan_tanah_laut"
PASSWORD = "tuntung-pandang"
"""Of everybody in the demo, and only there: printed by `make run`."""

UNITS = {
    "sekretariat-daerah": "Sekretariat Daerah",
    "inspektorat": "Inspektorat",
    "dinas-pendidikan-dan-kebudayaan": "Dinas Pendidikan dan Kebudayaan",
    "dinas-kesehatan": "Dinas Kesehatan",
    "dinas-pupr": "Dinas Pekerjaan Umum dan Penataan Ruang",
    "dinas-lingkungan-hidup": "Dinas Lingkungan Hidup",
    "dinas-sosial": "Dinas Sosial",
    "dinas-perhubungan": "Dinas Perhubungan",
    "disdukcapil": "Dinas Kependudukan dan Pencatatan Sipil",
    "diskominfo": "Dinas Komunikasi dan Informatika",
    "dinas-pmd": "Dinas Pemberdayaan Masyarakat dan Desa",
    "dinas-koperasi-dan-perdagangan": "Dinas Koperasi, Usaha Kecil dan Perdagangan",
    "dinas-pertanian": "Dinas Tanaman Pangan, Hortikultura dan Perkebunan",
    "dinas-peternakan": "Dinas Peternakan dan Kesehatan Hewan",
    "dinas-perikanan": "Dinas Ketahanan Pangan dan Perikanan",
    "dinas-tenaga-kerja": "Dinas Tenaga Kerja dan Perindustrian",
    "dinas-pariwisata": "Dinas Pariwisata",
    "dpmptsp": "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
    "satpol-pp-dan-damkar": "Satuan Polisi Pamong Praja dan Pemadam Kebakaran",
    "bkpsdm": "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
    "bpkad": "Badan Pengelola Keuangan dan Aset Daerah",
    "bapenda": "Badan Pendapatan Daerah",
    "bpbd": "Badan Penanggulangan Bencana Daerah",
    "rsud-hadji-boejasin": "RSUD Hadji Boejasin Pelaihari",
}


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


def instansi_for(process_id: str) -> Instansi:
    """The instansi whose process this is. Raises LookupError for a process of none."""
    if process_id != PROCESS:
        raise LookupError(f"tidak ada instansi dengan proses '{process_id}'")
    return Instansi(
        id=INSTANSI,
        name="Pemerintah Kabupaten Tanah Laut",
        regulation="Peraturan Bupati Tanah Laut Tahun 2020 tentang Sistem Pengelolaan Pengaduan Pelayanan Publik",
        process_id=PROCESS,
        time_zone="Asia/Makassar",
        province_scope="ID-KS",
        regency_scope=INSTANSI,
        office_closes="16:00",
        cuti_bersama_stops_clock=True,
        contact_name="Tim Pengelola Pengaduan Kabupaten Tanah Laut",
        contact_address="Jalan A. Syairani Nomor 36, Pelaihari, Tanah Laut 70815",
    )


def add_government(session: Session) -> None:
    """Adds the instansi, its units and its people. The password of the demo is one hash: it is no secret."""
    session.add(instansi_for(PROCESS))
    session.flush()
    session.add_all(Unit(instansi_id=INSTANSI, id=slug, name=name) for slug, name in UNITS.items())
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
