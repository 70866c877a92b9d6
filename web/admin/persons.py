"""The list of persons, a new one, and one person's page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.people import person_list, persons, units
from complaints.people.guarded import Effect
from complaints.people.person_list import PersonFile, PersonFilter
from complaints.people.roles import ROLES, Role
from engine.errors import AnswersRefusedError
from web.admin.blueprint import Administration, admin, blueprint, here
from web.phrases.desk import role
from web.transactions import command

PAGE = 25
STATES = ("aktif", "nonaktif", "semua")
FIELDS = {"nama": "name", "nama_pengguna": "username", "surel": "email"}
"""Field of the page -> name in the command."""


@blueprint.get("/orang")
@admin
def people() -> str:
    """Everybody of the government, narrowed by role, unit and state."""
    return _list(request.args.get("halaman", "1"), text="")


@blueprint.post("/orang")
@admin
def search() -> str:
    """The same by a part of name, user name or address: posted, so that no address of a page names a person."""
    return _list("1", text=request.form.get("cari", "").replace("\x00", "").strip()[:80])


@blueprint.get("/orang/baru")
@admin
def new_person() -> ResponseReturnValue:
    """The empty form."""
    return _new_page({}, {})


@blueprint.post("/orang/baru")
@admin
def add_person() -> ResponseReturnValue:
    """Adds the person; with an address and the wish a link goes out at once."""
    now, given = here(), _given()
    try:
        with command() as session:
            scope: dict[str, Any] = {"instansi_id": now.instansi_id, "by": now.actor}
            user_id = persons.add_person(session, now.runtime, **scope, **_values(given))
            if request.form.get("undang") and given["surel"]:
                persons.invite(session, now.runtime, **scope, user_id=user_id)
    except AnswersRefusedError as refused:
        return _new_page(given, _errors(refused))
    flash(_("%(nama)s ditambahkan. Berikan perannya di bawah.", nama=given["nama"]))
    return redirect(url_for("admin.person", user_id=user_id), code=303)


@blueprint.get("/orang/<uuid:user_id>")
@admin
def person(user_id: UUID) -> ResponseReturnValue:
    """One person: data, roles, and what can be done."""
    return person_page(here(), user_id)


@blueprint.post("/orang/<uuid:user_id>")
@admin
def change_person(user_id: UUID) -> ResponseReturnValue:
    """Saves name, user name and address."""
    now, given = here(), _given()
    file_of(now, user_id)
    try:
        with command() as session:
            outcome = persons.change_person(
                session, now.runtime, instansi_id=now.instansi_id, by=now.actor, user_id=user_id,
                **_values(given),
            )  # fmt: skip
    except AnswersRefusedError as refused:
        return person_page(here(), user_id, given=given, errors=_errors(refused))
    flash(
        _("Tersimpan.")
        if outcome is Effect.DONE
        else _("Tersimpan. Surel atau nama pengguna baru menunggu administrator kedua.")
    )
    return redirect(url_for("admin.person", user_id=user_id), code=303)


def file_of(now: Administration, user_id: UUID) -> PersonFile:
    """A person of the administrator's own government, or 404."""
    found = person_list.person(now.session, instansi_id=now.instansi_id, user_id=user_id, now=now.runtime.clock.now())
    if found is None:
        abort(404)
    return found


def person_page(
    now: Administration,
    user_id: UUID,
    *,
    given: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    password: str = "",
) -> ResponseReturnValue:
    """The page of one person. `password`: a first password to hand over, shown this once."""
    found = file_of(now, user_id)
    row = found.row
    page = render_template(
        "admin/person.html",
        file=found,
        given=given or {"nama": row.name, "nama_pengguna": row.username, "surel": row.email},
        errors=errors or {},
        asked=request.form,
        password=password,
        units=list(units.units(now.session, instansi_id=now.instansi_id).values()),
        roles=[choice for choice in role_choices() if choice[0] != Role.OPERATOR],
    )
    return make_response(page, 422 if errors else 200)


def role_choices() -> list[tuple[str, str]]:
    """Every role with its name, in order of name."""
    return sorted(((name, role(name)) for name in ROLES), key=lambda each: each[1])


def _list(number: str, *, text: str) -> str:
    now = here()
    asked = {name: request.values.get(name, "").replace("\x00", "")[:60] for name in ("peran", "unit", "keadaan")}
    state = asked["keadaan"] if asked["keadaan"] in STATES else "aktif"
    page = person_list.people(
        now.session,
        instansi_id=now.instansi_id,
        filters=PersonFilter(text, asked["peran"], asked["unit"], state),
        now=now.runtime.clock.now(),
        number=int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 1,
        size=PAGE,
    )
    given: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return render_template(
        "admin/people.html",
        page=page,
        asked=asked | {"keadaan": state},
        text=text,
        narrowed=bool(given or text),
        units=units.units(now.session, instansi_id=now.instansi_id),
        roles=role_choices(),
        first=url_for("admin.people", **given) if page.number > 1 else "",
        next=url_for("admin.people", **given, halaman=page.number + 1) if page.number < page.last and not text else "",
        more=bool(text) and page.last > 1,
    )


def _new_page(given: dict[str, str], errors: dict[str, str]) -> ResponseReturnValue:
    return make_response(render_template("admin/new_person.html", given=given, errors=errors), 422 if errors else 200)


def _given() -> dict[str, str]:
    return {name: request.form.get(name, "").strip()[:300] for name in FIELDS}


def _values(given: dict[str, str]) -> dict[str, Any]:
    return {FIELDS[name]: value for name, value in given.items()}


def _errors(refused: AnswersRefusedError) -> dict[str, str]:
    names = {command_name: field for field, command_name in FIELDS.items()}
    return {names[name]: text for name, text in refused.errors.items()}
