"""What a case is about, as the desk's pages need it: a complaint, or an activity without one."""

from __future__ import annotations

from uuid import UUID

from complaints import casework
from complaints.casework import ComplaintView, What
from complaints.casework.file_copies import FileCopy
from complaints.reports.activities import views
from complaints.reports.activities.views import ActivityView, activity
from engine.errors import NotFoundError
from web.desk_context import Desk
from web.services import services
from web.transactions import noted

Matter = ComplaintView | ActivityView


def complaint_of(desk: Desk, case_id: UUID, what: What = What.CONTENT, *, words: bool = True) -> ComplaintView:
    """The complaint as this officer may read it; the look is noted. `words`: whether it is shown.

    Raises NotFoundError when it is none of their business, ReasonNeededError when it asks for a reason first.
    """
    return noted(
        lambda session: casework.complaint(
            session, **desk.reader, case_id=case_id, opening=desk.opening(what), words=words
        )
    )


def matter_of(desk: Desk, case_id: UUID, *, words: bool = True) -> Matter:
    """The complaint, as above, or activity as this officer may read it. Raises what `complaint_of` raises."""
    try:
        return complaint_of(desk, case_id, words=words)
    except NotFoundError:
        return activity(desk.session, **desk.reader, case_id=case_id)


def file_of(desk: Desk, case_id: UUID, file_id: UUID, *, original: bool) -> FileCopy:
    """A file of the case, cleaned or as it was handed in; of a complaint the look is noted. Raises NotFoundError for
    what is not open to this officer, ReasonNeededError when the complaint asks for a reason first."""
    asked = {**desk.reader, "case_id": case_id, "file_id": file_id, "original": original}
    files = services().files
    try:
        return noted(lambda session: casework.file_of(session, files, **asked, now=desk.now))
    except NotFoundError:
        return views.file_of(desk.session, files, **asked)


def name_of(matter: Matter) -> str:
    """What a page calls it: the number of a complaint, title and period of an activity."""
    return matter.name if isinstance(matter, ActivityView) else matter.number


def complaint_in(matter: Matter) -> ComplaintView | None:
    """The complaint that the case is about; None for an activity."""
    return matter if isinstance(matter, ComplaintView) else None


def activity_in(matter: Matter) -> ActivityView | None:
    """The activity that the case is; None for a complaint."""
    return matter if isinstance(matter, ActivityView) else None
