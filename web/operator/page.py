"""The one page: what is wrong, what waits, what it runs on."""

from __future__ import annotations

from flask import Response, make_response, render_template

from complaints.people.roles import Role
from complaints.people.unerased import unerased
from complaints.settings import doubts
from complaints.upkeep import condition, workers
from complaints.upkeep.beats import clock_set_back
from complaints.upkeep.condition import MOST_COUNTED
from complaints.upkeep.description import described
from complaints.upkeep.installation import FAILED_AFTER, MOST_SHOWN, last_verification, stuck, totals
from complaints.upkeep.time_stamps import stamp_state
from engine.record.log.stamps import fault_text
from web.guards import role
from web.operator.blueprint import blueprint
from web.services import services
from web.transactions import page_session


@blueprint.get("")
@role(Role.OPERATOR)
def front() -> Response:
    """Everything at one glance; each list is cut after MOST_SHOWN."""
    return desk()


def desk(*, errors: dict[str, str] | None = None, typed: dict[str, str] | None = None, status: int = 200) -> Response:
    """The page, also with what was wrong with a form of it: `errors` and `typed` by the id of the field."""
    session, now, settings = page_session(), services().clock.now(), services().settings
    room, versions = described(session, settings.data_dir)
    stamps = stamp_state(session)
    page = render_template(
        "operator/desk.html",
        state=condition(session, now=now, folder=settings.data_dir, least_free=settings.min_free_bytes),
        set_back=clock_set_back(session),
        doubts=doubts(settings),
        workers=workers(session, now=now),
        totals=totals(session),
        stuck=stuck(session),
        unerased=unerased(session),
        verified=last_verification(session, services().runtime.verifier_in(session)),
        stamps=stamps,
        stamp_fault=fault_text(stamps.failing.error) if stamps.failing else "",
        stamps_wanted=bool(settings.tsa_url),
        room=room,
        versions=versions,
        now=now,
        most=MOST_COUNTED,
        shown=MOST_SHOWN,
        failed_after=FAILED_AFTER,
        errors=errors or {},
        typed=typed or {},
    )
    return make_response(page, status)
