"""One draft: what it changes, how far it is, and what can be done with it next."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import render_template

from complaints.workshop import overview
from engine import workshop
from engine.workshop.scenarios import is_scenario
from web.owner.approval import approval_of
from web.owner.blueprint import blueprint, draft_of, here, owner, process_of


@blueprint.get("/konsep/<uuid:draft_id>")
@owner
def draft(draft_id: UUID) -> str:
    """The hub of a draft: its files, and the steps to a deployed version."""
    return page(draft_id, {})


def page(draft_id: UUID, typed: Mapping[str, str]) -> str:
    """The same with what was typed to propose it and could not be taken."""
    now = here()
    found = draft_of(now, draft_id)
    row = overview.draft_model(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    files = workshop.draft_files(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    return render_template(
        "owner/draft.html",
        draft=found,
        process=process_of(now, found.process_id),
        files=files.values(),
        removed=[name for name in found.changed if name not in files and not is_scenario(name)],
        may_review=now.actor.id not in found.authors,
        content=workshop.content_of(now.session, row),
        deployed=overview.deployed_number(now.session, row),
        approval=approval_of(now, found) if found.state == "proposed" else None,
        typed=typed,
    )
