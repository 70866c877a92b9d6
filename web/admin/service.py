"""How the government serves: each channel and body outside with how it is reached, and its teams with their decrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.founding.draft_checks import sentence
from complaints.intake.starts import UNATTENDED, channels, newest_bundle
from complaints.people.governments import GovernmentFileError
from complaints.people.governments.service import OUTSIDE, REACHED, TEAM, check_service
from engine.errors import NotFoundError
from web.admin.blueprint import admin, blueprint, here
from web.admin.government import present, save

EMPTY_TEAMS = 2
"""Rows for new teams; a saved page offers as many again."""


@blueprint.get("/layanan")
@admin
def service() -> ResponseReturnValue:
    """Channels and teams as they are."""
    values = present().values
    given = {f"{kanal}:{name}": text for kanal, reached in values["channels"].items() for name, text in reached.items()}
    for number, team in enumerate(values["teams"]):
        given |= {f"tim{number}:{name}": text for name, text in team.items()}
    return _page(given, len(values["teams"]), {})


@blueprint.post("/layanan")
@admin
def save_service() -> ResponseReturnValue:
    """Saves both; a team without a name is gone."""
    data, given = present(), {name: " ".join(text.replace("\x00", "").split()) for name, text in request.form.items()}
    rows = [*_channels(), *_outside()]
    found, teams = _said(given, rows, REACHED), _said(given, _team_rows(given), TEAM)
    values = data.values | {"channels": found, "teams": list(teams.values())}
    try:
        check_service(_("Layanan"), values)
        save(here(), replace(data, values=values))
    except GovernmentFileError as refused:
        return _page(given, len(_team_rows(given)) - EMPTY_TEAMS, {_field_of(refused, found, teams): sentence(refused)})
    flash(_("Tersimpan."))
    return redirect(url_for("admin.service"), code=303)


def _said(given: Mapping[str, str], rows: list[str], names: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What was typed in each row; rows that say nothing are left out."""
    found = {row: {name: text for name in names if (text := given.get(f"{row}:{name}", ""))} for row in rows}
    return {row: said for row, said in found.items() if said}


def _team_rows(given: Mapping[str, str]) -> list[str]:
    numbers = [name[3:].partition(":")[0] for name in given if name.startswith("tim")]
    most = max((int(each) for each in numbers if each.isascii() and each.isdigit() and len(each) < 4), default=0)
    return [f"tim{number}" for number in range(most + 1)]


def _field_of(refused: GovernmentFileError, found: Mapping[str, Any], teams: Mapping[str, Any]) -> str:
    """The first field of the channel or team that the refusal names."""
    named = str(refused).partition(":")[0]
    kanal = next((each for each in found if each == named), None)
    if kanal:
        return f"{kanal}:phone"
    return next((f"{row}:name" for row, team in teams.items() if team.get("name", " ") in named), "tim0:name")


def _channels() -> list[str]:
    """Channels of the diagram behind which people stand."""
    now, process = here(), str(present().values["process"])
    try:
        bundle = newest_bundle(now.session, instansi_id=now.instansi_id, process_id=process)
    except NotFoundError:
        return []
    return [each for each in channels(bundle, process_id=process) if each not in UNATTENDED]


def _outside() -> dict[str, str]:
    """The bodies outside by the key of their row, with their names."""
    return {f"{OUTSIDE}{slug}": name for slug, name in present().values["authorities"].items()}


def _page(given: Mapping[str, str], teams: int, errors: dict[str, str]) -> ResponseReturnValue:
    page = render_template(
        "admin/service.html",
        given=given,
        errors=errors,
        channels=_channels(),
        outside=_outside(),
        teams=teams + EMPTY_TEAMS,
    )
    return make_response(page, 422 if errors else 200)
