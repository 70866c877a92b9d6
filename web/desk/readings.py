"""Who opened what in the units that somebody heads."""

from __future__ import annotations

from functools import partial

from complaints.audit.readings import readings_of_heads
from complaints.people.roles import HEAD_ROLES
from web.desk.blueprint import blueprint
from web.desk_context import current_desk
from web.guards import role
from web.reading_pages import reading_page


@blueprint.get("/pembacaan")
@role(*sorted(HEAD_ROLES))
def readings() -> str:
    """Newest first; by person, number, case, day."""
    desk = current_desk()
    return reading_page(desk, "desk.readings", "", partial(readings_of_heads, actor=desk.actor))
