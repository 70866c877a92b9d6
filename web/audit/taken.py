"""A case to take out of the house: with what proves each row, or as a package for another body. With a reason."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import IO, Any
from uuid import UUID

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints import audit
from complaints.audit.file import CaseFile
from complaints.casework import What, reasons
from complaints.casework.file_copies import FileCopy, Reader, file_copy, files_in
from complaints.casework.readings import Ground
from complaints.people.roles import Role
from complaints.reports.handover import packed
from complaints.tracking.case_zip import LINES, write_case_zip
from engine.catalogue import as_written
from engine.errors import NotFoundError
from web.audit.blueprint import blueprint
from web.audit.case import noted_case
from web.audit.package import dossier_of
from web.components.handover_file import files_table, pairs_table
from web.desk_context import Desk, current_desk
from web.downloads import file_response
from web.guards import role
from web.phrases import readings as words
from web.phrases.moments import waktu
from web.services import services
from web.transactions import command, page_session

PROOF, PACKAGE = "bukti", "paket"
LONGEST_RECIPIENT = 100
PROOF_NAME = "kasus.zip"


@blueprint.get("/pengaduan/<uuid:case_id>/bawa")
@role(Role.AUDITOR)
def take(case_id: UUID) -> ResponseReturnValue:
    """What there is, what is inside, for whom and why."""
    return _page(current_desk(), case_id, {})


@blueprint.post("/pengaduan/<uuid:case_id>/bawa")
@role(Role.AUDITOR)
def take_along(case_id: UUID) -> ResponseReturnValue:
    """The file; or the page again, which says what is missing. Not found for a report of a whistleblower."""
    desk = current_desk()
    file = _file(desk, case_id)
    typed = {name: request.form.get(name, "").replace("\x00", "").strip() for name in ("isi", "penerima", "keterangan")}
    recipient, reason = typed["penerima"][:LONGEST_RECIPIENT], request.form.get("alasan", "")
    errors = {} if file.activity else words.reason_errors(reason, typed["keterangan"], restricted=False)
    if typed["isi"] not in (PROOF, PACKAGE):
        errors["isi"] = _("Pilih apa yang Anda bawa.")
    if typed["isi"] == PACKAGE and not recipient:
        errors["penerima"] = _("Tulis siapa yang menerimanya.")
    if errors:
        return _page(desk, case_id, errors)
    why = "" if file.activity else _noted_reason(desk, case_id, Ground(reason), typed["keterangan"])
    if typed["isi"] == PROOF:
        name = f"kasus-{file.number or file.id}.zip"
        return file_response(_proof(desk, case_id, What.PROOF, recipient), name=name, media_type="application/zip")
    return _package(desk, case_id, recipient, why)


@as_written()
def _noted_reason(desk: Desk, case_id: UUID, ground: Ground, text: str) -> str:
    """The reason, as it is kept."""
    with command() as session:
        kept = reasons.give_reason(session, **desk.reader, case_id=case_id, ground=ground, text=text, now=desk.now)
    return "; ".join(part for part in (words.ground(ground), kept) if part)


def _page(desk: Desk, case_id: UUID, errors: dict[str, str]) -> ResponseReturnValue:
    page = render_template(
        "audit/taken.html",
        file=_file(desk, case_id),
        typed=request.form,
        errors=errors,
        choices=words.choices(restricted=False),
        most=LONGEST_RECIPIENT,
    )
    return page, 422 if errors else 200


def _file(desk: Desk, case_id: UUID) -> CaseFile:
    """The case, whose page this person looks at. 404 for one that is not theirs, or is a whistleblower's."""
    try:
        return noted_case(desk, case_id, audit.closed_rows)[0]
    except NotFoundError:
        abort(404)


@as_written()
def _proof(desk: Desk, case_id: UUID, what: What, recipient: str) -> IO[bytes]:
    """The ZIP that verifies itself: rows that this person may not read go along by their hash."""
    closed = noted_case(desk, case_id, audit.closed_rows, what, asks=True, part=recipient)[1]
    bare = audit.unsalted(page_session(), instansi_id=desk.instansi_id, case_id=case_id, rows=closed)
    written = tempfile.TemporaryFile()  # noqa: SIM115 - whoever gives it away closes it
    write_case_zip(
        page_session(), written, instansi_id=desk.instansi_id, case_id=case_id, closed=closed, told=_told(closed, bare)
    )
    written.seek(0)
    return written


def _told(closed: frozenset[int], bare: Sequence[int]) -> str:
    """What whoever opens it has to know."""
    lines = [
        _("%(berkas)s memuat riwayat satu kasus, sebaris setiap peristiwa, dengan buktinya dalam log.", berkas=LINES),
        _("Periksa dengan periksa-alur.py dan kunci log (/segel): periksa-alur.py --kunci KUNCI kasus KASUS.zip"),
    ]
    if closed:
        rows = ", ".join(map(str, sorted(closed)))
        lines.append(
            _(
                "Baris %(baris)s tertutup karena memuat jawaban tentang pelapor atau isi pengaduan rahasia: hanya "
                "sidiknya yang ikut. Sidik itu terbukti ada dalam log dan disebut baris sesudahnya.",
                baris=rows,
            )
        )
    if bare:
        rows = ", ".join(map(str, bare))
        lines.append(
            _(
                "Baris tertutup %(baris)s ditulis sebelum setiap baris bergaram: yang mencoba setiap isi yang mungkin "
                "dapat menebaknya dari sidiknya. Jangan teruskan berkas ini lebih jauh daripada perlu.",
                baris=rows,
            )
        )
    lines.append(_("Tidak termuat: teks yang ditulis orang, identitas pelapor, dan nama berkas."))
    return "\n".join(lines) + "\n"


@as_written()
def _package(desk: Desk, case_id: UUID, recipient: str, why: str) -> Response:
    """Letter and dossier as one PDF, the files as this person may have them, what proves the history, all hashes."""
    with _proof(desk, case_id, What.HANDED, recipient) as proof:
        proven = proof.read()
    file, _closed = noted_case(desk, case_id, audit.closed_rows, What.HANDED, part=recipient)
    files = list(_files(desk, case_id, Reader(file.access, outside=True)))
    letter = pairs_table(
        _("Surat pengantar"),
        [
            (_("Kepada"), recipient),
            (_("Dari"), f"{desk.officer.instansi_name}, {desk.actor.name}"),
            (_("Saat"), waktu(desk.now)),
            (_("Alasan"), why),
            (_("Kerahasiaan"), _("Identitas pelapor tidak termuat. Jangan pakai berkas ini untuk keperluan lain.")),
        ],
    )
    before = [letter, *([files_table(files)] if files else [])]
    document, name = dossier_of(desk, case_id, What.HANDED, part=recipient, before=before)
    content = packed(document, files, {PROOF_NAME: proven})
    return file_response(content, name=f"paket-{name}.zip", media_type="application/zip")


def _files(desk: Desk, case_id: UUID, reader: Reader) -> Iterator[FileCopy]:
    """Those that can be read at all; the dossier names the others too, with their hashes."""
    home: dict[str, Any] = {"instansi_id": desk.instansi_id, "case_id": case_id}
    for each in files_in(page_session(), **home, reader=reader):
        with suppress(NotFoundError):
            yield file_copy(
                page_session(), services().files, **home, file_id=each.id, reader=reader, original=each.original
            )
