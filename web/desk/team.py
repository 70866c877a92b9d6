"""The head's view of the unit: who has which task, and giving a task to somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.audit import Reach
from complaints.audit.mining import keeping, on_time
from complaints.audit.mining.asked import FigureFilter
from complaints.audit.mining.on_time import Kept
from complaints.casework.handing_on import hand_on
from complaints.casework.inbox import COUNT_LIMIT, Cursor
from complaints.casework.team import TeamFilter, TeamTask, late_of_team, team, team_counts, team_task
from complaints.casework.team_load import team_load
from complaints.people import absences, units
from complaints.people.roles import EXAMINER_ROLES, HEAD_ROLES, roles_of
from engine.errors import NotAllowedError, NotFoundError, TaskClaimedError, TaskGoneError
from engine.running import commands
from web.components.asked import id_asked, midnight
from web.components.paging import packed, unpacked
from web.desk.blueprint import blueprint
from web.desk_context import Desk, current_desk
from web.guards import role
from web.phrases import figures
from web.services import services
from web.transactions import command

PAGE = 25
LONGEST_NOTE = 500
LONGEST_NAME = 120
MONTHS = 6
"""Of which a head sees how deadlines were kept, this one included."""
head = role(*sorted(HEAD_ROLES))
"""Guard: whoever heads a unit, or all of them."""


@blueprint.get("/tim")
@head
def team_tasks() -> str:
    """Open tasks of the units that I head, with who has them."""
    desk = current_desk()
    asked = request.args.get("keadaan", "")
    filters = TeamFilter(
        holder=str(id_asked(request.args.get("orang", "")) or ""),
        free=asked == "bebas",
        overdue=asked == "terlambat",
        step=_name("langkah") or "",
        unit=_name("unit"),
        oldest=request.args.get("urutan") == "lama",
    )
    after = unpacked(request.args.get("sesudah", ""))
    page = team(
        desk.session,
        instansi_id=desk.instansi_id,
        actor=desk.actor,
        now=desk.now,
        filters=filters,
        after=Cursor(*after) if after else None,
        limit=PAGE,
    )
    given: dict[str, Any] = {
        "orang": filters.holder or None,
        "keadaan": asked or None,
        "langkah": filters.step or None,
        "unit": filters.unit,
        "urutan": "lama" if filters.oldest else None,
    }
    late = late_of_team(desk.session, instansi_id=desk.instansi_id, actor=desk.actor, now=desk.now)
    return render_template(
        "desk/team.html",
        lines=[(row, desk.time_left(row.due_at, row.due_rule), desk.unit_name(row.unit)) for row in page.rows],
        people=absences.people_of(desk.session, instansi_id=desk.instansi_id, by=desk.actor, now=desk.now),
        away=absences.away(desk.session, instansi_id=desk.instansi_id, now=desk.now),
        counts=team_counts(desk.session, instansi_id=desk.instansi_id, actor=desk.actor, now=desk.now),
        count_limit=COUNT_LIMIT,
        late=[(each, desk.unit_name(each.unit)) for each in late],
        filters=filters,
        asked=asked,
        first_page=after is None,
        first=url_for("desk.team_tasks", **given),
        next_page=url_for("desk.team_tasks", sesudah=packed(page.after.due, page.after.id), **given)
        if page.after
        else "",
    )


@blueprint.get("/tim/beban")
@head
def team_loads() -> str:
    """How much work lies with whom in the units that I head, as figures and drawn."""
    desk = current_desk()
    found = team_load(desk.session, instansi_id=desk.instansi_id, actor=desk.actor, now=desk.now)
    total, months, counted_at = _settled(desk)
    return render_template(
        "desk/team_load.html",
        load=found,
        units=[(each, desk.unit_name(each.unit)) for each in found.units],
        away=absences.away(desk.session, instansi_id=desk.instansi_id, now=desk.now),
        now=desk.now,
        total=total,
        months=months,
        figure_words=figures,
        counted_at=counted_at,
        examines=bool(roles_of(desk.actor) & EXAMINER_ROLES),
    )


def _settled(desk: Desk) -> tuple[Kept, Mapping[int, Kept], datetime | None]:
    """How the units that I head kept the deadlines of the complaints that they lead, of those received in the last
    months, and how old the figures are."""
    units_of = {each.unit for each in desk.actor.heads}
    today = desk.calendar.local_date(desk.now)
    month = today.year * 12 + today.month - MONTHS
    since = date(month // 12, month % 12 + 1, 1)
    filters = FigureFilter(since=since.year * 100 + since.month, begins=midnight(since))
    reach = Reach(None if "" in units_of else frozenset(units_of))
    scope = {"instansi_id": desk.instansi_id}
    total, months = on_time.by_month(desk.session, **scope, now=desk.now, filters=filters, reach=reach)
    return total, months, keeping.counted_at(desk.session, **scope)


@blueprint.get("/tim/<uuid:task_id>")
@head
def direct(task_id: UUID) -> ResponseReturnValue:
    """Who goes on with a task of the unit."""
    return _page(current_desk(), task_id)


@blueprint.post("/tim/<uuid:task_id>")
@head
def directed(task_id: UUID) -> ResponseReturnValue:
    """Take the task over, give it to a colleague of its role, or put it back into the list."""
    desk = current_desk()
    task, note = _task(desk, task_id), request.form.get("catatan", "").strip()
    if len(note) > LONGEST_NOTE:
        return _page(desk, task_id, errors={"catatan": _("Tulis paling banyak %(num)s karakter.", num=LONGEST_NOTE)})
    act = {"ambil": _take, "alihkan": _give, "kembalikan": _put_back}.get(request.form.get("tindakan", ""))
    if act is None:
        return _page(desk, task_id, errors={"tindakan": _("Pilih apa yang dilakukan dengan tugas ini.")})
    try:
        return act(desk, task, note)
    except (TaskClaimedError, TaskGoneError, NotAllowedError):
        text = _("Tugas ini baru saja berubah. Periksa siapa yang memegangnya sekarang, lalu pilih lagi.")
        return _page(current_desk(), task_id, errors={"tindakan": text})


def _take(desk: Desk, task: TeamTask, note: str) -> ResponseReturnValue:
    with command() as session:
        commands.take_over(
            session, services().runtime, instansi_id=desk.instansi_id, task_id=task.id, by=desk.actor, note=note
        )
    flash(_("Tugas “%(nama)s” Anda ambil alih. Ini tercatat dalam riwayat.", nama=task.name))
    return redirect(url_for("desk.task", task_id=task.id))


def _give(desk: Desk, task: TeamTask, note: str) -> ResponseReturnValue:
    person = id_asked(request.form.get("rekan", ""))
    colleague = None
    if person:
        colleague = units.colleague(desk.session, instansi_id=desk.instansi_id, person_id=person, now=desk.now)
    if colleague is None or not colleague.may_do(role=task.role, unit=task.unit):
        return _page(desk, task.id, errors={"rekan": _("Pilih rekan yang akan melanjutkan tugas ini.")})
    with command() as session:
        hand_on(
            session, services().runtime, instansi_id=desk.instansi_id, task_id=task.id, by=desk.actor, to=colleague,
            note=note,
        )  # fmt: skip
    flash(_("Tugas “%(nama)s” dialihkan kepada %(rekan)s.", nama=task.name, rekan=colleague.name))
    return redirect(url_for("desk.team_tasks"))


def _put_back(desk: Desk, task: TeamTask, note: str) -> ResponseReturnValue:
    with command() as session:
        commands.release(
            session, services().runtime, instansi_id=desk.instansi_id, task_id=task.id, by=desk.actor, note=note
        )
    flash(_("Tugas “%(nama)s” dikembalikan ke daftar.", nama=task.name))
    return redirect(url_for("desk.team_tasks"))


def _task(desk: Desk, task_id: UUID) -> TeamTask:
    try:
        return team_task(desk.session, instansi_id=desk.instansi_id, actor=desk.actor, task_id=task_id)
    except NotFoundError as missing:
        abort(404, str(missing))


def _page(desk: Desk, task_id: UUID, *, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    task = _task(desk, task_id)
    people = units.colleagues(
        desk.session, instansi_id=desk.instansi_id, role=task.role, unit=task.unit, now=desk.now, but=task.claimed_by
    )
    page = render_template(
        "desk/team_task.html",
        task=task,
        unit=desk.unit_name(task.unit),
        time_left=desk.time_left(task.due_at, task.due_rule),
        mine=task.claimed_by == desk.actor.id,
        people=people,
        away=absences.away(desk.session, instansi_id=desk.instansi_id, now=desk.now),
        typed=request.form,
        errors=errors or {},
    )
    return page, 422 if errors else 200


def _name(key: str) -> str | None:
    """A name of the address; None when it is not there, or is none."""
    given = request.args.get(key)
    return given if given is not None and len(given) <= LONGEST_NAME and given.isprintable() else None
