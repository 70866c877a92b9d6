"""What an official writes at the counter for the author of a complaint: what the diagram hears from its author at any
time, with the paper that was read out and signed or marked with a thumb as a file (SB-L.II.A.2 asks for it).

The history names the official. Where the author asked that nobody know them no such paper is taken into the case.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from complaints.casework.case_file import ComplaintView
from complaints.casework.visibility import Withheld
from complaints.intake.starts import UNATTENDED
from complaints.people.roles import INTAKE_ROLES, roles_of
from complaints.tracking.progress import Awaited, awaited
from complaints.tracking.replies import reply
from engine.actors import Actor
from engine.catalogue import N_, _
from engine.errors import AnswersRefusedError
from engine.running import queries
from engine.running.runtime import Runtime

PAPER_MISSING = N_("Lampirkan pindaian formulir yang sudah dibacakan dan ditandatangani atau dicap jempol.")


def on_paper(complaint: ComplaintView, actor: Actor) -> bool:
    """Whether this official may print it to be read out: it came by a way that officials write down, and they are one
    of those who do, and read what it says."""
    return (
        complaint.kanal not in UNATTENDED
        and not complaint.restricted
        and not isinstance(complaint.substance, Withheld)
        and bool(roles_of(actor) & INTAKE_ROLES)
    )


def keeps_paper(complaint: ComplaintView) -> bool:
    """Whether the signed paper may lie in the case: a signature is a name."""
    return not (complaint.anonim or complaint.nama_tersembunyi or complaint.rahasia)


def heard(session: Session, complaint: ComplaintView, *, instansi_id: str, actor: Actor) -> list[Awaited]:
    """What this official may send for the author now: what the diagram hears at any time and takes files with."""
    if not on_paper(complaint, actor) or not keeps_paper(complaint):
        return []
    case = queries.case(session, instansi_id=instansi_id, case_id=complaint.id)
    bundle = queries.bundle_of_version(session, instansi_id=instansi_id, version_id=case.version_id)
    return [each for each in awaited(case, bundle) if each.offered and each.form.file_keys()]


def send_for_author(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    complaint_id: uuid.UUID,
    awaited: Awaited,
    answers: Mapping[str, Any],
    by: Actor,
) -> None:
    """As `reply`, in the name of the author and by the hand of the official. Raises what it raises, and
    AnswersRefusedError without the paper."""
    if not any(answers.get(key) for key in awaited.form.file_keys()):
        raise AnswersRefusedError(dict.fromkeys(awaited.form.file_keys(), _(PAPER_MISSING)))
    reply(
        session,
        runtime,
        instansi_id=instansi_id,
        complaint_id=complaint_id,
        awaited=awaited,
        answers=answers,
        by=by,
        note=_("Disampaikan di loket; petugas menuliskannya."),
    )
