"""The words of a message: the government's own where it has any, else those of the program."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from complaints.models import Complaint, Instansi
from complaints.notices.english import STANDARD_ENGLISH
from complaints.notices.mail import CHANGED_PARAGRAPHS, CLOSING_IN_ENGLISH, IN_ENGLISH, PARAGRAPHS
from complaints.notices.notice import standard_text
from complaints.people.governments.wording import ENGLISH, LETTER, LETTERS, MESSAGE, PRIVACY, filled, values_of
from engine.catalogue import N_, _
from engine.definition.bundle import Bundle
from engine.definition.operations import OperationContext

SENDS = "kirim_pesan"
_BETWEEN = f"\n\n{IN_ENGLISH}\n"
WHO_ANSWERS = N_(
    "{pemerintah} adalah pengendali data pribadi Anda. Petugas pelindungan data pribadi dapat dihubungi lewat "
    "pengelola pengaduan di bawah ini."
)
"""The paragraph of the privacy notice that a government may say in its own words."""
_OLD_NAMES = {"{number}": "{nomor}", "{url}": "{tautan}", "{activity}": "{kegiatan}"}


def message_text(context: OperationContext, kind: str) -> str:
    """What the complainant reads when neither the diagram nor an officer says anything."""
    row = context.session.get_one(Instansi, context.instansi_id)
    own, english = row.texts.get(f"{MESSAGE}{kind}"), row.texts.get(f"{MESSAGE}{kind}{ENGLISH}")
    complaint = context.session.get(Complaint, (context.instansi_id, context.case_id)) if own or english else None
    if complaint is not None and complaint.restricted:  # to a whistleblower speaks the program alone
        own = english = None
    told = values_of(row) | {"nomor": complaint.number if complaint else "–"}
    text = filled(own, told) if own else _(standard_text(kind))
    return f"{text}{_BETWEEN}{filled(english, told)}" if english else text


def in_both(text: str) -> tuple[str, str]:
    """The Indonesian words of a message that was sent, and its English ones ("" without)."""
    indonesian, _between, english = text.partition(_BETWEEN)
    return indonesian, english


def who_answers(session: Session, *, instansi_id: str) -> str:
    """Who answers for personal data, as the privacy notice of a government says."""
    row = session.get_one(Instansi, instansi_id)
    return filled(row.texts.get(PRIVACY) or _(WHO_ANSWERS), values_of(row))


def suggested_english(key: str) -> str:
    """The program's translation of a standard text, to be taken or changed; "" where it has none."""
    return STANDARD_ENGLISH.get(key, "")


def default_text(key: str) -> str:
    """What counts when nobody changed a text, with the names of its placeholders."""
    if key == PRIVACY:
        return _(WHO_ANSWERS)
    if key.startswith(MESSAGE):
        return _(standard_text(key.removeprefix(MESSAGE)))
    text = "\n\n".join(_(each) for each in PARAGRAPHS[key.removeprefix(LETTER)][:CHANGED_PARAGRAPHS])
    for old, new in _OLD_NAMES.items():
        text = text.replace(old, new)
    return text


def changeable(bundles: Iterable[Bundle]) -> list[str]:
    """The keys of all texts that these processes send without words of the diagram, then those of letters."""
    kinds = {
        element.parameters.get("jenis", "")
        for bundle in bundles
        for diagram in bundle.diagrams.values()
        for element in diagram.elements.values()
        if element.topic == SENDS and not element.parameters.get("teks", "").strip()
    }
    return [PRIVACY, *(f"{MESSAGE}{kind}" for kind in sorted(kinds - {""})), *(f"{LETTER}{name}" for name in LETTERS)]


def sample(session: Session, *, instansi_id: str, key: str, text: str, address: str) -> str:
    """A text as it would be sent, with an invented number and activity."""
    row = session.get_one(Instansi, instansi_id)
    told = {"nomor": "XX-2026-7K4M2Q", "kegiatan": _("Laporan triwulan, contoh"), "tautan": address}
    if key.endswith(ENGLISH):
        closing = [CLOSING_IN_ENGLISH] if key.startswith(LETTER) else []
        return "\n\n".join([filled(text, values_of(row) | told), *closing])
    after = PARAGRAPHS[key.removeprefix(LETTER)][CHANGED_PARAGRAPHS:] if key.startswith(LETTER) else ()
    return "\n\n".join([filled(text, values_of(row) | told), *(_(each) for each in after)])
