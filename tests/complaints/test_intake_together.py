"""Two requests with the same unsent form at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from complaints.intake import drafts
from complaints.intake.lodging import Receipt
from complaints.models import Complaint
from engine.db import SessionFactory, unit_of_work
from engine.running.runtime import Runtime
from tests.support.citizen import TYPED, deploy_process
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government

TOKEN = "token-dari-kuki-" * 3


@pytest.fixture(autouse=True)
def deployed(session_factory: SessionFactory, instansi: Government, runtime: Runtime) -> None:
    deploy_process(session_factory, runtime)


def test_a_form_that_is_new_to_two_requests_at_once_is_one_form(
    session_factory: SessionFactory, runtime: Runtime
) -> None:
    """Who comes second finds nothing yet, waits for the first, and goes on with its row."""
    written = threading.Event()

    def send(*, first: bool) -> Receipt:
        assert first or written.wait(timeout=10)
        with unit_of_work(session_factory, TANAH_LAUT) as session:
            drafts.save_answers(session, token=TOKEN, instansi_id=TANAH_LAUT, answers=TYPED, now=runtime.clock.now())
            session.flush()
            written.set()
            return drafts.submit(session, runtime, token=TOKEN, instansi_id=TANAH_LAUT)

    with ThreadPoolExecutor(2) as both:
        one, two = [each.result(timeout=30) for each in [both.submit(send, first=True), both.submit(send, first=False)]]
    assert one == two
    with everywhere(session_factory) as session:
        assert session.scalar(select(func.count()).select_from(Complaint)) == 1
