"""What a case is about, as the desk's pages need it: a complaint, or an activity without one."""

from __future__ import annotations

from uuid import UUID

from complaints import casework
from complaints.casework import ComplaintView
from complaints.casework.file_copies import FileCopy
from complaints.reports.activities import views
from complaints.reports.activities.views import ActivityView, activity
from engine.errors import NotFoundError
from web.desk_context import Desk
from web.services import services

Matter = ComplaintView | ActivityView


def matter_of(desk: Desk, case_id: UUID) -> Matter:
    """The complaint or activity as this officer may read it. Raises NotFoundError when it is none of their business."""
    reader = {"instansi_id": desk.instansi_id, "actor": desk.actor, "scopes": desk.scopes, "case_id": case_id}
    try:
        return casework.complaint(desk.session, **reader)  # type: ignore[arg-type]
    except NotFoundError:
        return activity(desk.session, **reader)  # type: ignore[arg-type]


def file_of(desk: Desk, case_id: UUID, file_id: UUID, *, original: bool) -> FileCopy:
    """A file of the case, cleaned or as it was handed in. Raises NotFoundError for what is not open to this officer."""
    asked = {
        "instansi_id": desk.instansi_id, "actor": desk.actor, "scopes": desk.scopes, "case_id": case_id,
        "file_id": file_id, "original": original,
    }  # fmt: skip
    try:
        return casework.file_of(desk.session, services().files, **asked)  # type: ignore[arg-type]
    except NotFoundError:
        return views.file_of(desk.session, services().files, **asked)  # type: ignore[arg-type]


def name_of(matter: Matter) -> str:
    """What a page calls it: the number of a complaint, title and period of an activity."""
    return matter.name if isinstance(matter, ActivityView) else matter.number


def complaint_in(matter: Matter) -> ComplaintView | None:
    """The complaint that the case is about; None for an activity."""
    return matter if isinstance(matter, ComplaintView) else None


def activity_in(matter: Matter) -> ActivityView | None:
    """The activity that the case is; None for a complaint."""
    return matter if isinstance(matter, ActivityView) else None
