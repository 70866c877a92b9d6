"""Everything that is verified of what is stored, part by part: each part says how much of it was examined."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from cryptography.x509 import Certificate
from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.files.file_store import FileStore
from complaints.models import Attachment
from complaints.upkeep.acts_verified import verify_acts
from complaints.upkeep.bound_readings import verify_readings
from complaints.upkeep.figures_verified import verify_figures
from complaints.upkeep.mined_verified import verify_mined
from engine.catalogue import _
from engine.record.cells import came_of_a_cell
from engine.record.chain import Break, Head, Verifier
from engine.record.examining import examine
from engine.record.log.checking import verify_log
from engine.record.log.note import NamedKey, SignedNote
from engine.record.log.stamps import verify_stamps
from engine.record.stored_heads import NOBODY
from engine.workshop.version_record import count_versions, verify_versions


@dataclass
class ExaminedPart:
    """One part of what was examined: what and how much, in words, and what does not fit."""

    examined: str
    count: int
    """Rows, parts or files."""
    breaks: list[Break] = field(default_factory=list)


@dataclass
class Examination:
    """What was looked at, and what was found."""

    histories: int
    parts: list[ExaminedPart] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """Rows of histories that this program cannot read: they are whole, and what they say was not examined."""
    early: list[str] = field(default_factory=list)
    """Rows dated before the one in front of them."""
    unexamined: list[str] = field(default_factory=list)
    """What this look left out, in words."""

    @property
    def breaks(self) -> list[Break]:
        """What does not fit, whatever part it belongs to."""
        return [each for part in self.parts for each in part.breaks]


def verify(
    session: Session,
    *,
    verifier: Verifier | None,
    log_key: NamedKey | None,
    files: FileStore | None = None,
    instansi_id: str | None = None,
    case_id: uuid.UUID | None = None,
    heads: Mapping[str, Head] | None = None,
    checkpoints: Iterable[SignedNote] = (),
    roots: Sequence[Certificate] = (),
) -> Examination:
    """Looks at histories, what they bind, what tables repeat of them, the bytes of files (unless `files` is None), and,
    without a selection, the log. The session crosses governments, or belongs to the selected one.
    """
    seen = examine(session, verifier=verifier, instansi_id=instansi_id, case_id=case_id, heads=heads)
    found = Examination(
        seen.histories, unread=[str(each) for each in seen.unread], early=[str(each) for each in seen.early]
    )
    told = _("Riwayat: %(rows)s baris dalam %(histories)s riwayat", rows=seen.rows, histories=seen.histories)
    found.parts.append(ExaminedPart(told, seen.rows, seen.broken))
    told = _("Isi, identitas, berkas, pesan, dan surat yang diikat riwayat: %(n)s bagian", n=seen.beside.compared)
    found.parts.append(ExaminedPart(told, seen.beside.compared, seen.beside.breaks))
    told = _("Tugas, batas waktu, dan keadaan kasus menurut riwayat: %(n)s baris", n=seen.tables.compared)
    found.parts.append(ExaminedPart(told, seen.tables.compared, seen.tables.breaks))
    if case_id is None:
        found.parts.append(_look(_("Catatan pembacaan"), lambda: _readings(session, instansi_id)))
        found.parts.append(_look(_("Angka laporan"), lambda: _figures(session, instansi_id)))
        found.parts.append(_look(_("Hitungan penelusuran proses"), lambda: _mined(session, instansi_id, found)))
        found.parts.append(_look(_("Versi proses"), lambda: _versions(session, instansi_id, found)))
        found.parts.append(_look(_("Orang dan peran"), lambda: _acts(session, instansi_id, found)))
    else:
        found.unexamined.append(
            _("Catatan pembacaan, angka laporan, penelusuran proses, versi, orang, dan peran: tidak menurut kasus")
        )
    if files is None:
        found.unexamined.append(_("Bita berkas di disk"))
    else:
        looked = partial(_files, session, files, found, instansi_id=instansi_id, case_id=case_id)
        found.parts.append(_look(_("Bita berkas di disk"), looked))
    if instansi_id is None and case_id is None:
        found.parts.append(_look(_("Log segel"), lambda: _log(session, log_key, checkpoints)))
        stamps = _look(_("Cap waktu"), lambda: _stamps(session, roots, found))
        found.parts += [stamps] if stamps.count or stamps.breaks else []
    else:
        found.unexamined.append(_("Log segel: hanya bersama seluruh riwayat"))
    return found


def _look(label: str, look: Callable[[], ExaminedPart]) -> ExaminedPart:
    """A part; a cell that no program wrote is a finding, and hides no other part."""
    try:
        return look()
    except Exception as error:
        if not came_of_a_cell(error):
            raise
    reason = _("memuat sel yang tidak ditulis program; bagian ini tidak dapat diperiksa seluruhnya")
    return ExaminedPart(label, 0, [Break("-", NOBODY, 0, reason, label)])


def _readings(session: Session, instansi_id: str | None) -> ExaminedPart:
    looks = verify_readings(session, instansi_id=instansi_id)
    told = _("Catatan pembacaan: %(rows)s baris dalam %(days)s hari yang diikat", rows=looks.rows, days=looks.days)
    return ExaminedPart(told, looks.rows, looks.breaks)


def _figures(session: Session, instansi_id: str | None) -> ExaminedPart:
    figures = verify_figures(session, instansi_id=instansi_id)
    told = _("Angka laporan yang disimpan, dihitung ulang dari riwayat: %(n)s pengaduan", n=figures.compared)
    return ExaminedPart(told, figures.compared, figures.breaks)


def _mined(session: Session, instansi_id: str | None, found: Examination) -> ExaminedPart:
    mined = verify_mined(session, instansi_id=instansi_id)
    if mined.kept > mined.compared:
        text = _("%(n)s hitungan penelusuran proses: yang diperiksa dipilih acak", n=mined.kept - mined.compared)
        found.unexamined.append(text)
    given = {"n": mined.compared, "bulan": mined.months}
    told = _("Hitungan penelusuran proses, dihitung ulang: %(n)s pengaduan dan jumlah %(bulan)s bulan", **given)
    return ExaminedPart(told, mined.compared + mined.months, mined.breaks)


def _versions(session: Session, instansi_id: str | None, found: Examination) -> ExaminedPart:
    versions = verify_versions(session, instansi_id=instansi_id)
    if unbound := count_versions(session, instansi_id=instansi_id) - versions.compared:
        found.unexamined.append(_("%(n)s versi proses dari sebelum riwayat mengikatnya", n=unbound))
    told = _("Versi proses yang diikat riwayat: %(n)s versi", n=versions.compared)
    return ExaminedPart(told, versions.compared, versions.breaks)


def _acts(session: Session, instansi_id: str | None, found: Examination) -> ExaminedPart:
    acts = verify_acts(session, instansi_id=instansi_id)
    if acts.unbound:
        text = _("%(n)s orang, peran, kunci, dan hari keputusan dari sebelum riwayat tindakan", n=acts.unbound)
        found.unexamined.append(text)
    for name, since in sorted(acts.since.items()):
        given = {"nama": name, "saat": f"{since:%d-%m-%Y %H.%M}"}
        text = _("Yang diubah pada orang, unit, kunci, dan data %(nama)s sebelum terikat pada %(saat)s (UTC)", **given)
        found.unexamined.append(text)
    told = _("Orang, peran, unit, data, dan hari libur menurut riwayat tindakan: %(n)s baris", n=acts.compared)
    return ExaminedPart(told, acts.compared, acts.breaks)


def _log(session: Session, key: NamedKey | None, checkpoints: Iterable[SignedNote]) -> ExaminedPart:
    log = verify_log(session, key=key, known=checkpoints)
    said = {"entries": log.entries, "checkpoints": log.checkpoints, "outside": log.outside}
    text = _("Log segel: %(entries)s entri, %(checkpoints)s titik periksa; %(outside)s baris belum masuk", **said)
    return ExaminedPart(text, log.entries, log.breaks)


def _stamps(session: Session, roots: Sequence[Certificate], found: Examination) -> ExaminedPart:
    seen = verify_stamps(session, roots)
    if seen.count and not seen.chained:
        found.unexamined.append(_("Sertifikat layanan cap waktu: akarnya tidak disebut (ALUR_TSA_ROOTS)"))
    return ExaminedPart(_("Cap waktu atas titik periksa: %(n)s", n=seen.count), seen.count, seen.breaks)


def _files(
    session: Session, store: FileStore, found: Examination, *, instansi_id: str | None, case_id: uuid.UUID | None
) -> ExaminedPart:
    """Originals and the clean copies that officers look at."""
    query = select(Attachment.instansi_id, Attachment.complaint_id, Attachment.sealed_path, Attachment.sha256,
                   Attachment.view_path, Attachment.view_sha256)  # fmt: skip
    if instansi_id is not None:
        query = query.where(Attachment.instansi_id == instansi_id)
    if case_id is not None:
        query = query.where(Attachment.complaint_id == case_id)
    count, unbound, breaks = 0, 0, []
    for row in session.execute(query.execution_options(yield_per=1_000)):
        count += 1
        digest = store.digest_of(row.sealed_path)
        if digest != row.sha256:
            reason = _("berkas di disk hilang") if digest is None else _("bita berkas di disk berbeda")
            breaks.append(Break(row.instansi_id, row.complaint_id, 0, f"{reason} ({row.sealed_path[:10]}…)"))
        if row.view_path:
            unbound += not row.view_sha256
            digest = store.digest_of(row.view_path)
            if digest is None or row.view_sha256 not in ("", digest):
                gone, other = _("salinan bersih berkas di disk hilang"), _("bita salinan bersih di disk berbeda")
                reason = gone if digest is None else other
                breaks.append(Break(row.instansi_id, row.complaint_id, 0, f"{reason} ({row.view_path[:10]}…)"))
    if unbound:
        told = _("Isi %(n)s salinan bersih dari sebelum riwayat mengikat sidiknya: hanya adanya", n=unbound)
        found.unexamined.append(told)
    return ExaminedPart(_("Bita berkas di disk: %(n)s berkas", n=count), count, breaks)
