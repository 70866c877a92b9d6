"""The blueprint that the administrators' views hang on, its guard, and what every view of it starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint
from flask_babel import gettext

from complaints.people import decree_acts, unheld
from complaints.people.roles import Role
from complaints.people.sessions import Officer
from complaints.people.unheld import UnheldRole
from engine.actors import Actor
from engine.db import Session
from engine.running.runtime import Runtime
from web.guards import role
from web.identity import current_officer
from web.phrases import acts as act_words
from web.phrases import desk as desk_words
from web.phrases import founding as founding_words
from web.services import services
from web.transactions import page_session

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
admin = role(Role.ADMIN)
"""Guard: administrators of a government."""
admin_or_auditor = role(Role.ADMIN, Role.AUDITOR)
"""Guard: what auditors read too."""


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {"act_words": act_words, "desk_words": desk_words, "founding_words": founding_words, "warnings": warnings}


def warnings() -> list[str]:
    """What every administrator should know on every page, in sentences; nothing for auditors."""
    now = here()
    if Role.ADMIN not in now.officer.roles:
        return []
    found = unheld.unheld(now.session, instansi_id=now.instansi_id, now=now.runtime.clock.now())
    years = decree_acts.years_without_decree(now.session, instansi_id=now.instansi_id, now=now.runtime.clock.now())
    return [
        *(
            gettext(
                "Belum ada keputusan nasional tentang hari libur %(tahun)s: tenggat yang melewatinya sementara. "
                "Minta operator mencatatnya.",
                tahun=year,
            )
            for year in years
        ),
        *_unheld(found),
    ]


def _unheld(found: list[UnheldRole]) -> list[str]:
    return [
        gettext(
            "Peran %(peran)s belum dipegang seorang pun: tugasnya pada %(proses)s tidak akan dikerjakan.",
            peran=desk_words.role(each.role),
            proses=", ".join(each.processes),
        )
        for each in found
    ]


@dataclass(frozen=True)
class Administration:
    """One request of one administrator."""

    session: Session
    officer: Officer
    runtime: Runtime

    @property
    def instansi_id(self) -> str:
        return self.officer.instansi_id

    @property
    def actor(self) -> Actor:
        return self.officer.actor


def here() -> Administration:
    """The administration of the present request, to read. Only behind a guard."""
    return Administration(page_session(), current_officer(), services().runtime)
