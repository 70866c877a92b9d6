"""Timer definitions that ask our expressions and our clock instead of Python and the wall clock.

The library's own evaluate timer text as Python, read naive moments in the server's zone and call `datetime.now`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions import CycleTimerEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

from engine.catalogue import _
from engine.deadlines import Deadline
from engine.definition.expressions import unwrap
from engine.definition.timer_text import ISO_DURATION, ISO_MOMENT, after_duration, following, moment_of, rounds
from engine.errors import ExpressionError


class MomentTimer(TimerEventDefinition):
    """One moment: an expression of ours, an ISO moment with offset, or an ISO duration from the start of the wait."""

    def __init__(self, element: str, expression: str) -> None:
        super().__init__(element, unwrap(expression))
        self.key = f"due:{element}"

    def has_fired(self, my_task: Any) -> bool:
        engine = my_task.workflow.script_engine
        due = my_task._get_internal_data(self.key)
        if due is None:
            due = self.begin(my_task, engine)
        if datetime.fromisoformat(due) <= engine.now:
            my_task._set_internal_data(event_fired=True)
        return bool(my_task._get_internal_data("event_fired", False))

    def begin(self, my_task: Any, engine: Any) -> str:
        """Work out the moment, counted from the engine's now, and keep it with the step."""
        deadline = None
        if ISO_DURATION.match(self.expression):
            moment = after_duration(engine.now, self.expression)
        elif ISO_MOMENT.match(self.expression):
            moment = datetime.fromisoformat(self.expression)
        else:
            value = engine.value(my_task, self.expression)
            moment, deadline = moment_of(value, self.expression), value if isinstance(value, Deadline) else None
        due = moment.isoformat()
        my_task._set_internal_data(**{self.key: due})
        if deadline is not None:
            my_task._set_internal_data(
                **{f"rule:{self.name}": deadline.to_rule(), f"provisional:{self.name}": deadline.provisional}
            )
        return due

    def waiting_until(self, my_task: Any) -> str | None:
        value: str | None = my_task._get_internal_data(self.key)
        return value

    def reset(self, my_task: Any) -> None:
        for key in (self.key, f"rule:{self.name}", f"provisional:{self.name}"):
            my_task.internal_data.pop(key, None)
        super().reset(my_task)


def moved_timer(element: str, due: datetime, rule: Mapping[str, Any], provisional: bool) -> dict[str, Any]:
    """What a waiting step keeps of a timer that got another moment (a decree changed the calendar)."""
    return {f"due:{element}": due.isoformat(), f"rule:{element}": rule, f"provisional:{element}": provisional}


class CycleTimer(CycleTimerEventDefinition):
    """`R/P1D`, `R3/PT12H`, `0 8 * * MON-FRI`: fires again and again, from the start of the wait on, by our clock."""

    def __init__(self, element: str, expression: str) -> None:
        super().__init__(element, unwrap(expression))
        self.key = f"due:{element}"

    def cycle_complete(self, my_task: Any) -> bool:
        engine = my_task.workflow.script_engine
        due = my_task._get_internal_data(self.key)
        if due is None:
            due = self._after(engine.now, engine)
            my_task._set_internal_data(**{self.key: due, "left": rounds(self.expression)})
        left = my_task._get_internal_data("left")
        if left == 0:
            my_task.internal_data["event_fired"] = True
            return False
        moment = datetime.fromisoformat(due)
        if moment > engine.now:
            return False
        my_task._set_internal_data(**{self.key: self._after(moment, engine), "left": left - 1})
        return True

    def _after(self, moment: datetime, engine: Any) -> str:
        found = following(self.expression, moment, engine.zone)
        if found is None:
            raise ExpressionError(_("siklus '%(expression)s' tidak dapat dibaca", expression=self.expression))
        return found.isoformat()

    def waiting_until(self, my_task: Any) -> str | None:
        if my_task._get_internal_data("left") == 0:
            return None
        value: str | None = my_task._get_internal_data(self.key)
        return value
