"""Where days are lost: a map of waiting and working, the ways that complaints took, hand-overs, two compared."""

from __future__ import annotations

from uuid import UUID

from flask import abort, render_template, request
from flask_babel import gettext as _

from complaints.audit.mining import cells, drawing, variants, work
from complaints.audit.mining.drawing import StepNames
from complaints.audit.mining.work import Cases, StepWork
from complaints.people import units
from engine.errors import NotFoundError
from web.audit import figure_tables as tables
from web.audit.blueprint import blueprint, examiner
from web.audit.figure_filter import FigureRequest, asked
from web.desk_context import Desk, current_desk
from web.phrases import audit as audit_words

COMPARED = ("a-", "b-")


@blueprint.get("/alur")
@examiner
def flow() -> str:
    """Each step with its waiting and working time against its deadline, on the diagram of a version and as a table."""
    found = asked(current_desk())
    desk = found.desk
    done = work.steps(desk.session, **found.scope)
    version = _version(found)
    heaviest = max((each.total for each in done), default=0)
    parts = []
    if version is not None:
        parts = drawing.time_map(
            desk.session,
            instansi_id=desk.instansi_id,
            version_id=version,
            work=done,
            shown=request.args.get("proses", "")[:80],
            mark=lambda each: tables.mark(each, heaviest),
            around=lambda hours: tables.around(hours, heaviest),
        )
    return render_template(
        "audit/flow.html",
        asked=found,
        cases=work.cases(desk.session, **found.scope),
        parts=parts,
        version=next((each.number for each in found.choices.versions if each.id == version), None),
        table=tables.steps(done, _names(found)),
    )


@blueprint.get("/alur/varian")
@examiner
def flow_variants() -> str:
    """The most frequent ways with share and median; one of them drawn and step by step."""
    found = asked(current_desk())
    desk = found.desk
    chosen = request.args.get("jalur", "")[:16]
    listed = variants.variants(desk.session, **found.scope)
    name = chosen or next((each.name for each in listed.rows), "")
    way, parts = None, []
    if name:
        try:
            way = variants.way(desk.session, instansi_id=desk.instansi_id, variant=name)
        except NotFoundError:
            abort(404)
        parts = drawing.drawn_way(desk.session, instansi_id=desk.instansi_id, way=way, words=audit_words.drawing())
    return render_template(
        "audit/variants.html",
        asked=found,
        found=listed,
        chosen=name,
        number=next((n for n, each in enumerate(listed.rows, 1) if each.name == name), None),
        parts=parts,
        steps=drawing.steps_of(_names(found), way) if way else [],
    )


@blueprint.get("/alur/serah-terima")
@examiner
def flow_handovers() -> str:
    """Who gave work to whom: units, and persons."""
    found = asked(current_desk())
    desk = found.desk
    by_unit = work.given(desk.session, kind=cells.UNIT, **found.scope)
    by_person = work.given(desk.session, kind=cells.PERSON, **found.scope)
    people = {each for row in by_person for each in (row.giver, row.receiver)}
    known = units.names(desk.session, instansi_id=desk.instansi_id, ids=people) if people else {}
    return render_template(
        "audit/handovers.html",
        asked=found,
        tables=[
            tables.given(_("Antarunit"), by_unit, lambda unit: desk.unit_name(unit) or _("Tanpa unit")),
            tables.given(_("Antarorang"), by_person, lambda person: known.get(person, _("Otomatis oleh sistem"))),
        ],
    )


@blueprint.get("/alur/banding")
@examiner
def flow_compared() -> str:
    """Two units, or two periods, side by side."""
    desk = current_desk()
    one = asked(desk, COMPARED[0])
    two = [one, asked(desk, COMPARED[1], beside=one)]
    a, b = (_side(desk, each) for each in two)
    names = _names(two[0])
    return render_template(
        "audit/compared.html",
        two=two,
        asked=two[0],
        errors=[error for each in two for error in each.errors],
        tables=[tables.cases_compared(a[0], b[0]), tables.steps_compared(a[1], b[1], names)],
    )


def _side(desk: Desk, found: FigureRequest) -> tuple[Cases, list[StepWork]]:
    return work.cases(desk.session, **found.scope), work.steps(desk.session, **found.scope)


def _names(found: FigureRequest) -> StepNames:
    return StepNames(found.desk.session, instansi_id=found.desk.instansi_id, versions=found.choices.versions)


def _version(found: FigureRequest) -> UUID | None:
    """The version that is drawn: the one asked for, else the newest."""
    known = [each.id for each in found.choices.versions]
    wanted = found.filters.version
    return wanted if wanted in known else known[0] if known else None
