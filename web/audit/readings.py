"""Who of the staff opened what, in the whole government."""

from __future__ import annotations

from complaints.audit.readings import all_readings
from complaints.people.roles import Role
from web.audit.blueprint import blueprint
from web.desk_context import current_desk
from web.guards import role
from web.reading_pages import reading_page


@blueprint.get("/pembacaan")
@role(Role.AUDITOR)
def readings() -> str:
    """Newest first; by person, number, case, day."""
    return reading_page(current_desk(), "audit.readings", "audit.case", all_readings)
