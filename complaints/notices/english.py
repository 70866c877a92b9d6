"""English words of the standard texts, which a government may take over or change before it sends them."""

from __future__ import annotations

STANDARD_ENGLISH = {
    "pesan.minta_kelengkapan": "We need more information from you before your report {nomor} can go on.",
    "pesan.diarsipkan": "Your report was archived, because the information that we asked for did not reach us in time.",
    "pesan.ditutup": "We had no response from you in time, so we have closed this report.",
    "pesan.dilanjutkan": "The information that we asked for did not reach us in time. We go on with what we have.",
    "pesan.pengingat": "We have not yet received your reply.",
    "pesan.diteruskan": "Your report was passed on to the institution that has the authority to deal with it.",
    "pesan.ditangani_apip": "Your report is dealt with by the Inspectorate (the government's internal auditors).",
    "pesan.tidak_layak": "We cannot pass your report on. You may ask us why: {telepon}.",
    "pesan.respon_awal": "We have received your report and are working on it.",
    "pesan.kendala": "Settling your report has met an obstacle. We are working on it.",
    "pesan.kabar_kendala": (
        "There is no final answer to your report yet: settling it takes longer. "
        "The office concerned was asked to explain to you what the obstacle is and what it does about it."
    ),
    "pesan.jawaban": "Your report has been answered.",
    "pesan.tanggapan_sekretariat": "The secretariat passes on to you what the office says to your report.",
    "pesan.jawaban_langsung": "Your suggestion has been answered.",
    "pesan.keputusan_tim": "The complaint handling team has decided on your report.",
    "surat.pengadu": (
        "There is news about your report {nomor}.\n\n"
        "To read it, open {tautan} and enter the number and your secret code."
    ),
}
"""Key of the text → its English words. To whistleblowers speaks the program alone: their texts are not here."""
