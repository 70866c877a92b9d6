"""Why a complainant hears from their government: the kind of event, and what is wanted by when. Never the matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from engine.catalogue import N_, _


class Occasion(NamedTuple):
    """How one kind of event is told."""

    short: str
    """For a subject and a text message, after the name of the government."""
    sentence: str
    """The first sentence of a letter."""


RECEIVED, ASKED, REMINDED, ANSWERED, CHANGED, ENDED, NEWS = (
    "diterima", "ditanya", "diingatkan", "dijawab", "berubah", "berakhir", "kabar",
)  # fmt: skip
OCCASIONS: Mapping[str, Occasion] = {
    RECEIVED: Occasion(
        N_("laporan Anda kami terima"),
        N_("Laporan Anda kepada {government} kami terima dengan nomor {number}."),
    ),
    ASKED: Occasion(
        N_("kami menunggu jawaban Anda"),
        N_("{government} memerlukan jawaban Anda untuk pengaduan nomor {number}."),
    ),
    REMINDED: Occasion(
        N_("jawaban Anda belum kami terima"),
        N_("{government} belum menerima jawaban Anda untuk pengaduan nomor {number}."),
    ),
    ANSWERED: Occasion(
        N_("pengaduan Anda dijawab"),
        N_("{government} menjawab pengaduan Anda dengan nomor {number}."),
    ),
    CHANGED: Occasion(
        N_("ada yang berubah pada pengaduan Anda"),
        N_(
            "{government} mengubah jenis, golongan, atau tanggal yang dijanjikan pada pengaduan Anda dengan nomor "
            "{number}."
        ),
    ),
    ENDED: Occasion(
        N_("pengaduan Anda berakhir"),
        N_("Penanganan pengaduan Anda dengan nomor {number} oleh {government} berakhir."),
    ),
    NEWS: Occasion(
        N_("ada kabar untuk pengaduan Anda"),
        N_("Ada kabar dari {government} untuk pengaduan Anda dengan nomor {number}."),
    ),
}
_OF_KIND = {
    "minta_kelengkapan": ASKED,
    "pengingat": REMINDED,
    "jawaban": ANSWERED,
    "jawaban_langsung": ANSWERED,
    "tanggapan_sekretariat": ANSWERED,
    "keputusan_tim": ANSWERED,
    "diarsipkan": ENDED,
    "ditutup": ENDED,
}
"""Kind of a message of a diagram → what it is told as; any other is news, or a question where it names a wait."""


@dataclass(frozen=True)
class Announcement:
    """What one message to a complainant says."""

    occasion: str = NEWS
    until: str = ""
    """The last day on which an answer counts, in words."""
    lasts: str = ""
    """How long an answer counts from the message on: `10 hari kerja`."""
    continues: bool = False
    """Whether the complaint is closed, and this is how long its author may go on with it."""
    wait: str = ""
    """The step that waits for the answer."""


def occasion_of(kind: str, *, waits: bool) -> str:
    """What a message of this kind is told as. `waits`: it names a step that waits for its reader."""
    return _OF_KIND.get(kind, ASKED if waits else NEWS)


def body_of(about: Announcement, *, number: str, government: str) -> dict[str, Any]:
    """What a letter or a text message is rendered from."""
    said = {name: value for name, value in asdict(about).items() if value}
    return {"template": "pengadu", "number": number, "government": government} | said


def is_told(body: Mapping[str, Any]) -> bool:
    """Whether a body names its occasion: those that were written before did not."""
    return str(body.get("occasion", "")) in OCCASIONS


def subject_of(body: Mapping[str, Any]) -> str:
    """Government, kind of event and number, as far as the column of a subject goes."""
    said = _(OCCASIONS[body["occasion"]].short)
    return f"{str(body['government'])[: 190 - len(said) - len(body['number'])]}: {said} ({body['number']})"


def sentences_of(body: Mapping[str, Any]) -> list[str]:
    """What happened, and what is wanted by when."""
    first = _(OCCASIONS[body["occasion"]].sentence).format(government=body["government"], number=body["number"])
    return [first, *([wanted] if (wanted := wanted_of(body)) else [])]


def wanted_of(body: Mapping[str, Any]) -> str:
    """What is wanted, and by when; "" when nothing is."""
    until, lasts = str(body.get("until", "")), str(body.get("lasts", ""))
    if body.get("continues"):
        if until:
            return _("Anda dapat melanjutkannya dengan nomor yang sama sampai akhir hari %(batas)s.", batas=until)
        return _("Anda dapat melanjutkannya dengan nomor yang sama selama %(jangka)s.", jangka=lasts) if lasts else ""
    if until:
        return _("Yang kami tunggu: jawaban Anda, paling lambat akhir hari %(batas)s.", batas=until)
    if lasts:
        return _("Yang kami tunggu: jawaban Anda, dalam %(jangka)s sejak pesan ini.", jangka=lasts)
    return _("Yang kami tunggu: jawaban Anda.") if body.get("wait") else ""
