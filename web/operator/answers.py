"""One answer of a case as its form asks it: drawn to be corrected, read from what the page sent, carried along."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request
from markupsafe import Markup

from complaints.interventions.orders import LONGEST_VALUE
from engine.definition.forms import Form
from engine.running.queries import GivenAnswer
from engine.running.runtime import OptionsRequest
from web.components.form import render_form
from web.services import services
from web.transactions import page_session

CARRIED = "perintah-jawaban"
"""Field that carries an answer from the look at what it would do to the act."""


@dataclass(frozen=True)
class TypedAnswer:
    """`value`: what was sent; the answer as it is where nothing was."""

    value: Any
    markup: Markup


def typed_answer(given: GivenAnswer, *, instansi_id: str, case_id: UUID) -> TypedAnswer:
    """The question with its answer."""
    form = Form(given.form.name, (given.form.fields[given.key],))
    value = given.value
    if carried := request.form.get(CARRIED, "")[:LONGEST_VALUE]:
        value = _carried(carried)
    elif request.method == "POST":
        value = form.read(request.form).get(given.key)
    now = services().clock.now()
    asked = OptionsRequest(instansi_id, case_id, given.unit, given.role, now)
    options = services().runtime.options_for(page_session(), asked)
    return TypedAnswer(value, render_form(form, values={given.key: value}, options=options))


def posted_answer(value: Any) -> str:
    """As the page carries it."""
    return json.dumps(value, ensure_ascii=False, default=str)


def _carried(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
