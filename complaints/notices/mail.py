"""Mail out: plain text over SMTP, with a Message-ID that stays the same however often it is tried."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from complaints.notices.notice import DAILY
from complaints.notices.occasions import is_told, sentences_of
from complaints.notices.short_texts import ANSWER
from complaints.people import invitations
from complaints.people.governments.wording import filled
from complaints.settings import Settings
from engine.catalogue import N_, _
from engine.running.outbox import DeliveryError, Parcel, Sender, UnreachableError

TIMEOUT_SECONDS = 20
TRIAL = "percobaan"
PARAGRAPHS = {
    "pengadu": (
        N_("Ada kabar baru untuk pengaduan Anda dengan nomor {number}."),
        N_("Untuk membacanya, buka {url} lalu masukkan nomor pengaduan dan kode rahasia Anda."),
        N_("Demi keamanan Anda, surat ini tidak memuat isi pengaduan dan kami tidak pernah meminta kode rahasia Anda."),
    ),
    "petugas": (
        N_("Ada yang perlu Anda lihat pada pengaduan nomor {number}."),
        N_("Buka daftar tugas Anda: {url}"),
        N_("Surat ini sengaja tidak memuat identitas pelapor dan isi pengaduan."),
    ),
    "petugas_tembusan": (
        N_("Tembusan pengaduan nomor {number} ada dalam daftar tembusan Anda."),
        N_("Buka daftar tembusan Anda: {url}"),
        N_("Surat ini sengaja tidak memuat identitas pelapor dan isi pengaduan."),
    ),
    TRIAL: (N_("Ini surat percobaan dari operator Alur: server surat menerimanya. Tidak ada yang perlu dilakukan."),),
    DAILY: (
        N_("{told}"),
        N_("Buka daftar tugas Anda: {url}"),
        N_("Surat ini sengaja tidak memuat identitas pelapor dan isi pengaduan."),
    ),
    "petugas_tugas": (N_("Ada tugas yang menunggu Anda."), N_("Buka daftar tugas Anda: {url}")),
    "petugas_daftar": (N_("Ada yang berubah pada daftar tugas Anda."), N_("Buka daftar tugas Anda: {url}")),
    invitations.TEMPLATE: (
        N_("Administrator pemerintah daerah Anda menyiapkan akun Alur untuk Anda."),
        N_("Buat kata sandi Anda sendiri di {url}"),
        N_("Tautan ini berlaku tiga hari dan hanya sekali. Bila Anda tidak menunggunya, abaikan surat ini."),
    ),
    "petugas_kegiatan": (
        N_("Ada yang perlu Anda lihat pada kegiatan {activity}."),
        N_("Buka daftar tugas Anda: {url}"),
    ),
}
IN_ENGLISH = "In English:"
"""Stands between the Indonesian and the English words of one text."""
CLOSING_IN_ENGLISH = "For your safety this letter says nothing of the matter, and we never ask for your secret code."
"""After the English words of a letter to the complainant: always stays, as its Indonesian sister does."""
DIGEST_SUBJECT = N_("%(num)s kabar untuk Anda")
DIGEST_PARAGRAPHS = (
    N_("Ada {count} kabar untuk Anda:"),
    N_("Buka daftar tugas Anda: {url}"),
    N_("Surat ini sengaja tidak memuat identitas pelapor dan isi pengaduan."),
)
REPLY_ABOVE = N_("--- Tulis jawaban Anda di atas garis ini ---")
"""Begins a letter that can be answered: what stands below it in a reply is the letter."""
BY_REPLY = N_(
    "Anda dapat membalas surat ini, juga dengan foto atau PDF. Jangan tulis kode rahasia Anda. Balas dengan kata "
    "BERHENTI bila tidak ingin menerima surat lagi, MULAI bila ingin lagi."
)
CHANGED_PARAGRAPHS = 2
"""Of a letter, by a government's own words: what follows, that it tells nothing of the matter, always stays."""
MOST_LINES = 50
"""Of one letter; the task list has them all."""
TASKS = "petugas/tugas"
PLACES = {"pengadu": "{}/lacak", ANSWER: "{}/lacak", "petugas_tembusan": "petugas/tembusan"}
"""Where the reader finds what the letter is about, if not in the task list."""


def sender_for(settings: Settings) -> Sender:
    """Sends over the SMTP server of the settings; without one every message stays in the outbox."""
    if not settings.smtp_url:
        return _keep
    return SmtpSender(settings.smtp_url, settings.mail_from, settings.base_url, settings.secret_key)


def _keep(_parcel: Parcel) -> None:
    raise DeliveryError(_("server surat belum diatur (ALUR_SMTP_URL)"))


