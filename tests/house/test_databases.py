"""The test databases themselves: empty at the start of each test, and of both kinds."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from complaints.models import Instansi
from engine.db import SessionFactory, reading
from tests.support.government import Government


@pytest.mark.parametrize("time", [1, 2])
def test_a_test_finds_no_rows_of_another(session_factory: SessionFactory, instansi: Government, time: int) -> None:
    with reading(session_factory) as session:
        assert set(session.scalars(select(Instansi.id))) == {instansi.id, instansi.neighbour}
