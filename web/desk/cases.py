"""Case files to read, and the files and diagram of a case."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from uuid import UUID

from flask import Response, abort, make_response, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from complaints import casework
from complaints.casework import ComplaintView, officer_messages
from complaints.casework.copies import handed_with, may_take
from complaints.people.roles import ADMIN_TIERS, roles_of
from complaints.properties import GROUP_TEXT
from complaints.tracking.counter import on_paper
from engine.definition.bundle import Bundle
from engine.definition.drawing import Words, svg
from engine.running import queries
from engine.running.queries import DiagramFile, PathView
from engine.running.runtime import OptionsRequest
from web.desk import timeline
from web.desk.blueprint import blueprint
from web.desk.handover import offered
from web.desk.matter import Matter, complaint_in, complaint_of, file_of, matter_of, name_of
from web.desk.whose import standing
from web.desk_context import Desk, current_desk, worker
from web.downloads import file_response
from web.services import services

NEIGHBOURHOOD = 260
"""Units of the drawing on each side of the current element: the steps before and after it."""


@blueprint.get("/berkas/<uuid:case_id>")
@worker
def case(case_id: UUID) -> str:
    """One case to read. Not found when it is none of this person's business."""
    desk = current_desk()
    complaint = complaint_of(desk, case_id)
    bundle = queries.bundle_of_version(
        desk.session, instansi_id=desk.instansi_id, version_id=complaint.state.version_id
    )
    rows = casework.history(desk.session, instansi_id=desk.instansi_id, case_id=case_id, access=complaint.access)
    asked = OptionsRequest(desk.instansi_id, case_id, complaint.unit, "", desk.now)
    lists = services().runtime.options_for(desk.session, asked)
    tasks = casework.open_tasks(desk.session, instansi_id=desk.instansi_id, case_id=case_id)
    return render_template(
        "desk/case.html",
        complaint=complaint,
        unit=desk.unit_name(complaint.unit),
        moments=timeline.moments(desk, rows, bundle=bundle, options=lists, matter=complaint),
        passed=timeline.passed(rows),
        standing=standing(desk, tasks, process=complaint.state.process_id),
        mine=[each for each in tasks if desk.actor.may_do(role=each.role, unit=each.unit)],
        heads=bool(desk.actor.heads),
        handover=offered(desk, complaint, bundle),
        **_copied(desk, complaint),
        group_texts=_group_texts(desk, complaint, bundle),
        sendable=officer_messages.sendable(complaint, bundle, desk.actor),
        at_counter=on_paper(complaint, desk.actor),
    )


def _group_texts(desk: Desk, complaint: ComplaintView, bundle: Bundle) -> list[str]:
    """What an admin tells the group of the liaisons, where a regulation has one (LT-RA.5): number and unit only."""
    written = {
        (diagram.process_id, element.id): element.properties[GROUP_TEXT]
        for diagram in bundle.diagrams.values()
        for element in diagram.elements.values()
        if GROUP_TEXT in element.properties
    }
    if not written or not roles_of(desk.actor) & ADMIN_TIERS:
        return []
    passed = queries.path(desk.session, instansi_id=desk.instansi_id, case_id=complaint.id).element_counts
    said = {"{nomor}": complaint.number, "{unit}": desk.unit_name(complaint.unit)}
    return [
        reduce(lambda told, each: told.replace(*each), said.items(), text)
        for place, text in written.items()
        if place in passed
    ]


def _copied(desk: Desk, complaint: ComplaintView) -> dict[str, object]:
    """Who got a copy, and for which bodies outside this person may fetch the package."""
    found = casework.recipients(desk.session, instansi_id=desk.instansi_id, case_id=complaint.id)
    open_to_all = handed_with(complaint).substance is None
    return {
        "copied": found,
        "packages": {each.slug for each in found if open_to_all and may_take(each, desk.scopes)},
        "copy_closed": not open_to_all,
    }


@blueprint.get("/berkas/<uuid:case_id>/diagram")
@worker
def diagram(case_id: UUID) -> str:
    """The diagrams of the case with the path taken, each large enough to read."""
    desk = current_desk()
    matter = matter_of(desk, case_id)
    return render_template(
        "desk/diagram.html",
        matter=matter,
        name=name_of(matter),
        complaint=complaint_in(matter),
        drawings=_drawings(desk, matter),
    )


@blueprint.get("/berkas/<uuid:case_id>/diagram/<process_id>.svg")
@worker
def drawing(case_id: UUID, process_id: str) -> Response:
    """One of the diagrams as a picture for the task page: the neighbourhood of where the case stands."""
    desk = current_desk()
    diagram = _entered(desk, matter_of(desk, case_id)).get(process_id)
    if diagram is None:
        abort(404)
    taken = queries.path(desk.session, instansi_id=desk.instansi_id, case_id=case_id)
    response = make_response(_draw(diagram, taken, near=NEIGHBOURHOOD))
    response.headers["Content-Type"] = "image/svg+xml; charset=utf-8"
    return response


@blueprint.get("/berkas/<uuid:case_id>/lampiran/<uuid:file_id>")
@worker
def attachment(case_id: UUID, file_id: UUID) -> Response:
    """The cleaned copy of a file, never with scripts; with `?asli=1` the original where the rule allows it."""
    file = file_of(current_desk(), case_id, file_id, original=request.args.get("asli") == "1")
    return file_response(file.content, name=file.name, media_type=file.media_type, inline=not file.original)


def _drawings(desk: Desk, matter: Matter) -> list[Mapping[str, object]]:
    """Every diagram that the case has entered, the main one first."""
    taken = queries.path(desk.session, instansi_id=desk.instansi_id, case_id=matter.id)
    entered = {process for process, _element in (*taken.element_counts, *taken.current)}
    found: list[Mapping[str, object]] = []
    for process_id, diagram in _entered(desk, matter).items():
        if process_id in entered or process_id == matter.state.process_id:
            drawn = _draw(diagram, taken)
            here_now = any(process == process_id for process, _element in taken.current)
            found.append({"name": diagram.name, "svg": Markup(drawn), "here": here_now})
    return found


def _entered(desk: Desk, matter: Matter) -> dict[str, DiagramFile]:
    return queries.diagrams(
        desk.session,
        instansi_id=desk.instansi_id,
        version_id=matter.state.version_id,
        process_id=matter.state.process_id,
    )


def _draw(diagram: DiagramFile, taken: PathView, *, near: float = 0) -> str:
    """One diagram as SVG. Deployed diagrams can always be drawn: the gate refuses the others."""
    own = diagram.process_id
    return svg(
        diagram.xml,
        counts={element: n for (process, element), n in taken.element_counts.items() if process == own},
        flow_counts={flow: n for (process, flow), n in taken.flow_counts.items() if process == own},
        current={element for process, element in taken.current if process == own},
        title=diagram.name,
        near=near,
        words=Words(
            here=_("Sekarang di sini"),
            ran=_("{name}: dijalankan {count} kali"),
            taken=_("{name}: dilalui {count} kali"),
            not_run=_("{name}: belum dijalankan"),
        ),
    )
