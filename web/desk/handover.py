"""The package for another body, for whoever prepares the hand-over and may read all of the complaint."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort
from flask_babel import gettext as _

from complaints import casework
from complaints.casework import ComplaintView, Recipient, ReporterView, What
from complaints.casework.copies import handed_with, package_for
from complaints.casework.file_copies import Reader, file_copies
from complaints.casework.visibility import Reason, Withheld
from complaints.reports import handover
from complaints.reports.figures import Table
from engine.catalogue import as_written
from engine.definition.bundle import Bundle
from engine.record.events import CaseNoted
from engine.running import queries
from engine.running.runtime import OptionsRequest
from web.components.handover_file import answers, handover_file, moments_table, pairs_table
from web.desk import timeline
from web.desk.blueprint import blueprint
from web.desk.matter import complaint_of
from web.desk_context import Desk, current_desk, worker
from web.phrases import desk as words
from web.phrases.moments import waktu
from web.services import services


@blueprint.get("/berkas/<uuid:case_id>/tembusan/<recipient>.zip")
@worker
@as_written()
def copy_package(case_id: UUID, recipient: str) -> Response:
    """The package for a body outside that got a copy: what a copied unit would read, and a letter to go with it.

    Not found when no copy went there, when the complaint is secret, or when it is none of this person's business.
    """
    desk = current_desk()
    complaint = complaint_of(desk, case_id, What.PACKAGE)
    found = casework.recipients(desk.session, instansi_id=desk.instansi_id, case_id=case_id)
    body = package_for(found, recipient, desk.scopes)
    access = handed_with(complaint)
    if body is None or complaint.restricted or access.substance is not None:
        abort(404)
    reporter = Withheld(access.identity) if access.identity is not None else complaint.reporter
    return handover_file(
        number=complaint.number,
        instansi=desk.officer.instansi_name,
        time_zone=desk.officer.time_zone,
        now=desk.now,
        tables=[
            pairs_table(_("Surat pengantar tembusan"), _letter(desk, complaint, body)),
            pairs_table(_("Pengaduan"), _substance(desk, complaint)),
            pairs_table(_("Pelapor"), _reporter(reporter)),
        ],
        files=file_copies(
            desk.session,
            services().files,
            instansi_id=desk.instansi_id,
            case_id=case_id,
            reader=Reader(access, outside=True),
        ),
    )


def _letter(desk: Desk, complaint: ComplaintView, body: Recipient) -> list[tuple[str, str]]:
    return [
        (_("Kepada"), body.name),
        (_("Dari"), desk.officer.instansi_name),
        (_("Perihal"), _("Tembusan pengaduan %(nomor)s", nomor=complaint.number)),
        (_("Ditembuskan"), waktu(body.at)),
        (_("Isi"), _("Pengaduan ini kami tembuskan karena memerlukan koordinasi lebih dari satu instansi.")),
        (_("Kerahasiaan"), _("Jaga kerahasiaan pelapor dan berkas ini; jangan pakai untuk keperluan lain.")),
    ]


@blueprint.get("/berkas/<uuid:case_id>/penyerahan.zip")
@worker
@as_written()
def handover_package(case_id: UUID) -> Response:
    """PDF, files and hashes. Not found unless the case is being, or was, handed over and this person reads it all."""
    desk = current_desk()
    complaint = complaint_of(desk, case_id, What.PACKAGE)
    bundle = queries.bundle_of_version(
        desk.session, instansi_id=desk.instansi_id, version_id=complaint.state.version_id
    )
    if not offered(desk, complaint, bundle):
        abort(404)
    return handover_file(
        number=complaint.number,
        instansi=desk.officer.instansi_name,
        time_zone=desk.officer.time_zone,
        now=desk.now,
        tables=_tables(desk, complaint, bundle),
        files=file_copies(
            desk.session,
            services().files,
            instansi_id=desk.instansi_id,
            case_id=case_id,
            reader=Reader(complaint.access, hands_over=True),
        ),
    )


def offered(desk: Desk, complaint: ComplaintView, bundle: Bundle) -> bool:
    """Whether this person may take the package along: all of it is open to them, and it is for another body."""
    access = complaint.access
    if not handover.possible(bundle) or complaint.restricted:
        return False
    if access.substance is not None or access.identity not in (None, Reason.ANONIM, Reason.HIDDEN):
        return False
    tasks = casework.open_tasks(desk.session, instansi_id=desk.instansi_id, case_id=complaint.id)
    if handover.being_prepared(bundle, tasks):
        return True
    passed = queries.path(desk.session, instansi_id=desk.instansi_id, case_id=complaint.id).element_counts
    return handover.handed_over(bundle, passed)


def _tables(desk: Desk, complaint: ComplaintView, bundle: Bundle) -> list[Table]:
    rows = casework.history(desk.session, instansi_id=desk.instansi_id, case_id=complaint.id, access=complaint.access)
    asked = OptionsRequest(desk.instansi_id, complaint.id, complaint.unit, "", desk.now)
    lists = services().runtime.options_for(desk.session, asked)
    told = [row for row in rows if row.kind != CaseNoted.KIND]  # what officers note among themselves stays in the house
    moments = reversed(timeline.moments(desk, told, bundle=bundle, options=lists, matter=complaint))
    messages = [] if isinstance(complaint.messages, Withheld) else complaint.messages
    return [
        pairs_table(_("Pengaduan"), _substance(desk, complaint)),
        pairs_table(_("Pelapor"), _reporter(complaint.reporter)),
        moments_table(_("Surat-menyurat"), [(each.at, words.message(each.kind), each.text) for each in messages]),
        moments_table(_("Perjalanan"), [(each.at, each.title, each.who) for each in moments]),
    ]


def _substance(desk: Desk, complaint: ComplaintView) -> list[tuple[str, str]]:
    assert not isinstance(complaint.substance, Withheld)
    return [
        (_("Nomor"), complaint.number),
        (_("Diterima"), waktu(complaint.received_at)),
        *answers([complaint.jenis_told]),
        (_("Saluran"), words.kanal(complaint.kanal)),
        (_("Unit"), desk.unit_name(complaint.unit)),
        *answers(complaint.substance.told),
    ]


def _reporter(person: ReporterView | Withheld | None) -> list[tuple[str, str]]:
    if isinstance(person, Withheld) and person.reason is Reason.HIDDEN:
        return [(_("Nama"), _("Disembunyikan atas permintaan pelapor"))]
    if person is None or isinstance(person, Withheld):
        return [(_("Nama"), _("Tanpa nama"))]
    return answers(person.told)
