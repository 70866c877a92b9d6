"""Templates of answers: a list for those who keep them, and putting one into a field of the form that one fills in."""

from __future__ import annotations

from uuid import UUID, uuid4

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.casework import reply_templates
from complaints.casework.reply_templates import PLACEHOLDERS, Template, TemplateRefusedError, text_fields
from complaints.intake.classes import classes
from complaints.intake.kinds import newest_of
from complaints.people.roles import HEAD_ROLES, Role
from engine.errors import EngineError
from engine.running import commands, queries
from web.components.asked import id_asked
from web.desk.actions import keep_typed
from web.desk.blueprint import blueprint
from web.desk.matter import complaint_in
from web.desk.task import read, state_of
from web.desk.taskform import TaskForm, task_form
from web.desk_context import Desk, current_desk, worker
from web.guards import role
from web.phrases.desk import kategori
from web.services import services
from web.transactions import command

head_or_admin = role(*sorted(HEAD_ROLES), Role.ADMIN)
"""Guard: heads of units, and administrators."""


@blueprint.get("/templat")
@head_or_admin
def template_list() -> str:
    """The templates that I keep."""
    desk = current_desk()
    found = reply_templates.templates(desk.session, instansi_id=desk.instansi_id, kept=_kept(desk))
    choices = _choices(desk)
    return render_template("desk/reply_templates.html", found=found, choices=choices, unit_name=desk.unit_name)


@blueprint.get("/templat/baru")
@head_or_admin
def new_template() -> ResponseReturnValue:
    """An empty one."""
    desk = current_desk()
    return _page(desk, Template(uuid4(), "", "", (_kept(desk) or [""])[0], "", ""), new=True)


@blueprint.get("/templat/<uuid:template_id>")
@head_or_admin
def one_template(template_id: UUID) -> ResponseReturnValue:
    """One of those that I keep."""
    desk = current_desk()
    found = reply_templates.templates(desk.session, instansi_id=desk.instansi_id, kept=_kept(desk))
    chosen = next((each for each in found if each.id == template_id), None)
    return _page(desk, chosen, new=False) if chosen else abort(404)


@blueprint.post("/templat/<uuid:template_id>")
@head_or_admin
def save_template(template_id: UUID) -> ResponseReturnValue:
    """Adds or changes one."""
    desk, choices = current_desk(), _choices(current_desk())
    asked = {name: request.form.get(name, "").replace("\x00", "").replace("\r\n", "\n").strip() for name in _FIELDS}
    given = Template(
        template_id,
        asked["nama"],
        asked["teks"],
        asked["unit"],
        asked["langkah"] if asked["langkah"] in choices["langkah"] else "",
        asked["kategori"] if asked["kategori"] in choices["kategori"] else "",
    )
    new = request.form.get("baru") == "ya"
    try:
        with command() as session:
            reply_templates.save(
                session, services().runtime, instansi_id=desk.instansi_id, by=desk.actor, given=given, new=new
            )
    except TemplateRefusedError as refused:
        return _page(desk, given, new=new, errors=refused.errors)
    except EngineError:
        abort(404)
    flash(_("Templat “%(nama)s” disimpan.", nama=given.name))
    return redirect(url_for("desk.template_list"))


@blueprint.post("/templat/<uuid:template_id>/hapus")
@head_or_admin
def remove_template(template_id: UUID) -> ResponseReturnValue:
    """Removes one; texts that were put into answers stay as they are."""
    desk = current_desk()
    try:
        with command() as session:
            reply_templates.remove(
                session, services().runtime, instansi_id=desk.instansi_id, by=desk.actor, template_id=template_id
            )
    except EngineError:
        abort(404)
    flash(_("Templat dihapus."))
    return redirect(url_for("desk.template_list"))


@blueprint.post("/tugas/<uuid:task_id>/templat")
@worker
def to_templates(task_id: UUID) -> ResponseReturnValue:
    """Keep everything that was typed, and choose a template for one of the fields."""
    return keep_typed(task_id) or redirect(url_for("desk.choose_template", task_id=task_id))


@blueprint.get("/tugas/<uuid:task_id>/templat")
@worker
def choose_template(task_id: UUID) -> ResponseReturnValue:
    """The templates for this task, each as it would be put in."""
    return _choosing(current_desk(), task_id, {})


@blueprint.post("/tugas/<uuid:task_id>/sisipkan")
@worker
def insert_template(task_id: UUID) -> ResponseReturnValue:
    """Put a template into a field, after what stands there; the form opens with it."""
    desk = current_desk()
    asked, found, back = _offered(desk, task_id)
    fields = text_fields(asked.form)
    chosen = next((each for each in found if each.id == id_asked(request.form.get("templat", ""))), None)
    field = request.form.get("isian", "") if len(fields) != 1 else next(iter(fields))
    errors = {}
    if chosen is None:
        errors["templat"] = _("Pilih templatnya.")
    if field not in fields:
        errors["isian"] = _("Pilih isian yang diisinya.")
    if chosen is None or errors:
        return _choosing(desk, task_id, errors)
    home = desk.instansi_id
    kept = queries.draft(desk.session, instansi_id=home, task_id=task_id, user_id=desk.actor.id)
    answers = kept or asked.initial()
    before = str(answers.get(field) or "").rstrip()
    answers[field] = f"{before}\n\n{chosen.text}" if before else chosen.text
    with command() as session:
        commands.save_draft(
            session, services().runtime, instansi_id=home, task_id=task_id, by=desk.actor, answers=answers
        )
    return redirect(back)


_FIELDS = ("nama", "teks", "unit", "langkah", "kategori")


def _kept(desk: Desk) -> list[str]:
    return reply_templates.kept_units(desk.actor, desk.units)


def _choices(desk: Desk) -> dict[str, dict[str, str]]:
    """Steps and classes of the process in force, by their values."""
    newest = newest_of(desk.session, instansi_id=desk.instansi_id)
    return {
        "langkah": reply_templates.steps(newest.bundle) if newest else {},
        "kategori": {each: str(kategori(each)) for each in classes(newest.bundle)} if newest else {},
    }


def _page(desk: Desk, given: Template, *, new: bool, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    names = [(unit, desk.unit_name(unit) if unit else _("Semua unit")) for unit in _kept(desk)]
    page = render_template(
        "desk/reply_template.html", given=given, new=new, errors=errors or {}, units=names, choices=_choices(desk),
        placeholders=PLACEHOLDERS,
    )  # fmt: skip
    return page, 422 if errors else 200


def _offered(desk: Desk, task_id: UUID) -> tuple[TaskForm, list[Template], str]:
    """The form and the templates of a task that this officer may fill in, and where the form is."""
    file, matter = read(desk, task_id)
    complaint = complaint_in(matter)
    if complaint is None or state_of(desk, file.task) not in ("free", "mine") or not complaint.judul:
        abort(404)
    found = reply_templates.offered(desk.session, instansi_id=desk.instansi_id, task=file.task, complaint=complaint)
    return task_form(desk, file.task, matter), found, url_for("desk.task", task_id=task_id, _anchor="formulir")


def _choosing(desk: Desk, task_id: UUID, errors: dict[str, str]) -> ResponseReturnValue:
    asked, found, back = _offered(desk, task_id)
    page = render_template(
        "desk/choose_template.html", task_id=task_id, fields=text_fields(asked.form), found=found, back=back,
        errors=errors, chosen=request.form.get("templat", ""), field=request.form.get("isian", ""),
    )  # fmt: skip
    return page, 422 if errors else 200
