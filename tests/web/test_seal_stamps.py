"""The stamp of the log on the page of the seal, for download with what checks it; its failures at the operator's desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from complaints.people.roles import Role
from complaints.upkeep.history_log import append_batch
from complaints.upkeep.time_stamps import StampService, TimeStamps
from engine.clock import FixedClock
from engine.record.log.note import read_note
from engine.record.log.stamps import asked_for
from tests.support.citizen import deploy_process
from tests.support.desk import lodged, words
from tests.support.stamping import stamping

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from engine.db import SessionFactory
    from engine.running.runtime import Runtime
    from tests.support.government import Government

NAME = "log.contoh.go.id"


def test_the_page_gives_the_stamp_and_the_command_that_checks_it(
    client: FlaskClient, session_factory: SessionFactory, instansi: Government, runtime: Runtime, clock: FixedClock
) -> None:
    deploy_process(session_factory, runtime)
    lodged(session_factory, runtime)
    append_batch(session_factory, name=NAME, key=runtime.signer, at=clock.now())  # type: ignore[arg-type]
    assert "Cap waktu" not in client.get("/segel").text
    with stamping(clock.now().replace(microsecond=0)) as authority:
        chore = TimeStamps(session_factory, clock, StampService(authority.address, (authority.root,)))
        chore()
        chore.wait()
        page = words(client.get("/segel").text)
        assert authority.address in page
    note = read_note(client.get("/segel/titik-periksa").text)
    size = note.text.splitlines()[1]
    assert f"openssl ts -verify -data {size}.txt -in {size}.tsr -CAfile akar.pem" in page
    assert client.get(f"/segel/cap-waktu/{size}.txt").text == note.text
    stamp = client.get(f"/segel/cap-waktu/{size}.tsr")
    assert stamp.content_type == "application/timestamp-reply"
    assert asked_for(note.text).request.message_imprint.message in stamp.data
    for odd in (f"{size}9.tsr", f"{size}9.txt", f"{10**30}.tsr", f"{10**30}.txt", "x.tsr"):
        assert client.get(f"/segel/cap-waktu/{odd}").status_code == 404


def test_the_operator_sees_that_the_service_fails(
    as_officer: Callable[..., FlaskClient], session_factory: SessionFactory, instansi: Government, runtime: Runtime,
    clock: FixedClock,
) -> None:  # fmt: skip
    deploy_process(session_factory, runtime)
    lodged(session_factory, runtime)
    append_batch(session_factory, name=NAME, key=runtime.signer, at=clock.now())  # type: ignore[arg-type]
    operator = as_officer("jaga", (Role.OPERATOR, ""))
    with stamping(clock.now().replace(microsecond=0)) as authority:
        authority.wrong = "nonce"
        chore = TimeStamps(session_factory, clock, StampService(authority.address, (authority.root,)))
        chore()
        chore.wait()
        page = words(operator.get("/operator").text)
        assert f"Layanan cap waktu {authority.address} gagal 1 kali sejak" in page
        assert "jawabannya bukan atas permintaan ini (Nonce mismatch)" in page
        authority.wrong = ""
        clock.advance(timedelta(minutes=15))
        chore()
        chore.wait()
    page = words(operator.get("/operator").text)
    assert "Cap waktu terakhir atas log segel" in page
    assert "Layanan cap waktu" not in page.partition("Cap waktu terakhir")[0].rpartition("Riwayat")[2]
