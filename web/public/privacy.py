"""The privacy notice of a government (UU 27/2022): what is kept, why, how long, who answers, which rights."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from complaints.notices.wording import who_answers
from complaints.people.governments.limits import DRAFT_DAYS, limit_of
from complaints.people.retention import period_of
from web.guards import public
from web.public.blueprint import blueprint, instansi
from web.transactions import page_session


@blueprint.get("/<instansi_id>/privasi")
@public
def privacy() -> ResponseReturnValue:
    """What happens with personal data here."""
    session, where = page_session(), instansi().id
    return render_template(
        "public/privacy.html",
        who=who_answers(session, instansi_id=where),
        period=period_of(session, instansi_id=where),
        draft_days=limit_of(instansi().limits, DRAFT_DAYS),
    )
