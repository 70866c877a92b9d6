"""Several tasks of the list at once: take them, or hand them to a colleague. Before anything is done the page says what
will happen with each; each is a command of its own, and what came of it is said for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from complaints.casework.bulk import ChosenTask, Problem, chosen
from complaints.casework.handing_on import hand_on
from complaints.people import absences, units
from complaints.people.units import Person
from engine.actors import Actor
from engine.db import Session
from engine.errors import EngineError, TaskClaimedError, TaskGoneError
from engine.running import commands
from web.components.asked import id_asked
from web.desk.actions import LONGEST_NOTE
from web.desk.blueprint import blueprint
from web.desk.bulk_form import asked_ids, blank_form
from web.desk.inbox import list_address
from web.desk_context import Desk, current_desk, worker
from web.phrases.bulk import PROBLEMS
from web.services import services
from web.transactions import command

CHOSEN = "tugas"
MOST_PLACES = 10
"""Roles and units whose colleagues are offered at once."""


@blueprint.post("/tugas/massal")
@worker
def choose_together() -> ResponseReturnValue:
    """What will happen with each of the chosen tasks."""
    desk = current_desk()
    ids = asked_ids(CHOSEN)
    if not ids:
        flash(_("Pilih dahulu satu tugas atau lebih."), "error")
        return redirect(list_address())
    asked = request.form.get("aksi")
    if asked == "isi":
        return blank_form(desk, ids)
    return _page(desk, _chosen(desk, ids), hands="alihkan" if asked == "alihkan" else "ambil")


@blueprint.post("/tugas/massal/ambil")
@worker
def claim_together() -> ResponseReturnValue:
    """Take the chosen tasks."""
    desk = current_desk()

    def take(session: Session, task: ChosenTask) -> None:
        commands.claim(session, services().runtime, instansi_id=desk.instansi_id, task_id=task.id, by=desk.actor)

    done, results = _each(_chosen(desk, asked_ids(CHOSEN)), take)
    said = ngettext("%(num)s tugas kini Anda kerjakan.", "%(num)s tugas kini Anda kerjakan.", done)
    return _results(done, results, said)


@blueprint.post("/tugas/massal/alihkan")
@worker
def hand_together() -> ResponseReturnValue:
    """Hand the chosen tasks to one colleague."""
    desk = current_desk()
    tasks = _chosen(desk, asked_ids(CHOSEN))
    note, person = request.form.get("catatan", "").strip(), id_asked(request.form.get("rekan", ""))
    to = units.colleague(desk.session, instansi_id=desk.instansi_id, person_id=person, now=desk.now) if person else None
    errors = {}
    if to is None or to.id == desk.actor.id:
        errors["rekan"] = _("Pilih rekan yang akan melanjutkan tugas ini.")
    if len(note) > LONGEST_NOTE:
        errors["catatan"] = _("Tulis paling banyak %(num)s karakter.", num=LONGEST_NOTE)
    if to is None or errors:
        return _page(desk, tasks, hands="alihkan", note=note, person=str(person or ""), errors=errors), 422
    done, results = _each(tasks, lambda session, task: _hand(desk, session, task, to, note))
    said = ngettext(
        "%(num)s tugas dialihkan kepada %(rekan)s.", "%(num)s tugas dialihkan kepada %(rekan)s.", done, rekan=to.name
    )
    return _results(done, results, said)


def _chosen(desk: Desk, ids: Sequence[UUID]) -> list[ChosenTask]:
    return chosen(desk.session, **desk.reader, ids=ids)


def _hand(desk: Desk, session: Session, task: ChosenTask, to: Actor, note: str) -> None:
    hand_on(
        session, services().runtime, instansi_id=desk.instansi_id, task_id=task.id, by=desk.actor, to=to, note=note
    )  # fmt: skip


def _each(
    tasks: Sequence[ChosenTask], do: Callable[[Session, ChosenTask], None]
) -> tuple[int, list[tuple[ChosenTask, str]]]:
    """Each task by a command of its own: how many were done, and why each of the others was not."""
    done, results = 0, []
    for task in tasks:
        problem = task.problem
        if problem is None:
            try:
                with command() as session:
                    do(session, task)
                done += 1
            except EngineError as error:
                problem = _problem(error)
        results.append((task, str(PROBLEMS[problem]) if problem is not None else ""))
    return done, results


def _problem(error: EngineError) -> Problem:
    if isinstance(error, TaskGoneError):
        return Problem.GONE
    return Problem.HELD if isinstance(error, TaskClaimedError) else Problem.REFUSED


def _results(done: int, results: list[tuple[ChosenTask, str]], said: str) -> ResponseReturnValue:
    if done == len(results):
        flash(said)
        return redirect(list_address())
    return render_template("desk/bulk_results.html", results=results, said=said if done else "", back=list_address())


def _page(
    desk: Desk,
    tasks: list[ChosenTask],
    *,
    hands: str,
    note: str = "",
    person: str = "",
    errors: dict[str, str] | None = None,
) -> str:
    able = [each for each in tasks if each.problem is None]
    handing = hands == "alihkan"
    return render_template(
        "desk/bulk.html",
        hands=hands,
        items=[(each, PROBLEMS[each.problem] if each.problem else "") for each in tasks],
        able=able,
        people=_people(desk, able) if handing else [],
        away=absences.away(desk.session, instansi_id=desk.instansi_id, now=desk.now) if handing else set(),
        note=note,
        person=person,
        errors=errors or {},
        back=list_address(),
    )


def _people(desk: Desk, tasks: Sequence[ChosenTask]) -> list[Person]:
    """Who may do at least one of the tasks, in order of name."""
    places = dict.fromkeys((each.likeness.role, each.likeness.unit) for each in tasks if each.likeness)
    found: dict[str, Person] = {}
    for role, unit in list(places)[:MOST_PLACES]:
        asked = {"instansi_id": desk.instansi_id, "role": role, "unit": unit}
        found |= {each.id: each for each in units.colleagues(desk.session, **asked, now=desk.now, but=desk.actor.id)}
    return sorted(found.values(), key=lambda each: (each.name, each.id))
