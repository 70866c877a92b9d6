"""A case to take along as a PDF, the dossier: a reading on record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from uuid import UUID

from flask import Response, abort
from flask_babel import gettext as _

from complaints import audit
from complaints.audit import Happening, Trace
from complaints.audit.readings import ReadingFilter, ReadingRow, all_readings
from complaints.casework import What
from complaints.casework.file_copies import INTERNAL
from complaints.casework.visibility import Withheld
from complaints.people.roles import Role
from complaints.reports.exports import FORMATS, MEDIA_TYPES, Document
from complaints.reports.figures import Column, Table
from engine.catalogue import as_written
from engine.errors import NotFoundError
from engine.record.events import CaseNoted
from web.audit.blueprint import blueprint, own_law
from web.audit.case import noted_case, unit_names
from web.components.handover_file import moments_table, pairs_table
from web.desk_context import Desk, current_desk
from web.downloads import file_response
from web.guards import role
from web.phrases import audit as words
from web.phrases import desk as desk_words
from web.phrases.moments import waktu
from web.services import services
from web.transactions import page_session

MOST_PAGES = 20
"""Pages of a history that a dossier holds; the ZIP holds all."""
MOST_READINGS = 500


@blueprint.get("/pengaduan/<uuid:case_id>/berkas-perkara.pdf")
@role(Role.AUDITOR)
@as_written()
def dossier(case_id: UUID) -> Response:
    """The way, who did what, texts as sent, files with their hashes, deadlines, readings, the state of the seal."""
    document, name = dossier_of(current_desk(), case_id, What.PACKAGE)
    return file_response(FORMATS["pdf"](document), name=f"berkas-perkara-{name}.pdf", media_type=MEDIA_TYPES["pdf"])


@as_written()
def dossier_of(
    desk: Desk, case_id: UUID, what: What, *, part: str = "", before: Sequence[Table] = ()
) -> tuple[Document, str]:
    """The paper, which begins with `before`, and by what its file is called. 404 for a case that is not theirs."""
    first = _trace(desk, case_id, what, part)
    pages = min(first.pages, MOST_PAGES)
    found = [first, *(_trace(desk, case_id, what, part, page) for page in range(2, pages + 1))]
    document = Document(
        title=_("Berkas perkara %(nomor)s", nomor=words.name_of(first.file)),
        instansi=desk.officer.instansi_name,
        unit=first.file.unit_name,
        period="",
        made_at=desk.now,
        time_zone=desk.officer.time_zone,
        tables=(*before, *_tables(desk, found)),
        made=_("Disusun oleh %(nama)s", nama=desk.actor.name),
    )
    return document, first.file.number or str(first.file.id)


def _trace(desk: Desk, case_id: UUID, what: What, part: str, page: int = 1) -> Trace:
    whole = partial(
        audit.trace,
        verifier=services().runtime.verifier_in(page_session()),
        unit_names=unit_names(desk),
        words=words.drawing(),
        page=page,
    )
    try:
        return noted_case(desk, case_id, whole, what, part=part)
    except NotFoundError:
        abort(404)


def _tables(desk: Desk, found: list[Trace]) -> Iterable[Table]:
    first, units = found[0], unit_names(desk)
    rows = [row for page in found for row in page.happenings]
    yield pairs_table(_("Segel dan keadaan"), _state(first))
    yield moments_table(
        _("Siapa berbuat apa"),
        [(row.at, f"{row.number}. {words.event(row.kind)}: {row.name}", _told(row, units)) for row in rows],
    )
    texts = {each.part: each for page in found for each in page.texts.values()}
    yield moments_table(_("Pesan dan surat seperti dikirim"), [(t.at, words.sent(t), t.text) for t in texts.values()])
    yield _deadlines(found)
    yield _files(first)
    read = all_readings(
        desk.session,
        instansi_id=desk.instansi_id,
        filters=ReadingFilter(case=first.file.id),
        limit=MOST_READINGS,
    )
    yield moments_table(_("Siapa membaca"), [(row.at, row.name, _read(row)) for row in read.rows])


def _state(found: Trace) -> list[tuple[str, str]]:
    seal, file = found.seal, found.file
    broken = seal.broken
    whole = (
        _("Tidak utuh: baris %(n)s, %(sebab)s", n=broken.number, sebab=broken.reason)
        if broken
        else _("Utuh, %(n)s baris", n=seal.rows)
    )
    substance = file.substance
    content = (
        desk_words.reason(substance.reason)
        if isinstance(substance, Withheld)
        else f"{substance.judul}\n{substance.uraian}"
    )
    return [
        (_("Riwayat"), whole),
        (_("Sidik kepala"), seal.head),
        (_("Isi pengaduan"), content),
        (_("Diterima"), waktu(file.received_at)),
        (_("Berakhir"), f"{waktu(file.ended_at)}, {found.end_name}" if file.ended_at else ""),
        (_("Berada di"), ", ".join(found.here)),
        (_("Jalur"), " › ".join(step.name for step in found.steps if step.name)),
        (_("Versi diagram"), str(file.version)),
    ]


def _told(row: Happening, units: dict[str, str]) -> str:
    if row.kind == CaseNoted.KIND:  # that there was a note, not what officers wrote to each other: the paper leaves
        return words.who(row, units)
    changes = [f"{words.label(each)}: {words.answer(each.new)}" for each in row.changes]
    return "; ".join([words.who(row, units), *changes])


def _deadlines(found: list[Trace]) -> Table:
    columns = (
        Column("name", _("Langkah")),
        Column("due", _("Jatuh tempo")),
        Column("state", _("Keadaan")),
        Column("law", _("Dasar hukum")),
    )
    rows = [
        {
            "name": words.deadline_name(each),
            "due": waktu(each.due_at),
            "state": str(words.state(each)),
            "law": "; ".join(words.cited(each.articles, own_law())),
        }
        for page in found
        for each in page.deadlines
    ]
    return Table(_("Tenggat"), columns, [dict(row) for row in rows])


def _files(found: Trace) -> Table:
    columns = (Column("name", _("Berkas")), Column("at", _("Ditambahkan")), Column("hash", _("Sidik asli (SHA-256)")))
    files = [each for each in found.files if each.origin != INTERNAL]
    rows = [{"name": each.name, "at": waktu(each.added_at), "hash": each.sha256} for each in files]
    more = [_("%(n)s berkas yang lebih lama tidak dimuat.", n=found.more_files)] if found.more_files else []
    return Table(_("Berkas"), columns, [dict(row) for row in rows], more)


def _read(row: ReadingRow) -> str:
    return "; ".join(part for part in (desk_words.role(row.role) if row.role else "", row.what, row.reason) if part)
