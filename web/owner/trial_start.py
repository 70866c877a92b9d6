"""How a trial begins: the way in, and its form as a citizen or an officer would fill it in."""

from __future__ import annotations

from typing import Any

from flask import request

from complaints.intake.start_form import StartForm, start_form
from complaints.intake.start_lists import lists
from complaints.intake.start_sample import prefilled
from complaints.intake.starts import ROLE_OF_TIER, WEBSITE, entrances_of
from complaints.people.governments import Government
from complaints.workshop import invented_case
from complaints.workshop.trial import channels
from engine.definition.bundle import Bundle
from web.components.form import render_form
from web.owner.blueprint import Owner
from web.owner.trial_page import read


def beginning(now: Owner, bundle: Bundle, process_id: str, home: Government) -> dict[str, Any]:
    """The ways in, the chosen one, and its form filled with an invented complaint."""
    ways = channels(bundle, process_id)
    offered = [f"{start}|{kanal}" for start, _name, kanal in ways]
    chosen = next((each for each in offered if each == request.args.get("masuk")), "")
    chosen = chosen or next((each for each in offered if each.endswith(f"|{WEBSITE}")), offered[0] if offered else "")
    start, _bar, kanal = chosen.partition("|")
    asked = _asked(bundle, process_id, start, kanal)
    fields = ""
    if asked is not None:
        told = invented_case.complaint(home, kanal=kanal)
        values = asked.form.initial({}) | prefilled(asked, {key: told[key] for key in told if key != "kanal"})
        options = lists(now.session, asked, values, instansi_id=now.instansi_id)
        fields = render_form(asked.form, values=values, options=options, context=asked.context)
    return {"ways": ways, "chosen": chosen, "fields": fields}


def typed_start(bundle: Bundle, process_id: str, start: str, kanal: str) -> dict[str, Any]:
    """What was typed into the form of the way in; nothing when another form was shown. A trial keeps no files."""
    asked = _asked(bundle, process_id, start, kanal)
    if asked is None or request.form.get("formulir") != f"{start}|{kanal}":
        return {}
    return {key: value for key, value in read(asked.form).items() if key not in asked.form.file_keys()}


def _asked(bundle: Bundle, process_id: str, start: str, kanal: str) -> StartForm | None:
    way = next((each for each in entrances_of(bundle, process_id=process_id) if each.element == start), None)
    if way is None or not kanal:
        return None
    return start_form(way.form, kanal=kanal, role=ROLE_OF_TIER.get(way.tier_of(kanal), ""))
