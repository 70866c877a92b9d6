"""Stored words as people read them. One that is not listed is made readable: `menunggu_kabar` as "Menunggu kabar"."""

from __future__ import annotations

from complaints.people.roles import OWN_ROLES
from engine.catalogue import N_, _

ROLES = {
    "admin_nasional": N_("Admin Nasional"),
    "admin_instansi": N_("Admin Instansi"),
    "pejabat_penghubung": N_("Pejabat Penghubung"),
    "pejabat_berwenang": N_("Pejabat berwenang"),
    "admin_upp": N_("Admin UPP"),
    "apip": N_("APIP"),
    "anggota_tim": N_("Anggota tim"),
    "tim_pemeriksa": N_("Tim Pemeriksa"),
    "penanggung_jawab": N_("Penanggung jawab"),
    "pembina": N_("Pembina"),
    "admin_kanal": N_("Admin kanal"),
    "ppid": N_("PPID"),
    "sekretariat": N_("Sekretariat"),
    "kepala_pd": N_("Kepala PD/Direktur BUMD"),
    "admin_pd": N_("Admin PD/BUMD"),
    "kepala_daerah": N_("Bupati/Wali Kota"),
    "sekda": N_("Sekretaris Daerah"),
    "kepala_dinas": N_("Kepala Dinas Kominfo"),
    "inspektur": N_("Inspektur"),
    "tim_penyusun": N_("Tim penyusun"),
    "petugas_wbs": N_("Petugas WBS"),
    "admin": N_("Administrator"),
    "auditor": N_("Auditor"),
    "pemilik_proses": N_("Pemilik proses"),
    "operator": N_("Operator"),
    "operator_kasus": N_("Operator kasus"),
}
ABBREVIATIONS = frozenset({"apip", "skpd", "upp", "opd", "sla"})


def role(name: str) -> str:
    """`pejabat_penghubung` as "Pejabat Penghubung"."""
    own = OWN_ROLES.get(name)
    if own:
        return own.name
    return _(ROLES[name]) if name in ROLES else readable(name)


def readable(name: str) -> str:
    """A stored word without a text of its own."""
    words = name.replace("_", " ").strip().capitalize().split(" ")
    return " ".join(word.upper() if word.lower() in ABBREVIATIONS else word for word in words)
