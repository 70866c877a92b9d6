"""A message that starts a process is a way in like any other: its channel, its form, its role, its scenario."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace

from complaints.intake.lodging import lodge
from complaints.intake.start_form import start_form
from complaints.intake.starts import entrance_for
from complaints.law.bundles import PROCESS_ROLE_NAMES, ROOT, laid_over
from complaints.people.governments import read_government
from complaints.workshop.simulation.play import play
from complaints.workshop.simulation.scenario_file import read_text
from engine.actors import SISTEM
from engine.db import SessionFactory, reading, unit_of_work
from engine.running import queries
from engine.running.runtime import Runtime
from tests.support import hostile_drafts
from tests.support.citizen import PROCESS, TYPED, deploy_process, read
from tests.support.deploying import deploy
from tests.support.government import TANAH_LAUT
from tests.support.shipped import shipped, shipped_for

MESSAGE = '<bpmn:message id="Pesan_lapor_id" name="Pesan_lapor" />'
STARTS = '<bpmn:messageEventDefinition id="Def_lapor" messageRef="Pesan_lapor_id" />'


def started_by_message(text: str, start: str) -> str:
    """The diagram with an envelope in one of its starts."""
    text = re.sub(r"(<bpmn:(collaboration|process) )", rf"{MESSAGE}\1", text, count=1)
    found = re.search(rf'<bpmn:startEvent id="{start}".*?(?=</bpmn:startEvent>)', text, re.DOTALL)
    assert found is not None
    return text.replace(found[0], found[0] + STARTS)


def test_a_complaint_comes_in_by_the_channel_of_a_message(
    session_factory: SessionFactory, runtime: Runtime, instansi: object
) -> None:
    deploy_process(session_factory, runtime)
    files = shipped_for(PROCESS)
    files[f"{PROCESS}.bpmn"] = started_by_message(files[f"{PROCESS}.bpmn"], "Start_aplikasi_terintegrasi")
    kanal = "aplikasi_terintegrasi"
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        common = {"instansi_id": TANAH_LAUT, "process_id": PROCESS}
        deploy(session, runtime, **common, files=files, roles=PROCESS_ROLE_NAMES, by=SISTEM)
        way = entrance_for(session, **common, kanal=kanal)
        assert (way.element, start_form(way.form, kanal=kanal).form.name) == (
            "Start_aplikasi_terintegrasi",
            "pengaduan_masuk",
        )
        answers = read(TYPED, today=runtime.clock.now().date(), kanal=kanal)
        token = uuid.uuid4().hex
        receipt = lodge(
            session, runtime, instansi_id=TANAH_LAUT, answers=answers, submission_token=token, kanal=kanal
        )  # fmt: skip
    with reading(session_factory, TANAH_LAUT) as session:
        passed = queries.path(session, instansi_id=TANAH_LAUT, case_id=receipt.complaint_id)
    assert passed.element_counts[PROCESS, "Start_aplikasi_terintegrasi"] == 1


def test_a_scenario_begins_an_activity_by_its_message() -> None:
    draft = hostile_drafts.deep(1)
    name = f"{hostile_drafts.PROCESS}.bpmn"
    files = {**draft.files, name: started_by_message(draft.files[name], "Start_mulai")}
    files[name] = files[name].replace(MESSAGE, "", 1).replace("Pesan_lapor_id", "Pesan_jawab_id")
    text = (
        f"scenario: Kabar\nprocess: {hostile_drafts.PROCESS}\nstart: 2026-03-09T09:00+08:00\n"
        f"begin: {{message: PESAN, as: {hostile_drafts.ROLE}}}\nsteps:\n"
        f"  - expect: {{task: {hostile_drafts.TASK}}}\n"
    )
    home = read_government(ROOT / "complaints" / "demo" / "tanah_laut.yaml")
    beside = replace(home, values={**home.values, "activities": [hostile_drafts.PROCESS]})
    for message, told in (("Pesan_jawab", ""), ("Pesan_lain", "tidak dimulai oleh pesan 'Pesan_lain'")):
        (scenario,) = read_text("kabar", text.replace("PESAN", message))
        result = play(scenario, laid_over(shipped(), files), beside)
        assert "; ".join(result.failures).endswith(told), result.failures
        assert result.passed is not bool(told)
