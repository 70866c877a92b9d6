"""Entering what came on paper, by voice or by another way: first by which way in, then the form of that way in.

Everything typed and every scan is kept while it is being mended, as with a citizen's own form.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from complaints.intake import drafts, start_form
from complaints.intake.draft_rows import Draft
from complaints.intake.entry import entered, manual_channels
from complaints.intake.lodging import Receipt
from complaints.intake.start_form import StartForm
from complaints.intake.start_lists import lists
from complaints.models import Instansi
from complaints.people.roles import INTAKE_ROLES, RESTRICTED_INTAKE_ROLES, OwnScope, Role, entry_tiers
from engine.actors import Actor
from engine.errors import AnswersRefusedError, NotFoundError
from web.components.evidence import shown_evidence
from web.components.form import condition_css, error_summary, render_form
from web.components.uploads import keep_in_draft
from web.desk.blueprint import blueprint
from web.desk_context import Desk, current_desk
from web.guards import role
from web.phrases import desk as words
from web.services import services
from web.transactions import command

clerk = role(*sorted(INTAKE_ROLES))
"""Guard: the tiers where such complaints are entered."""
restricted_clerk = role(*sorted(RESTRICTED_INTAKE_ROLES))
"""Guard: who opens what whistleblowers write."""


@dataclass(frozen=True)
class EntryDoor:
    """Which way in: channel and tier, and the page that it is entered on."""

    tier: OwnScope
    kanal: str
    restricted: bool

    @property
    def values(self) -> dict[str, str]:
        """For an address."""
        return {"tingkat": self.tier_name, "kanal": self.kanal}

    @property
    def tier_name(self) -> str:
        """The tier in an address."""
        return _tier_name(self.tier)


@blueprint.get("/pengaduan/baru")
@clerk
def entry() -> ResponseReturnValue:
    """The empty form, or the choice of the way in."""
    return _begin(current_desk(), restricted=False)


@blueprint.post("/pengaduan/baru")
@clerk
def enter() -> ResponseReturnValue:
    """Lodge it once and show number and code to hand over."""
    return _enter(current_desk(), restricted=False)


@blueprint.get("/wbs/baru")
@restricted_clerk
def restricted_entry() -> ResponseReturnValue:
    """The same for what a whistleblower wrote in a letter or by SMS: for the WBS officer alone (BT-P10)."""
    return _begin(current_desk(), restricted=True)


@blueprint.post("/wbs/baru")
@restricted_clerk
def enter_restricted() -> ResponseReturnValue:
    """Lodge it once and show number and code to hand over, where the reporter can be reached."""
    return _enter(current_desk(), restricted=True)


@blueprint.get("/pengaduan/baru/gaya.css")
@role(*sorted(INTAKE_ROLES | RESTRICTED_INTAKE_ROLES))
def entry_style() -> Response:
    """Conditions of the form of a way in as CSS."""
    desk = current_desk()
    way, _errors = _way(desk, restricted=request.args.get("wbs") == "1", values=request.args)
    if way is None:
        abort(404)
    return Response(condition_css(_asked(desk, way).form), content_type="text/css; charset=utf-8")


def _begin(desk: Desk, *, restricted: bool) -> ResponseReturnValue:
    asked_for = bool(request.args.get("kanal") or request.args.get("tingkat"))
    way, errors = _way(desk, restricted=restricted, values=request.args)
    if way is None:
        return _door_page(desk, restricted=restricted, errors=errors if asked_for else {})
    return _page(desk, way, None, token=secrets.token_hex(16))


def _enter(desk: Desk, *, restricted: bool) -> ResponseReturnValue:
    token = request.form.get("token", "")
    if not 16 <= len(token) <= 64:
        raise BadRequest
    way, errors = _way(desk, restricted=restricted, values=request.form)
    if way is None:
        return _door_page(desk, restricted=restricted, errors=errors)
    own = f"{desk.actor.id}.{token}"
    form = _asked(desk, way).form
    typed, refused = keep_in_draft(
        form, form.read(request.form), token=own, instansi_id=desk.instansi_id, now=desk.now, restricted=restricted
    )
    with command() as session:
        draft = drafts.save_answers(session, token=own, instansi_id=desk.instansi_id, answers=typed, now=desk.now)
    if draft.complaint_id is None and (refused or form.edits_rows(request.form)):
        return _page(current_desk(), way, draft, token=token, errors=refused)
    try:
        receipt = _submit(desk, way, own)
    except AnswersRefusedError as refusal:
        return _page(current_desk(), way, draft, token=token, errors=refusal.errors)
    return _receipt(current_desk(), way, receipt)


def _submit(desk: Desk, way: EntryDoor, token: str) -> Receipt:
    with command() as session:
        return drafts.submit(
            session,
            services().runtime,
            token=token,
            instansi_id=desk.instansi_id,
            restricted=way.restricted,
            kanal=way.kanal,
            entered_by=_as(desk, way),
        )


def _as(desk: Desk, way: EntryDoor) -> Actor:
    role_name, unit = way.tier
    return desk.actor.acting_as(role=role_name, unit=unit)


def _asked(desk: Desk, way: EntryDoor) -> StartForm:
    home = desk.session.get_one(Instansi, desk.instansi_id)
    return start_form.at(desk.session, instansi=home, kanal=way.kanal, role=way.tier[0], restricted=way.restricted)


def _way(desk: Desk, *, restricted: bool, values: Mapping[str, str]) -> tuple[EntryDoor | None, dict[str, str]]:
    """The way in that was chosen, or what is missing of the choice."""
    tiers = _tiers(desk, restricted)
    chosen = [tier for tier in tiers if _tier_name(tier) == values.get("tingkat")] or (tiers if len(tiers) == 1 else [])
    if not chosen:
        return None, {"tingkat": _("Pilih sebagai siapa Anda mencatat pengaduan ini.")}
    kanal = values.get("kanal", "")
    if kanal not in _channels(desk, chosen[0], restricted):
        return None, {"kanal": _("Pilih lewat apa pengaduan ini datang.")}
    return EntryDoor(chosen[0], kanal, restricted), {}


def _tiers(desk: Desk, restricted: bool) -> list[OwnScope]:
    return [(Role.PETUGAS_WBS, "")] if restricted else entry_tiers(desk.actor)


def _tier_name(tier: OwnScope) -> str:
    return f"{tier[0]}:{tier[1]}"


def _channels(desk: Desk, tier: OwnScope, restricted: bool) -> list[str]:
    """Channels that the diagram takes at this tier. Not found where the instansi has no such process."""
    try:
        return manual_channels(desk.session, instansi_id=desk.instansi_id, role=tier[0], restricted=restricted)
    except NotFoundError:
        if restricted:
            abort(404)
        raise


def _door_page(desk: Desk, *, restricted: bool, errors: Mapping[str, str]) -> Response:
    tiers = _tiers(desk, restricted)
    channels: dict[str, None] = {}
    for tier in tiers:
        channels.update(dict.fromkeys(_channels(desk, tier, restricted)))
    page = render_template(
        "desk/entry_door.html",
        restricted=restricted,
        typed=request.values,
        errors=errors,
        tiers=_tier_choices(desk, tiers) if len(tiers) > 1 else [],
        channels=[{"value": name, "text": words.kanal(name)} for name in channels],
        clerks=[] if channels or restricted else _clerks(desk),
    )
    return make_response(page, 422 if errors else 200)


def _clerks(desk: Desk) -> list[str]:
    """The roles that write down what comes without the website, where those of this person do not."""
    return [words.role(name) for name in sorted(INTAKE_ROLES) if _channels(desk, (name, ""), restricted=False)]


def _tier_choices(desk: Desk, tiers: list[OwnScope]) -> list[dict[str, Any]]:
    found = []
    for tier in tiers:
        role_name, unit = tier
        text = f"{words.role(role_name)} · {desk.unit_name(unit)}" if unit else words.role(role_name)
        found.append({"value": _tier_name(tier), "text": text})
    return found


def _page(
    desk: Desk, way: EntryDoor, draft: Draft | None, *, token: str, errors: Mapping[str, str] | None = None
) -> Response:
    asked = _asked(desk, way)
    values = asked.form.initial({}) | (draft.answers if draft else {})
    style = url_for("desk.entry_style", wbs=int(way.restricted), tingkat=way.tier_name, kanal=way.kanal)
    fields = render_form(
        asked.form,
        values=values,
        errors=errors,
        options=lists(desk.session, asked, values, instansi_id=desk.instansi_id, files=draft.options if draft else []),
        context=asked.context,
        style=style if condition_css(asked.form) else "",
    )
    page = render_template(
        "desk/entry.html",
        way=way,
        unit=desk.unit_name(way.tier[1]),
        fields=fields,
        errors=errors or {},
        summary=error_summary(errors or {}),
        action=url_for("desk.enter_restricted" if way.restricted else "desk.enter"),
        other=url_for("desk.restricted_entry" if way.restricted else "desk.entry"),
        with_files=bool(asked.form.file_keys()),
        token=token,
    )
    return make_response(page, 422 if errors else 200)


def _receipt(desk: Desk, way: EntryDoor, receipt: Receipt) -> ResponseReturnValue:
    base = services().settings.base_url.rstrip("/")
    jenis, judul = entered(desk.session, instansi_id=desk.instansi_id, complaint_id=receipt.complaint_id)
    page = render_template(
        "desk/restricted_receipt.html" if way.restricted else "desk/receipt.html",
        receipt=receipt,
        evidence=None
        if way.restricted or not receipt.secret
        else shown_evidence(desk.instansi_id, receipt.complaint_id),
        jenis=jenis,
        judul=judul,
        kanal=way.kanal,
        entered_at=desk.now,
        instansi_name=desk.officer.instansi_name,
        address=f"{base}/{desk.instansi_id}/lacak",
    )
    return make_response(page)
