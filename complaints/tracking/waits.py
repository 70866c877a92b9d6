"""A wait for the complainant: until when, and what follows when they stay silent, in the words of its diagram.

Texts and numbers are data: the words stand on the waiting step (`akibat`), the days in the tables of periods. Page,
message and reminder say the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from complaints.models import Instansi
from complaints.properties import CONSEQUENCE, CONTINUATION, SAME_NUMBER
from engine.catalogue import _, as_written
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.expressions import nodes_in
from engine.definition.expressions.nodes import Call, Path
from engine.definition.forms.moments import format_date
from engine.definition.operations import OperationContext
from engine.definition.versions import bundle_of
from engine.models import Case, Timer

WAIT = "penantian"
"""Parameter of a message: the waiting step that it announces or recalls."""
_PERIOD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Wait:
    """A step that waits for the complainant, and the timer that ends it."""

    element: Element
    timer: Element | None

    @property
    def continues(self) -> bool:
        """Whether the complaint is closed already, and waits only in case its author goes on with it."""
        return self.element.properties.get(CONTINUATION) == SAME_NUMBER

    @as_written()  # the sentence is the diagram's
    def consequence(self, variables: Mapping[str, Any]) -> str:
        """What happens when nobody answers; "" when the diagram does not say."""
        text = self.element.properties.get(CONSEQUENCE, "")
        return _PERIOD.sub(lambda match: _period(variables, f"{match[1]}_hari", f"{match[1]}_satuan"), text)

    def lasts(self, variables: Mapping[str, Any]) -> str:
        """How long it waits: `10 hari kerja`; "" without a timer that counts days of a table."""
        for node in nodes_in(self.timer.timer) if self.timer else ():
            match node:
                case Call(arguments=(Path((count,)), Path((unit,)), *_since)):
                    return _period(variables, count, unit)
        return ""


def wait_at(bundle: Bundle, element_id: str) -> Wait | None:
    """The wait at a step of a version; None when there is no such step."""
    diagram = bundle.diagram_with(element_id)
    if diagram is None:
        return None
    timer = next((each for each in diagram.attached(element_id) if each.event == "timer" and each.interrupting), None)
    return Wait(diagram.elements[element_id], timer)


@dataclass(frozen=True)
class Announced:
    """The wait that a message names."""

    element: str
    text: str
    """The paragraph about it: until when, and what follows from silence."""
    until: str = ""
    """Its last day in words, when it has begun."""
    lasts: str = ""
    """How long it lasts from the message on, when it begins with it."""
    continues: bool = False
    """Whether the complaint is closed, and this is how long its author may go on with it."""


def announced(context: OperationContext) -> Announced | None:
    """The wait that a message names (`param.penantian`); None when it names none."""
    version = context.session.scalar(
        select(Case.version_id).where(Case.instansi_id == context.instansi_id, Case.id == context.case_id)
    )
    name = context.parameters.get(WAIT, "")
    wait = wait_at(bundle_of(context.session, context.instansi_id, version), name) if name and version else None
    if wait is None:
        return None
    consequence = wait.consequence(context.variables)
    due = _due(context, wait)
    if due is not None:
        limit = _last_day(due, context)
        text = _("Kami menunggu jawaban Anda sampai akhir hari %(batas)s. %(akibat)s", batas=limit, akibat=consequence)
        return Announced(name, text, until=limit, continues=wait.continues)
    lasts = wait.lasts(context.variables)
    if not lasts:
        return Announced(name, consequence, continues=wait.continues)
    if wait.continues:
        text = _(
            "Anda dapat melanjutkannya dengan nomor yang sama selama %(jangka)s sejak pesan ini. %(akibat)s",
            jangka=lasts,
            akibat=consequence,
        )
    else:
        text = _("Kami menunggu jawaban Anda %(jangka)s sejak pesan ini. %(akibat)s", jangka=lasts, akibat=consequence)
    return Announced(name, text, lasts=lasts, continues=wait.continues)


def _due(context: OperationContext, wait: Wait) -> datetime | None:
    """When the wait ends, if it has begun."""
    if wait.timer is None:
        return None
    return context.session.scalar(
        select(Timer.due_at).where(
            Timer.instansi_id == context.instansi_id,
            Timer.case_id == context.case_id,
            Timer.element == wait.timer.id,
        )
    )


def _last_day(due: datetime, context: OperationContext) -> str:
    zone = ZoneInfo(context.session.get_one(Instansi, context.instansi_id).time_zone)
    return format_date((due.astimezone(zone) - timedelta(seconds=1)).date())


def _period(variables: Mapping[str, Any], count: str, unit: str) -> str:
    days, of = variables.get(count), variables.get(unit)
    if days is None:
        return _("waktu yang ditetapkan")
    return _("%(jumlah)s hari kerja", jumlah=days) if of == "hari_kerja" else _("%(jumlah)s hari kalender", jumlah=days)
