"""What a day's work writes to the log: a line for each request, none for each step of the library."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from complaints.logs import configure
from complaints.people.roles import Role
from engine.clock import FixedClock
from engine.db import SessionFactory
from tests.support.citizen import deploy_process
from tests.support.desk import NATIONAL, completed, lodged, open_task
from tests.support.government import Government

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from engine.running.runtime import Runtime


def test_lodging_and_completing_writes_a_line_for_each_request(
    session_factory: SessionFactory,
    instansi: Government,
    runtime: Runtime,
    clock: FixedClock,
    as_officer: Callable[..., FlaskClient],
    capsys: pytest.CaptureFixture[str],
) -> None:
    deploy_process(session_factory, runtime)
    client = as_officer("ani", (Role.ADMIN_NASIONAL, ""))
    root = logging.getLogger()
    kept = root.handlers, root.level
    configure(clock)
    try:
        receipt = lodged(session_factory, runtime)
        answer = completed(client, open_task(session_factory, receipt), **NATIONAL)
    finally:
        root.handlers, root.level = kept
    assert answer.status_code == 302
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line.get("method") for line in lines] == ["GET", "POST"]