def _subjects(parcel: Parcel) -> list[str]:
    """The subjects of one letter, each once."""
    return list(dict.fromkeys([parcel.subject, *(each.subject for each in parcel.others)]))


def _gathered(subjects: list[str], url: str) -> list[str]:
    """What stands in one letter for several messages: their subjects, which name no person and no matter."""
    lines = [f"- {subject}" for subject in subjects[:MOST_LINES]]
    if len(subjects) > MOST_LINES:
        lines.append(_("- dan %(num)s lainnya", num=len(subjects) - MOST_LINES))
    first, *rest = DIGEST_PARAGRAPHS
    return [first.format(count=len(subjects)), "\n".join(lines), *(text.format(url=url) for text in rest)]


def letter(body: Mapping[str, Any], *, url: str) -> list[str]:
    """The paragraphs of one letter. `body` is that of its row in the outbox; `url` is where the reader goes on."""
    values = {"number": "", "activity": ""} | dict(body) | {"url": url}
    if body.get("template") == ANSWER:
        return [str(body["text"]), url]
    paragraphs = [text.format(**values) for text in PARAGRAPHS[str(body.get("template", "petugas"))]]
    happened = sentences_of(body) if is_told(body) else []
    told = {"nomor": values["number"], "kegiatan": values["activity"], "tautan": values["url"]}
    if own := str(body.get("own", "")):
        paragraphs = [*happened, filled(own, told), *paragraphs[CHANGED_PARAGRAPHS:]]
    elif happened:
        paragraphs = [*happened, *paragraphs[1:]]
    if english := str(body.get("english", "")):
        paragraphs += [IN_ENGLISH, filled(english, told), CLOSING_IN_ENGLISH]
    return [REPLY_ABOVE, *paragraphs, _(BY_REPLY)] if body.get("reply_to") else paragraphs


@dataclass(frozen=True)
class SmtpSender:
    """`smtp://user:password@host:587` (STARTTLS where the server offers it) or `smtps://…:465`.

    A password leaves only through TLS; without one a server in the own house may do without.
    """

    url: str
    mail_from: str
    base_url: str
    secret_key: str = field(default="", repr=False)
    """Makes the links of invitations."""

    def __call__(self, parcel: Parcel) -> None:
        """Hand over one message. Raises DeliveryError, without addresses or passwords in its text."""
        message = self.render(parcel)
        try:
            with self._connect() as server:
                server.send_message(message)
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError) as error:
            raise UnreachableError(type(error).__name__) from error
        except smtplib.SMTPException as error:
            raise DeliveryError(type(error).__name__) from error
        except OSError as error:
            raise UnreachableError(type(error).__name__) from error

    def render(self, parcel: Parcel) -> EmailMessage:
        """The message as it leaves."""
        template = str(parcel.body.get("template", "petugas"))
        subjects = _subjects(parcel)
        gathered = len(subjects) > 1
        path = TASKS if gathered else self._path(template, parcel)
        url = f"{self.base_url.rstrip('/')}/{path}"
        message = EmailMessage()
        message["Subject"] = _(DIGEST_SUBJECT, num=len(subjects)) if gathered else parcel.subject
        message["From"] = self.mail_from
        message["To"] = parcel.recipient
        message["Date"] = format_datetime(parcel.created_at)
        message["Message-ID"] = f"<{parcel.id}@{self.mail_from.rpartition('@')[2] or 'localhost'}>"
        message["Auto-Submitted"] = "auto-replied" if template == ANSWER else "auto-generated"
        if reply_to := str(parcel.body.get("reply_to", "")):
            message["Reply-To"] = reply_to
            message["List-Unsubscribe"] = f"<mailto:{reply_to}?subject=BERHENTI>"
        paragraphs = _gathered(subjects, url) if gathered else letter(parcel.body, url=url)
        message.set_content("\n\n".join(paragraphs) + "\n")
        return message

    def _path(self, template: str, parcel: Parcel) -> str:
        if template == invitations.TEMPLATE:
            invitation = str(parcel.body.get("invitation", ""))
            return invitations.path_of(self.secret_key, instansi_id=parcel.instansi_id, invitation=invitation)
        return PLACES.get(template, TASKS).format(parcel.instansi_id)

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, secure = parts.hostname or "localhost", parts.scheme == "smtps"
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if secure:
            server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_SECONDS)
        try:
            server.ehlo()
            if not secure and server.has_extn("starttls"):
                server.starttls(context=context)
            elif not secure and parts.username:
                raise UnreachableError(_("server surat tidak menawarkan TLS, jadi sandinya tidak dikirim"))
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            server.close()
            raise
        return server
