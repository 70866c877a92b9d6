"""Notices that leave by mail: short, without identity or substance, rendered when they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, Select, and_, bindparam, or_, select, union
from sqlalchemy.orm import Session

from complaints.decrees.periods import Period
from complaints.models import Absence, Activity, Complaint, Instansi, Membership, Substitute, User
from complaints.notices.channels import addresses_of, reach_of
from complaints.notices.hours import GATHERED_FOR, URGENT, digest_begins, leaves_at
from complaints.notices.occasions import RECEIVED, Announcement, body_of, subject_of
from complaints.people.governments.wording import ENGLISH, LETTER, filled, values_of
from complaints.people.terms import in_force
from engine.catalogue import N_, as_written
from engine.definition.operations import OperationContext
from engine.models import Case, OutboxMessage, new_id
from engine.running.outbox import DIGEST

STANDARD_TEXTS = {
    "minta_kelengkapan": N_("Kami memerlukan keterangan tambahan agar pengaduan Anda dapat diteruskan."),
    "diarsipkan": N_("Pengaduan Anda diarsipkan karena data yang kami minta tidak kami terima sampai batasnya."),
    "ditutup": N_("Tidak ada tanggapan Anda sampai batasnya, jadi pengaduan ini kami tutup."),
    "dilanjutkan": N_("Data yang kami minta belum kami terima sampai batasnya. Kami melanjutkan dengan yang ada."),
    "pengingat": N_("Kami belum menerima jawaban Anda."),
    "diteruskan": N_("Pengaduan Anda diteruskan kepada instansi yang berwenang."),
    "ditangani_apip": N_("Pengaduan Anda ditangani oleh Inspektorat (Aparat Pengawasan Intern Pemerintah)."),
    "tidak_layak": N_("Pengaduan Anda tidak dapat kami teruskan."),
    "respon_awal": N_("Pengaduan Anda telah kami terima dan sedang kami tindak lanjuti."),
    "kendala": N_("Penyelesaian pengaduan Anda mengalami kendala. Kami sedang mengusahakannya."),
    "kabar_kendala": N_(
        "Belum ada jawaban akhir atas pengaduan Anda: penyelesaiannya memerlukan waktu lebih lama. "
        "Dinas terkait diminta menjelaskan kendala dan tindakannya kepada Anda."
    ),
    "jawaban": N_("Pengaduan Anda telah dijawab."),
    "tanggapan_sekretariat": N_("Sekretariat meneruskan tanggapan instansi atas pengaduan Anda."),
    "jawaban_langsung": N_("Aspirasi Anda telah dijawab."),
    "hasil_wbs": N_("Pemeriksaan atas laporan Anda telah selesai."),
    "wbs_ditutup": N_("Laporan Anda tidak dapat kami periksa."),
    "tawaran_pengaduan": N_("Laporan Anda bukan dugaan korupsi. Anda dapat menyampaikannya sebagai pengaduan biasa."),
    "keputusan_tim": N_("Tim Pengelola Pengaduan telah memutuskan pengaduan Anda."),
}
"""What the complainant reads when the officer wrote no text of their own."""

FALLBACK = N_("Ada perkembangan pada pengaduan Anda.")

SUBJECTS = {
    "terlambat": N_("Tenggat terlewati: pengaduan {number}"),
    "batas_mendekat": N_("Batas akhir mendekat, belum didisposisi: pengaduan {number}"),
    "tembusan": N_("Tembusan pengaduan {number}"),
    "tembusan_luar": N_("Tembusan pengaduan {number} untuk instansi luar: serahkan berkasnya"),
    "pengaduan_diteruskan": N_("Pengaduan {number} diteruskan kepada Anda"),
    "laporan_masuk": N_("Laporan masuk: pengaduan {number}"),
    "siap_disposisi": N_("Pengaduan {number} siap didisposisi"),
    "dikembalikan_penghubung": N_("Pengaduan {number} dikembalikan Pejabat Penghubung"),
    "dikembalikan_instansi": N_("Pengaduan {number} dikembalikan Admin Instansi"),
    "status_penyelesaian": N_("Laporan status penyelesaian pengaduan {number}"),
    "laporan_tindak_lanjut": N_("Laporan tindak lanjut pengaduan {number}"),
    "hasil_apip": N_("Hasil tindak lanjut APIP untuk pengaduan {number}"),
    "peringatan_tenggat": N_("Tenggat mendekat: pengaduan {number}"),
    "penyerahan": N_("Serahkan berkas pengaduan {number} kepada lembaga tujuan"),
    "masukan_ditunggu": N_("Masukan Anda masih ditunggu: pengaduan {number}"),
    "hasil_koordinasi_nasional": N_("Hasil koordinasi Admin Nasional: pengaduan {number}"),
    "disposisi_keliru": N_("Disposisi pengaduan {number} dikembalikan dengan saran"),
    "komplain_berkepanjangan": N_("Komplain berkepanjangan atas pengaduan {number}"),
    "tanggapan_instansi": N_("Tanggapan instansi atas pengaduan {number}"),
    "tanggapan_pengawasan": N_("Tanggapan atas pengawasan pengaduan {number}"),
    "laporan_wbs": N_("Ada tugas untuk Anda"),
    "tambahan_pengadu": N_("Pengadu menambahkan keterangan: pengaduan {number}"),
    "perlindungan_pengadu": N_("Pengadu meminta perlindungan, berlaku sekarang: pengaduan {number}"),
    "minta_identitas": N_("Identitas pelapor diminta, menunggu persetujuan Anda: pengaduan {number}"),
    "izin_identitas": N_("Identitas pelapor dibuka untuk Anda: pengaduan {number}"),
    "diserahkan": N_("Tugas dialihkan kepada Anda: pengaduan {number}"),
    "tolak_identitas": N_("Permintaan identitas pelapor ditolak: pengaduan {number}"),
    "disebut": N_("Rekan menyebut Anda dalam catatan: pengaduan {number}"),
    "diambil_alih": N_("Tugas tidak lagi pada Anda: pengaduan {number}"),
}
OFFICER_SUBJECT = N_("Kabar tentang pengaduan {number}")
SUBMITTED = "laporan_disampaikan"
"""Kind of the notice that a report went to somebody."""
COPIED = "tembusan"
"""Kind of the notice that a copy went to a unit or to a body outside."""
COPIED_OUTSIDE = "tembusan_luar"
"""Kind of the mail to whom takes the copy to a body outside."""
HANDED_ON = "diserahkan"
"""Kind of the mail to whom a colleague gave a task."""
TAKEN_AWAY = "diambil_alih"
"""Kind of the mail to whom a task was taken from."""
MENTIONED = "disebut"
"""Kind of the mail to whom a colleague mentioned in a note."""
DAILY = "petugas_ringkasan"
"""Template of the daily letter."""
ACTIVITY_SUBJECTS = {
    "terlambat": N_("Tenggat terlewati: {activity}"),
    SUBMITTED: N_("Laporan disampaikan: {activity}"),
    "unit_lambat": N_("Ada pengaduan terlambat di unit Anda: {activity}"),
    HANDED_ON: N_("Tugas dialihkan kepada Anda: {activity}"),
    TAKEN_AWAY: N_("Tugas tidak lagi pada Anda: {activity}"),
    "undangan_rapat": N_("Undangan rapat: {activity}"),
    "hasil_koordinasi": N_("Hasil koordinasi: {activity}"),
    "putusan_pembina": N_("Putusan Pembina: {activity}"),
    "laporan_belum_masuk": N_("Laporan belum masuk: {activity}"),
    "praktik_baik": N_("Praktik baik: {activity}"),
    "tindak_lanjut_evaluasi": N_("Tindak lanjut evaluasi: {activity}"),
}
ACTIVITY_SUBJECT = N_("Kabar tentang {activity}")
WORK_SUBJECT = N_("Ada tugas untuk Anda")
LESS_WORK_SUBJECT = N_("Daftar tugas Anda berubah")


def standard_text(kind: str) -> str:
    """The text of a message to the complainant that needs no words of its own."""
    return STANDARD_TEXTS.get(kind, FALLBACK)


@dataclass(frozen=True)
class Matter:
    """What a notice is about: a complaint by its number, or an activity by its title and period."""

    number: str = ""
    activity: str = ""
    restricted: bool = False
    """A report of a whistleblower: mail says that there is work, and not even of what kind (BT-P2(2)g)."""

    def subject(self, kind: str) -> str:
        """The subject of the mail to an officer."""
        if self.restricted:
            return LESS_WORK_SUBJECT if kind == TAKEN_AWAY else WORK_SUBJECT
        if self.activity:
            return ACTIVITY_SUBJECTS.get(kind, ACTIVITY_SUBJECT).format(activity=self.activity)
        return SUBJECTS.get(kind, OFFICER_SUBJECT).format(number=self.number)

    def body(self, kind: str) -> dict[str, str]:
        """What the letter is rendered from."""
        if self.restricted:
            return {"template": "petugas_daftar" if kind == TAKEN_AWAY else "petugas_tugas"}
        if self.activity:
            return {"template": "petugas_kegiatan", "activity": self.activity, "kind": kind}
        template = "petugas_tembusan" if kind in (COPIED, COPIED_OUTSIDE) else "petugas"
        return {"template": template, "number": self.number, "kind": kind}


def about(context: OperationContext) -> Matter:
    """The complaint or the activity of the case."""
    return matter_of(context.session, instansi_id=context.instansi_id, case_id=context.case_id)


_NUMBER = select(Complaint.number, Complaint.restricted).where(
    Complaint.instansi_id == bindparam("instansi_id"), Complaint.id == bindparam("case_id")
)


def matter_of(session: Session, *, instansi_id: str, case_id: UUID) -> Matter:
    """The complaint or the activity of a case."""
    asked = {"instansi_id": instansi_id, "case_id": case_id}
    if (complaint := session.execute(_NUMBER, asked).one_or_none()) is not None:
        return Matter(restricted=True) if complaint.restricted else Matter(number=complaint.number)
    if (activity := session.get(Activity, (instansi_id, case_id))) is not None:
        return Matter(activity=f"{activity.title}, {Period(activity.period_from, activity.period_to).words()}")
    return Matter()


def to_officers(context: OperationContext, *, roles: Sequence[str], unit: str | None, kind: str, about: Matter) -> None:
    """Mail to active people with an address who hold one of the roles, and to who takes their place now.

    With a unit only to those of that unit or of the whole instansi: a unit that is not known yet ("") reaches no other.
    Of a restricted report nobody is told in another's place.
    """
    if not roles:
        return
    asked = {
        "instansi_id": context.instansi_id,
        "roles": list(roles),
        "now": context.now,
        **({} if unit is None else {"unit": unit}),
        **({} if about.restricted else {"case_id": context.case_id}),
    }
    found = _addresses(of_unit=unit is not None, with_substitutes=not about.restricted)
    _post_to_officers(context, context.session.scalars(found, asked).all(), kind=kind, about=about)


@cache
def _addresses(*, of_unit: bool, with_substitutes: bool) -> Select[str]:
    """Asked with most steps, and therefore built once: the addresses of the people with certain roles, in a unit, and
    of who takes their place."""
    now: BindParameter[datetime] = bindparam("now")
    roles: BindParameter[list[str]] = bindparam("roles", expanding=True)
    home: BindParameter[str] = bindparam("instansi_id")
    unit: BindParameter[str] = bindparam("unit")
    held = (Membership.instansi_id == home) & Membership.role.in_(roles) & in_force(now)
    if of_unit:
        held &= or_(Membership.unit == unit, Membership.unit == "")
    people = [select(Membership.user_id).where(held)]
    if with_substitutes:
        named = _in_their_place(home, roles, now)
        people.append(named.where(or_(Substitute.unit == unit, Substitute.unit == "")) if of_unit else named)
    return select(User.email).where(
        User.instansi_id == home, User.active, User.email != "", User.id.in_(union(*people))
    )


@as_written()
def to_complainant(session: Session, *, instansi_id: str, case_id: UUID, about: Announcement, now: datetime) -> None:
    """Tells the author of a complaint what kind of event there is and what is wanted: no text of the case, no secret
    code. Nobody is told who left no address; and no whistleblower: whoever runs the mailbox would learn that its owner
    reported.
    """
    reach = reach_of(session, instansi_id=instansi_id, complaint_id=case_id)
    if reach is None or not reach.address:
        return
    home = session.get_one(Instansi, instansi_id)
    body = body_of(about, number=reach.number, government=home.name)
    session.add(_letter(home, case_id, reach.address, subject_of(body), body, channel=reach.chosen, now=now))


@as_written()
def receipt_for(
    home: Instansi, case_id: UUID, *, number: str, email: str, phone: str, now: datetime
) -> OutboxMessage | None:
    """The message that a report was received, with its number, for whoever lodges it; None without a way to tell."""
    channel, address = next(iter(addresses_of(home.limits, email=email, phone=phone).items()), ("", ""))
    if not channel:
        return None
    body = body_of(Announcement(RECEIVED), number=number, government=home.name)
    return _letter(home, case_id, address, subject_of(body), body, channel=channel, now=now)


def to_people(
    session: Session, *, instansi_id: str, addresses: Iterable[str], kind: str, about: Matter, now: datetime
) -> None:
    """Mail to these addresses ("" for none) about what happens beside the case, whose history does not tell of it."""
    _post_to_officers(_Beside(session, instansi_id, None, now), addresses, kind=kind, about=about)


def to_new_holder(
    session: Session, *, instansi_id: str, person_id: UUID, about: Matter, due: datetime | None, now: datetime
) -> None:
    """Mail to an active person that they have a task now; at once when it is due before the next letter."""
    _to_holder(session, instansi_id, person_id, HANDED_ON, about, due, now)


def to_former_holder(
    session: Session, *, instansi_id: str, person_id: UUID, about: Matter, due: datetime | None, now: datetime
) -> None:
    """Mail to an active person that a task is no longer theirs; at once when it is due before the next letter."""
    _to_holder(session, instansi_id, person_id, TAKEN_AWAY, about, due, now)


def _to_holder(
    session: Session, instansi_id: str, person_id: UUID, kind: str, about: Matter, due: datetime | None, now: datetime
) -> None:
    address = session.scalar(
        select(User.email).where(User.instansi_id == instansi_id, User.id == person_id, User.active)
    )
    beside = _Beside(session, instansi_id, None, now)
    home = session.get_one(Instansi, instansi_id)
    soon = due is not None and due <= leaves_at(session, home, now=now, urgent=False)
    _post_to_officers(beside, [address or ""], kind=kind, about=about, urgent=soon)


def digest(session: Session, *, instansi_id: str, address: str, told: str, now: datetime) -> None:
    """The daily letter: how much work there is, in one sentence, together with what waited for it."""
    home = session.get_one(Instansi, instansi_id)
    _post(
        _Beside(session, instansi_id, None, now), address, told, {"template": DAILY, "told": told}, channel=DIGEST,
        leaves=max(now, digest_begins(home, now) + GATHERED_FOR),
    )  # fmt: skip


def _post_to_officers(
    context: OperationContext | _Beside, addresses: Iterable[str], *, kind: str, about: Matter, urgent: bool = False
) -> None:
    told = sorted(set(addresses) - {""})
    if not told:
        return
    home = context.session.get_one(Instansi, context.instansi_id)
    urgent = urgent or about.restricted or kind in URGENT
    subject, body = about.subject(kind), about.body(kind)
    for address in told:
        leaves = leaves_at(context.session, home, now=context.now, urgent=urgent)
        _post(context, address, subject, body, channel=DIGEST, leaves=leaves)


class _Beside(NamedTuple):
    """What is needed of a context to write a letter."""

    session: Session
    instansi_id: str
    case_id: UUID | None
    now: datetime


def _in_their_place(
    home: BindParameter[str], roles: BindParameter[list[str]], now: BindParameter[datetime]
) -> Select[UUID]:
    """Ids of the substitutes of the moment, as far as they were named for a role and the process of the case."""
    process = select(Case.process_id).where(Case.instansi_id == home, Case.id == bindparam("case_id"))
    return (
        select(Substitute.user_id)
        .join(Absence, and_(Absence.instansi_id == Substitute.instansi_id, Absence.id == Substitute.absence_id))
        .where(
            Substitute.instansi_id == home,
            Substitute.role.in_(roles),
            or_(Substitute.process_id == "", Substitute.process_id == process.scalar_subquery()),
            Absence.begins_at <= now,
            Absence.ends_at > now,
        )
    )


def _post(
    context: OperationContext | _Beside,
    address: str,
    subject: str,
    body: dict[str, Any],
    *,
    channel: str = "email",
    leaves: datetime | None = None,
) -> None:
    home = context.session.get_one(Instansi, context.instansi_id)
    context.session.add(
        _letter(home, context.case_id, address, subject, body, channel=channel, now=context.now, leaves=leaves)
    )


def _letter(
    home: Instansi,
    case_id: UUID | None,
    address: str,
    subject: str,
    body: dict[str, Any],
    *,
    now: datetime,
    channel: str = "email",
    leaves: datetime | None = None,
) -> OutboxMessage:
    key = f"{LETTER}{body['template']}"
    for name, text in (("own", home.texts.get(key)), ("english", home.texts.get(f"{key}{ENGLISH}"))):
        if text:
            body = body | {name: filled(text, values_of(home))}
    return OutboxMessage(
        instansi_id=home.id,
        id=new_id(),
        case_id=case_id,
        channel=channel,
        recipient=address,
        subject=subject,
        body=body,
        created_at=now,
        available_at=leaves or now,
    )
