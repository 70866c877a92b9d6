"""A government with its real process deployed and its decrees known, and what a citizen of a test types."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from complaints.intake.answers import Answers
from complaints.intake.start_form import start_form
from complaints.law.bundles import PROCESS_ROLE_NAMES
from complaints.people.roles import PROCESS_ROLES
from engine.actors import SISTEM, Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.definition.bundle import read_bundle
from engine.definition.forms import Form, Option
from engine.running import commands, queries
from engine.running.queries import CaseView
from tests.support.decrees import know_decrees
from tests.support.deploying import deploy
from tests.support.government import TANAH_LAUT, WILAYAH
from tests.support.shipped import shipped, shipped_for

if TYPE_CHECKING:
    from engine.running.runtime import Runtime

PROCESS = "pengaduan_tanah_laut"
TYPED: Mapping[str, str] = {
    "jenis": "pengaduan",
    "judul": "Jalan berlubang",
    "uraian": "Jalan di depan SD berlubang sejak bulan lalu.",
    "kecamatan": "Pelaihari",
    "desa": "Angsau",
    "lokasi": "Depan SDN Angsau 1",
    "tanggal_kejadian": "2026-03-01",
    "minta_anonim": "tidak",
    "minta_rahasia": "tidak",
    "nama": "Siti Aminah",
    "telepon": "0812-3456-7890",
    "email": "siti@contoh.id",
    "jenis_pengadu": "perorangan",
}
EVERYBODY = Actor("petugas-uji", "Petugas Uji", frozenset((str(role), "") for role in PROCESS_ROLES))


def deploy_process(factory: SessionFactory, runtime: Runtime) -> None:
    """Deploys the project's own diagrams and forms, with the decrees that come with the program."""
    with unit_of_work(factory, TANAH_LAUT) as session:
        know_decrees(session)
        deploy(
            session,
            runtime,
            instansi_id=TANAH_LAUT,
            process_id=PROCESS,
            files=shipped_for(PROCESS),
            roles=PROCESS_ROLE_NAMES,
            by=SISTEM,
        )


def answers(runtime: Runtime, **typed: str) -> Answers:
    """Checked answers of a citizen, with some typed otherwise."""
    return read({**TYPED, **typed}, today=runtime.clock.now().date())


@cache
def forms() -> Mapping[str, Form]:
    """All forms of the project, read once."""
    return read_bundle(shipped()).forms


def read(
    typed: Mapping[str, Any],
    *,
    today: date,
    form: str = "pengaduan_masuk",
    role: str = "",
    kanal: str = "website",
    kecamatan: Iterable[str] = WILAYAH,
) -> Answers:
    """What was typed into one of the project's start forms, checked. Raises AnswersRefusedError."""
    parsed = forms()[form]
    asked = start_form(parsed, kanal=kanal, role=role)
    places = [Option(name, name) for name in kecamatan]
    return asked.read(typed, options={"daftar_kecamatan": places, **dict.fromkeys(parsed.file_keys(), ())}, today=today)


@dataclass
class Desk:
    """Does the officers' part of a case, whoever would have to do it."""

    factory: SessionFactory
    runtime: Runtime
    clock: FixedClock
    case_id: uuid.UUID

    def case(self) -> CaseView:
        with reading(self.factory, TANAH_LAUT) as session:
            return queries.case(session, instansi_id=TANAH_LAUT, case_id=self.case_id)

    def complete(self, element: str, **given: Any) -> None:
        """Completes the open task of this element, a minute later."""
        self.clock.advance(timedelta(minutes=1))
        task = next(each for each in self.case().open_tasks if each.element == element)
        with unit_of_work(self.factory, TANAH_LAUT) as session:
            commands.complete(
                session,
                self.runtime,
                instansi_id=TANAH_LAUT,
                task_id=task.id,
                by=EVERYBODY,
                answers=given,
                token=uuid.uuid4().hex,
            )
