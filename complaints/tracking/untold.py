"""What happened to a complaint and no step of its diagram told its author: another kind, class or promised date, or its
end. A letter says that it happened; from what to what, the page of the complaint tells of the history.
"""

from __future__ import annotations

from complaints.intake.kinds import kinds
from complaints.notices import notice as notices
from complaints.notices.occasions import CHANGED, ENDED, Announcement
from complaints.properties import PUBLIC_LABEL
from complaints.tracking.changes import CLASS_OUTPUT, KIND
from engine.definition.properties import PHASE
from engine.running.runtime import Ran

COMPLAINANT = "pengadu"


def tell(ran: Ran) -> None:
    """At most one letter for one command, and none when the command told the author something already."""
    if ran.case.event_count == 0 or any(each.get("to") == COMPLAINANT for each in ran.notices):
        return
    occasion = ENDED if _ended(ran) else CHANGED if _changed(ran) else ""
    if not occasion:
        return
    notices.to_complainant(
        ran.session, instansi_id=ran.case.instansi_id, case_id=ran.case.id, about=Announcement(occasion), now=ran.now
    )


def _ended(ran: Ran) -> bool:
    """It passed the end that gives it the status in which it stands; what goes on beside it ends unheard."""
    elements = ran.bundle.diagrams[ran.case.process_id].elements
    passed = (elements.get(element) for process, element, _flows in ran.path if process == ran.case.process_id)
    ends = [each for each in passed if each is not None and each.kind == "endEvent" and each.scope == each.process_id]
    return any(each.properties[PHASE] == ran.case.phase for each in ends if PHASE in each.properties)


def _changed(ran: Ran) -> bool:
    old, new = ran.before, ran.case.variables or {}
    if old.get(CLASS_OUTPUT) and new.get(CLASS_OUTPUT) and old[CLASS_OUTPUT] != new[CLASS_OUTPUT]:
        return True
    if any(_is_promise(ran, element) for element in ran.moved):
        return True
    before, after = str(old.get(KIND) or ""), str(new.get(KIND) or "")
    if not before or not after or before == after:
        return False
    same = {name: kind.names for kind in kinds(ran.bundle, process_id=ran.case.process_id) for name in kind.names}
    return before not in same.get(after, ())


def _is_promise(ran: Ran, timer: str) -> bool:
    """Timers that stop nobody, with words for the complainant."""
    diagram = ran.bundle.diagram_with(timer)
    element = diagram.elements[timer] if diagram else None
    return element is not None and not element.interrupting and PUBLIC_LABEL in element.properties
