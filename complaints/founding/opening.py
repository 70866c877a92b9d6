"""A government begins: its data, its processes and its first administrators, in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from complaints.founding import drafts
from complaints.founding.draft_checks import FirstAdmin
from complaints.law.bundles import FOLDERS, read_folders
from complaints.models import Instansi
from complaints.people import persons
from complaints.people.governments import Government, begin_government
from complaints.people.roles import Role
from complaints.workshop.deploying import deploy_all, judge_all, wanted_of
from complaints.workshop.shipped_scenarios import in_folders
from engine.actors import Actor
from engine.catalogue import N_, _, written
from engine.db import Session, SessionFactory, unit_of_work
from engine.errors import AnswersRefusedError, EngineError
from engine.running.runtime import Runtime


class FirstLogIn(NamedTuple):
    """How a first administrator comes in: by the link that was sent, or by this password, which is shown once."""

    name: str
    username: str
    password: str


def open_government(
    factory: SessionFactory,
    runtime: Runtime,
    *,
    draft_id: UUID,
    government: Government,
    admins: Sequence[FirstAdmin],
    by: Actor,
) -> list[FirstLogIn]:
    """Begins the government as its draft says, with the diagrams that came with the program; the draft is over.

    Raises EngineError when it is there already, AnswersRefusedError by field of the step `orang`, DeployRefusedError.
    """
    values = government.values
    wanted = wanted_of(str(values["process"]), str(values["restricted_process"]), government.processes)
    judged = judge_all(runtime, read_folders(FOLDERS), wanted)
    with unit_of_work(factory, government.id) as session:
        if session.get(Instansi, government.id) is not None:
            raise EngineError(_("%(id)s sudah ada; pilih id lain", id=government.id))
        drafts.drop(session, draft_id=draft_id)
        begin_government(session, runtime, government=government, by=by)
        deploy_all(
            session,
            runtime,
            instansi_id=government.id,
            judged=judged,
            scenarios=in_folders(FOLDERS),
            note=written(N_("Versi pertama")),
        )
        return [_admin(session, runtime, government.id, each, by) for each in admins]


def _admin(session: Session, runtime: Runtime, instansi_id: str, admin: FirstAdmin, by: Actor) -> FirstLogIn:
    first = "" if admin.email else secrets.token_urlsafe(12)
    try:
        user_id = persons.add_person(
            session, runtime, instansi_id=instansi_id, by=by, username=admin.username, name=admin.name,
            email=admin.email, password=first,
        )  # fmt: skip
    except AnswersRefusedError as refused:
        fields = {"username": "nama_pengguna", "name": "nama", "email": "surel"}
        errors = {f"{fields[name]}_{admin.number}": text for name, text in refused.errors.items()}
        raise AnswersRefusedError(errors) from refused
    persons.grant_role(
        session, runtime, instansi_id=instansi_id, by=by, user_id=user_id, role=Role.ADMIN, confirmed=True
    )
    if admin.email:
        persons.invite(session, runtime, instansi_id=instansi_id, by=by, user_id=user_id)
    return FirstLogIn(admin.name, admin.username, first)
