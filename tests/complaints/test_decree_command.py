"""`app.py decree`: a decree enters, and the deadlines that wait move with it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

import app
from complaints.demo import government
from complaints.settings import Settings
from engine.db import reading, unit_of_work
from engine.models import Base, Case
from engine.running import queries
from tests.support.everywhere import seen_everywhere
from tests.support.government import TANAH_LAUT
from tests.support.shipped import shipped

DAY = ("--day", "2027-03-22", "libur_daerah", "Hari Jadi")


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[app.Tools]:
    monkeypatch.setenv("ALUR_DATA_DIR", str(tmp_path))
    made = app.make_tools(Settings.from_env())
    Base.metadata.create_all(made.engine)
    with unit_of_work(made.session_factory, TANAH_LAUT) as session:
        government.add_demo_government(session, made.runtime, government.demo_government(TANAH_LAUT))
    yield made
    made.engine.dispose()


def test_a_decree_is_entered_and_named(tools: app.Tools, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["decree", "tanah-laut", "SK Bupati 5/2027", *DAY]) == 0
    assert "1 hari dicatat menurut SK Bupati 5/2027." in capsys.readouterr().out


@pytest.mark.parametrize("given", [
    ("tanah-laut", "SK", "--day", "2027-03-22", "hari_besar", "X"),
    ("tanah-laut", "SK", "--day", "besok", "libur_daerah", "X"),
    ("tanah-laut", "SK", "--day", "2027-03-22", "libur_nasional", "X"),
    ("tanah-laut", "SK", "--revoke", "2027-03-22"),
])  # fmt: skip
def test_an_odd_decree_is_refused_and_changes_nothing(
    tools: app.Tools, given: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["decree", *given]) == 1
    assert "Keputusan ditolak" in capsys.readouterr().err


def test_waiting_deadlines_move(tools: app.Tools, capsys: pytest.CaptureFixture[str]) -> None:
    from complaints.intake import lodging
    from console.processes import deploy_for
    from tests.support.citizen import answers

    deploy_for(tools, TANAH_LAUT, shipped())
    with unit_of_work(tools.session_factory, TANAH_LAUT) as session:
        receipt = lodging.lodge(
            session,
            tools.runtime,
            instansi_id=TANAH_LAUT,
            answers=answers(tools.runtime),
            submission_token=uuid.uuid4().hex,
        )
    with seen_everywhere(tools.session_factory) as session:
        before = queries.case(session, instansi_id=TANAH_LAUT, case_id=receipt.complaint_id).open_tasks[0]
        assert before.due_at is not None
        assert session.scalar(select(Case.id)) is not None
    day = before.due_at.date().isoformat()
    assert app.main(["decree", "tanah-laut", "SK Bupati 6", "--day", day, "libur_daerah", "Hari Jadi"]) == 0
    assert "tanah-laut: 2 tenggat menyesuaikan." in capsys.readouterr().out
    with reading(tools.session_factory, TANAH_LAUT) as session:
        after = queries.case(session, instansi_id=TANAH_LAUT, case_id=receipt.complaint_id).open_tasks[0]
        assert after.due_at is not None
        assert after.due_at > before.due_at
