"""Scenarios travel with a draft, are approved with it, stay with its version, and come back with it."""

from __future__ import annotations

import uuid

import pytest

from engine import workshop
from engine.db import reading
from engine.definition.versions import current_version
from engine.errors import DeployRefusedError, EngineError, Finding
from engine.models import ProcessDraft
from engine.workshop.workshop import Workshop
from tests.engine.test_drafting import ANI, BUDI, approve, content, do, drawn, files, propose
from tests.support.lab import INSTANSI, ROLES, Lab


def scenarios(lab: Lab, version_id: uuid.UUID) -> dict[str, str]:
    with reading(lab.factory, INSTANSI) as session:
        return workshop.version_scenarios(session, INSTANSI, version_id)


def begun(lab: Lab, **told: str | None) -> uuid.UUID:
    draft = do(lab, workshop.open_draft, process_id="kajian", title="Uji", by=ANI)
    for name, text in told.items():
        do(lab, workshop.save_file, draft_id=draft.id, name=f"{name}.yaml", text=text, seen=0, by=ANI)
    return uuid.UUID(str(draft.id))


def test_scenarios_alone_make_a_version_that_runs_the_same(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = begun(lab, satu="scenario: Satu")
    assert "satu.yaml" not in files(lab, draft_id)
    propose(lab, draft_id=draft_id, note="Contoh pertama", by=ANI)
    first = approve(lab, draft_id)
    assert (first.number, scenarios(lab, first.id)) == (2, {"satu.yaml": "scenario: Satu"})

    draft_id = begun(lab, satu=None, dua="scenario: Dua")
    propose(lab, draft_id=draft_id, note="Contoh lain", by=ANI)
    second = approve(lab, draft_id)
    assert second.content_hash == first.content_hash
    assert scenarios(lab, second.id) == {"dua.yaml": "scenario: Dua"}

    draft = do(lab, workshop.restore_version, process_id="kajian", number=2, by=ANI)
    propose(lab, draft_id=draft.id, note="Kembali", by=ANI)
    assert scenarios(lab, approve(lab, draft.id).id) == {"satu.yaml": "scenario: Satu"}


def test_another_deploy_keeps_them(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = begun(lab, satu="scenario: Satu")
    propose(lab, draft_id=draft_id, note="Contoh pertama", by=ANI)
    approve(lab, draft_id)
    lab.deploy("kajian", kajian=drawn("satu", "dua"))
    with reading(lab.factory, INSTANSI) as session:
        newest = current_version(session, INSTANSI, "kajian")
        assert newest.number == 3
        assert workshop.version_scenarios(session, INSTANSI, newest.id) == {"satu.yaml": "scenario: Satu"}


def test_what_was_not_read_of_them_is_not_approved(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = begun(lab, satu="scenario: Satu")
    before = content(lab, draft_id)
    do(lab, workshop.save_file, draft_id=draft_id, name="satu.yaml", text="scenario: Lain", seen=1, by=ANI)
    with pytest.raises(workshop.DraftChangedError):
        propose(lab, draft_id=draft_id, seen=before, note="Contoh", by=ANI)


def test_both_changed_one_of_them(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    mine, theirs = begun(lab, satu="scenario: Saya"), begun(lab, satu="scenario: Mereka")
    propose(lab, draft_id=theirs, note="Contoh", by=ANI)
    approve(lab, theirs)
    assert do(lab, workshop.rebase, draft_id=mine, by=ANI) == ["satu.yaml"]
    do(lab, workshop.rebase, draft_id=mine, by=ANI, keep_mine=True)
    propose(lab, draft_id=mine, note="Contoh", by=ANI)
    assert scenarios(lab, approve(lab, mine).id) == {"satu.yaml": "scenario: Saya"}


def test_none_that_was_not_played_is_approved(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = begun(lab, satu="scenario: Satu")
    propose(lab, draft_id=draft_id, note="Contoh", by=ANI)

    def unplayed(_session: object, draft: ProcessDraft, _bundle: object) -> list[Finding]:
        return [Finding(f"{draft.process_id}.bpmn", None, "scenarios", "belum dijalankan")]

    with pytest.raises(DeployRefusedError, match="belum dijalankan"):
        approve(lab, draft_id, by=BUDI, workshop=Workshop(ROLES, tested=unplayed))


@pytest.mark.parametrize("name", ["Satu.yaml", "../satu.yaml", "satu.yml", f"{'a' * 81}.yaml"])
def test_a_name_that_is_none(lab: Lab, name: str) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = begun(lab)
    with pytest.raises(EngineError, match="nama berkas"):
        do(lab, workshop.save_file, draft_id=draft_id, name=name, text="scenario: Satu", seen=0, by=ANI)
