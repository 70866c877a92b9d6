"""Messages that a running complaint waits for and that an officer sends, such as the oversight of Admin Nasional.

The element that waits says who may send it (`pengirim`) and in which form, one without files. A role of units sends it
for the unit that leads; another role for the whole government.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from complaints.casework.case_file import ComplaintView
from complaints.people.roles import UNIT_ROLES
from complaints.properties import SENDER
from engine.actors import Actor
from engine.definition.bundle import Bundle
from engine.definition.forms import Form, Option
from engine.definition.properties import listed
from engine.errors import AnswersRefusedError
from engine.running import commands
from engine.running.runtime import OptionsRequest, Runtime

Options = Mapping[str, list[Option]]


@dataclass(frozen=True)
class OfficerMessage:
    """One message that this person may send now."""

    name: str
    title: str
    form: Form


def sendable(complaint: ComplaintView, bundle: Bundle, actor: Actor) -> list[OfficerMessage]:
    """What the complaint waits for from this person. Nothing where its substance is closed to them."""
    if complaint.access.substance is not None:
        return []
    return list({each.name: each for each in _sendable(complaint, bundle, actor)}.values())


def _sendable(complaint: ComplaintView, bundle: Bundle, actor: Actor) -> Iterator[OfficerMessage]:
    for process_id, element_id in complaint.state.waiting:
        element = bundle.element(process_id, element_id)
        form = bundle.forms.get(element.form) if element is not None else None
        if element is None or form is None or form.file_keys():
            continue
        for role in listed(element.properties.get(SENDER, "")):
            if actor.may_do(role=role, unit=complaint.unit if role in UNIT_ROLES else ""):
                yield OfficerMessage(element.message, element.name, form)


def lists(session: Session, runtime: Runtime, instansi_id: str, complaint: ComplaintView) -> Options:
    """The lists that a form of such a message may choose from."""
    asked = OptionsRequest(instansi_id, complaint.id, complaint.unit, "", runtime.clock.now())
    return runtime.options_for(session, asked)


def send(
    session: Session,
    runtime: Runtime,
    *,
    complaint: ComplaintView,
    instansi_id: str,
    message: OfficerMessage,
    by: Actor,
    answers: Mapping[str, Any],
    seen: int | None,
) -> None:
    """Hand it to the case, once for each look at it: `seen` is the number of the last row that its page knew.

    Raises AnswersRefusedError, or NotWaitingError when it is awaited no longer.
    """
    options = lists(session, runtime, instansi_id, complaint)
    checked = message.form.check(answers, options=options, context=complaint.state.variables)
    if not checked.ok:
        raise AnswersRefusedError(checked.errors)
    commands.send_message(
        session,
        runtime,
        instansi_id=instansi_id,
        case_id=complaint.id,
        message=message.name,
        by=by,
        answers=checked.answers,
        seen=seen,
    )
