"""Templates of answers: who keeps them, for which step and class they are, and a text with its placeholders filled in.

A head keeps those of their unit, who heads no unit alone and administrators those of all. Each change is an act of the
government's history, which commits to the row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints.casework.case_file import ComplaintView
from complaints.models import Instansi, ReplyTemplate
from complaints.people import units
from complaints.people.acts import About, Act, Subject, record_act
from complaints.people.governments import GovernmentFileError
from complaints.people.governments.wording import OF_GOVERNMENT, check_places, filled, values_of
from complaints.people.roles import HEAD_ROLES, Role
from engine.actors import Actor
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.forms import Form
from engine.definition.forms.components.texts import TextArea
from engine.errors import NotAllowedError, NotFoundError
from engine.models import new_id
from engine.running.queries import TaskView
from engine.running.runtime import Runtime

PLACEHOLDERS = (*OF_GOVERNMENT, "nomor", "unit")
"""What may stand in braces; the list is closed, and holds nothing about a person."""
LONGEST, LONGEST_NAME, MOST = 4_000, 80, 200
EVERYWHERE = ""


@dataclass(frozen=True)
class Template:
    """A template as its keepers see it."""

    id: UUID
    name: str
    text: str
    unit: str
    element: str
    kategori: str


class TemplateRefusedError(Exception):
    """What is wrong with a template, by field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def kept_units(actor: Actor, known: Iterable[str]) -> list[str]:
    """The units whose templates this person keeps; "" among them for who keeps those of all."""
    held = {unit for role, unit in actor.memberships if role in HEAD_ROLES}
    if EVERYWHERE in held or (Role.ADMIN.value, "") in actor.memberships:
        return [EVERYWHERE, *known]
    return [unit for unit in known if unit in held]


def templates(session: Session, *, instansi_id: str, kept: Iterable[str]) -> list[Template]:
    """Those of these units, in order of unit and name."""
    rows = session.scalars(
        select(ReplyTemplate)
        .where(ReplyTemplate.instansi_id == instansi_id, ReplyTemplate.unit.in_(list(kept)))
        .order_by(ReplyTemplate.unit, ReplyTemplate.name, ReplyTemplate.id)
        .limit(MOST)
    )
    return [_view(row) for row in rows]


def offered(session: Session, *, instansi_id: str, task: TaskView, complaint: ComplaintView) -> list[Template]:
    """Those for this task, the most particular first, each with its text as it would be put in.

    None for a report of a whistleblower: there the program and the officer's own words speak.
    """
    if complaint.restricted:
        return []
    found = session.scalars(
        select(ReplyTemplate)
        .where(
            ReplyTemplate.instansi_id == instansi_id,
            ReplyTemplate.unit.in_(("", task.unit)),
            ReplyTemplate.element.in_(("", task.element)),
            ReplyTemplate.kategori.in_(("", complaint.kategori)),
        )
        .order_by(ReplyTemplate.name, ReplyTemplate.id)
        .limit(MOST)
    )
    unit = units.units(session, instansi_id=instansi_id).get(task.unit)
    told = values_of(session.get_one(Instansi, instansi_id))
    told |= {"nomor": complaint.number, "unit": unit.name if unit else "–"}
    shown = [replace(_view(row), text=filled(row.text, told)) for row in found]
    return sorted(shown, key=lambda each: -sum(map(bool, (each.unit, each.element, each.kategori))))


def text_fields(form: Form | None) -> dict[str, str]:
    """The questions into which a template may be put: those for several lines, by key, with their labels."""
    return {key: part.label for key, part in form.fields.items() if isinstance(part, TextArea)} if form else {}


def steps(bundle: Bundle) -> dict[str, str]:
    """Steps that ask for such a text, by the id of the element."""
    found = {
        element.id: element.name
        for diagram in bundle.diagrams.values()
        for element in diagram.elements.values()
        if element.form and text_fields(bundle.forms.get(element.form))
    }
    return dict(sorted(found.items(), key=lambda each: each[1]))


def save(session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, given: Template, new: bool) -> None:
    """Adds a template or changes it. Raises TemplateRefusedError, NotAllowedError, NotFoundError."""
    row = session.get(ReplyTemplate, (instansi_id, given.id))
    if (row is None) != new:
        raise NotFoundError(_("Templat ini sudah tidak ada."))
    by = _keeper(session, instansi_id, by, {given.unit, *([row.unit] if row is not None else [])})
    _check(session, instansi_id, given, new=new)
    before = _told(_view(row)) if row is not None else {}
    if row is None:
        row = ReplyTemplate(instansi_id=instansi_id, id=given.id or new_id())
        session.add(row)
    row.name, row.text, row.unit = given.name, given.text, given.unit
    row.element, row.kategori = given.element, given.kategori
    record_act(
        session, runtime, instansi_id=instansi_id, by=by, act=Act.TEMPLATE_SAVED,
        subject=Subject(About.TEMPLATE, str(row.id)), before=before, after=_told(given),
    )  # fmt: skip


def remove(session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, template_id: UUID) -> None:
    """Raises NotAllowedError, NotFoundError."""
    row = session.get(ReplyTemplate, (instansi_id, template_id))
    if row is None:
        raise NotFoundError(_("Templat ini sudah tidak ada."))
    by = _keeper(session, instansi_id, by, {row.unit})
    before = _told(_view(row))
    session.delete(row)
    record_act(
        session, runtime, instansi_id=instansi_id, by=by, act=Act.TEMPLATE_REMOVED,
        subject=Subject(About.TEMPLATE, str(template_id)), before=before,
    )  # fmt: skip


def _keeper(session: Session, instansi_id: str, by: Actor, wanted: set[str]) -> Actor:
    """The person as the history names them: in the role in which they keep these. Raises NotAllowedError."""
    if wanted - set(kept_units(by, units.units(session, instansi_id=instansi_id))):
        raise NotAllowedError(_("templat unit ini disimpan oleh pimpinannya atau administrator"))
    heads = sorted((role, unit) for role, unit in by.memberships if role in HEAD_ROLES and unit in {"", *wanted})
    return by.acting_as(role=heads[0][0], unit=heads[0][1]) if heads else by


def _check(session: Session, instansi_id: str, given: Template, *, new: bool) -> None:
    errors = {}
    if not 0 < len(given.name) <= LONGEST_NAME:
        errors["nama"] = _("Tulis nama templat, paling banyak %(num)s huruf.", num=LONGEST_NAME)
    if not 0 < len(given.text) <= LONGEST:
        errors["teks"] = _("Tulis kalimatnya, paling banyak %(num)s huruf.", num=LONGEST)
    else:
        try:
            check_places(_("Teks"), given.text, PLACEHOLDERS)
        except GovernmentFileError as refused:
            errors["teks"] = str(refused)
    count = select(func.count()).select_from(ReplyTemplate).where(ReplyTemplate.instansi_id == instansi_id)
    if new and (session.scalar(count) or 0) >= MOST:
        errors["nama"] = _("Sudah ada %(num)s templat; hapus yang tidak dipakai lagi.", num=MOST)
    if errors:
        raise TemplateRefusedError(errors)


def _view(row: ReplyTemplate) -> Template:
    return Template(row.id, row.name, row.text, row.unit, row.element, row.kategori)


def _told(given: Template) -> dict[str, str]:
    """What the history of the government says of it."""
    return {
        "template": given.name, "text": given.text, "unit": given.unit, "element": given.element,
        "kategori": given.kategori,
    }  # fmt: skip
