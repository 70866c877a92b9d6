"""Whatever is lent and whoever heads: nothing of a whistleblower's report is theirs, at whichever stage it is."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from complaints.models import Substitute
from complaints.people import absences, held_work
from complaints.people.absences import AbsenceRefusedError
from complaints.people.roles import HEAD_ROLES, Role, stand_in_scopes
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.errors import NotAllowedError
from engine.running import commands
from engine.running.runtime import Runtime
from tests.support.citizen import deploy_process
from tests.support.government import TANAH_LAUT, UNITS, Government
from tests.support.office import MONDAY, Office
from tests.support.restricted import OFFICER, deploy_restricted, do, open_task, reported
from tests.support.restricted import PROCESS as WBS

HOME = {"instansi_id": TANAH_LAUT}
WBS_ROLE, APIP_ROLE = (Role.PETUGAS_WBS, ""), (Role.APIP, "")
FRIDAY = date(2026, 3, 20)


@pytest.mark.parametrize("stage", ["telaah", "pemeriksaan"])
def test_no_substitute_and_no_head_comes_near_a_whistleblowers_report(
    session_factory: SessionFactory, instansi: Government, runtime: Runtime, clock: FixedClock, stage: str
) -> None:
    deploy_process(session_factory, runtime)
    deploy_restricted(session_factory, runtime)
    office = Office(session_factory, runtime, clock)
    officer, examiner = office.person("wbs", WBS_ROLE), office.person("apip", APIP_ROLE)
    stranger = office.person("lain", (Role.ADMIN_NASIONAL, ""))
    heads = [office.person(role, (role, ""), (role, "inspektorat")) for role in sorted(HEAD_ROLES)]
    with reading(session_factory, TANAH_LAUT) as session:
        lent = absences.roles_to_lend(
            session, **HOME, by=office.actor(officer), person_id=officer, now=office.clock.now()
        )
        assert lent == []
    absence = office.away(examiner, MONDAY, FRIDAY)
    with pytest.raises(AbsenceRefusedError):
        office.substitute(absence, stranger, examiner, APIP_ROLE, process=WBS)
    office.substitute(absence, stranger, examiner, APIP_ROLE)
    with unit_of_work(session_factory, TANAH_LAUT) as session:  # written past the rules, it still gives nothing
        session.add(
            Substitute(**HOME, absence_id=absence, user_id=stranger, role=Role.APIP.value, unit="", process_id=WBS)
        )
    actor = office.actor(stranger)
    assert {process for each in actor.stands_in for process in each.processes} == {"pengaduan_tanah_laut"}
    assert {scope.processes for scope in stand_in_scopes(actor, units=UNITS)} == {("pengaduan_tanah_laut",)}
    report = reported(session_factory, runtime)
    if stage == "pemeriksaan":
        do(session_factory, runtime, report.complaint_id, OFFICER, hasil_telaah_wbs="periksa", catatan_wbs="Teks")
    task = open_task(session_factory, report.complaint_id)
    holder = officer if stage == "telaah" else examiner
    office.run(commands.claim, task, holder)
    refused = (
        (commands.claim, {}), (commands.release, {}), (commands.take_over, {"note": "x"}),
        (commands.assign, {"to": office.actor(officer)}), (commands.save_draft, {"answers": {}}),
        (commands.complete, {"answers": {}, "token": "t"}),
    )  # fmt: skip
    for person, (command, more) in product([stranger, *heads], refused):
        with pytest.raises(NotAllowedError):
            office.run(command, task, person, **more)
    assert held_work.settle_due(session_factory, runtime) == 1
    assert office.task(task).claimed_by == (str(officer) if stage == "telaah" else None)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        given = {"person_id": officer, "by": office.actor(officer), "to": stranger}
        moved = held_work.pass_on_all(session, runtime, **HOME, **given)
    assert moved == held_work.PassedOn(0, int(stage == "telaah"))
