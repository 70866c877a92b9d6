"""Cases that an earlier release left at rest are restored and run on. Their files are never written again."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.db import reading
from engine.models import Case
from engine.record.examining import verify_history
from engine.running.spiff.state import FORMAT
from tests.house.files import ROOT
from tests.support.everywhere import everywhere
from tests.support.lab import INSTANSI, Lab
from tests.support.resting import RESTING, dump, load

FOLDER = ROOT / "tests" / "data" / "states"
SAVED = sorted(FOLDER.glob("*/*.json"))


@pytest.mark.parametrize("path", SAVED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_case_saved_by_an_earlier_release_runs_on(lab: Lab, path: Path) -> None:
    case_id = load(lab, path.read_text(encoding="utf-8"))
    RESTING[path.stem].run_on(lab, case_id)
    with everywhere(lab.factory) as session:
        assert verify_history(session, verifier=None) == []


def test_every_kind_of_rest_is_kept_in_the_current_format() -> None:
    assert {path.stem for path in SAVED if path.parent.name == f"format-{FORMAT}"} == set(RESTING)


@pytest.mark.parametrize("name", RESTING)
def test_what_is_saved_today_is_read_today(sqlite_lab: Lab, name: str) -> None:
    """The same through this release's own save: a change of the state without a new format would show here."""
    kind = RESTING[name]
    sqlite_lab.deploy(kind.process_id, **kind.files)
    case_id = kind.rest(sqlite_lab)
    assert str(case_id) in dump(sqlite_lab, case_id)
    with reading(sqlite_lab.factory, INSTANSI) as session:
        case = session.get(Case, (INSTANSI, case_id))
        assert case is not None
        assert case.state_format == FORMAT
    kind.run_on(sqlite_lab, case_id)
