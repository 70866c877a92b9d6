"""Which questions a form did not let anybody leave open, found by leaving open one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from complaints.workshop.simulation.stage import Stage
from engine.db import reading
from engine.definition.forms import Checked
from engine.running.runtime import OptionsRequest


def note_asked(stage: Stage, form_name: str, answers: Mapping[str, Any], *, unit: str, role: str) -> None:
    """Note on the stage what the next row of its case may not leave open."""
    form = stage.bundle.forms.get(form_name)
    if form is None or (case := stage.case()).process_id != stage.process_id:
        return
    with reading(stage.factory, stage.instansi_id) as session:
        request = OptionsRequest(stage.instansi_id, case.id, unit, role, stage.clock.now())
        options = stage.runtime.options_for(session, request)
        today = stage.runtime.calendar_for(session, stage.instansi_id).local_date(stage.clock.now())
        check = partial(form.check, options=options, context=case.variables, today=today)
        stage.asked[case.event_count + 1] = form_name, not_to_be_left_open(check, answers)


def not_to_be_left_open(check: Callable[[Mapping[str, Any]], Checked], answers: Mapping[str, Any]) -> list[str]:
    """Keys, in order of name, whose answer the form misses as soon as it is left out."""
    return sorted(
        key for key in answers if key in check({name: value for name, value in answers.items() if name != key}).errors
    )
