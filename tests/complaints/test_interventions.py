"""In each of the five governments: a case whose step fails is set aside, tried again with a reason, and goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import islice

import pytest
from sqlalchemy import select

from complaints.demo.government import DemoGovernment, demo_governments
from complaints.interventions import orders
from complaints.people.roles import Role
from complaints.workshop.simulation import read_scenarios, run_scenario
from complaints.workshop.simulation.play import SCENARIOS, staged
from engine.actors import Actor
from engine.errors import InterventionRefusedError, NotFoundError
from engine.models import Case, Incident
from engine.running.commands import fire_due
from tests.support.everywhere import everywhere
from tests.support.shipped import shipped

FILES = shipped()
HOMES = demo_governments()
ANI = Actor("petugas-1", "Ani", frozenset({(Role.CASE_OPERATOR.value, "")}))
BUDI = Actor("petugas-2", "Budi", frozenset({(Role.OPERATOR.value, "")}))


@pytest.mark.parametrize("home", HOMES, ids=[each.id for each in HOMES])
def test_a_failed_step_is_tried_again_in_each_government(home: DemoGovernment) -> None:
    main = str(home.government.values["process"])
    found = (each for each in read_scenarios([SCENARIOS / home.stem]) if each.process == main)
    scenario = next(islice(found, 1))
    with staged(replace(scenario, steps=scenario.steps[:1]), FILES, home.government) as stage:
        run_scenario(replace(scenario, steps=scenario.steps[:1]), stage)
        with everywhere(stage.factory) as session:
            case = session.scalars(select(Case).where(Case.next_due_at.is_not(None))).first()
            assert case is not None
            case_id, state, case.state = case.id, case.state, b"bukan keadaan"
            assert case.next_due_at is not None
            stage.clock.set(case.next_due_at)
        fire_due(stage.factory, stage.runtime)
        stage.clock.advance(timedelta(seconds=1))
        with everywhere(stage.factory) as session:
            session.get_one(Case, (home.id, case_id)).state = state
            incident = session.scalars(select(Incident)).one()
            asked = {"instansi_id": home.id, "incident_id": incident.id}
            with pytest.raises(NotFoundError):
                orders.retry(session, stage.runtime, **asked, by=BUDI, reason="Bukan hak saya")
            with pytest.raises(InterventionRefusedError):
                orders.retry(session, stage.runtime, **asked, by=ANI, reason=" ")
            orders.retry(session, stage.runtime, **asked, by=ANI, reason="Program diperbaiki")
        fire_due(stage.factory, stage.runtime)
        with everywhere(stage.factory) as session:
            assert session.scalars(select(Incident)).one().resolved_at is not None
