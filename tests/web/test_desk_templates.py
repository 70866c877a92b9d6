"""Templates of answers: kept by who heads a unit or administers, offered where they belong, put in without losing what was
typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import select, update

from complaints.models import ReplyTemplate
from complaints.people.roles import Role
from complaints.upkeep.acts_verified import verify_acts
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import LedgerEvent
from tests.support.accounts import token_in
from tests.support.citizen import deploy_process
from tests.support.desk import NATIONAL, completed, lodged, open_task, sent, words
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from engine.running.runtime import Runtime

AsOfficer = Callable[..., "FlaskClient"]
LIST = "/petugas/templat"
TEXT = "Pengaduan {nomor} kami terima. Hubungi {telepon} ({pemerintah})."


def saved(client: FlaskClient, **given: str) -> int:
    place = f"{LIST}/{uuid4()}"
    asked = {"nama": "Terima", "teks": TEXT, "baru": "ya", **given}
    return client.post(place, data={"csrf_token": token_in(client.get(LIST).text), **asked}).status_code


def test_who_keeps_templates_and_what_the_governments_history_says(
    session_factory: SessionFactory, instansi: Government, runtime: Runtime, as_officer: AsOfficer
) -> None:
    deploy_process(session_factory, runtime)
    head = as_officer("kepala", (Role.PEJABAT_BERWENANG, "dinas-kesehatan"), (Role.KEPALA_PD, "dinas-kesehatan"))
    admin, officer = as_officer("admin", (Role.ADMIN, "")), as_officer("ani", (Role.ADMIN_NASIONAL, ""))
    assert officer.get(LIST).status_code == 403
    assert saved(admin) == 302
    assert saved(head, unit="dinas-kesehatan") == 302
    assert saved(head, unit="") == 404, "those of all units are none of a unit's head"
    assert saved(head, unit="dinas-pekerjaan-umum") == 404
    assert saved(admin, teks="Kepada {nama}") == 422, "no placeholder says anything of a person"
    assert saved(admin, teks="x" * 4_001) == 422
    assert saved(admin, nama="") == 422
    with everywhere(session_factory) as session:
        rows = {row.unit: row.id for row in session.scalars(select(ReplyTemplate))}
        said = session.scalars(select(LedgerEvent.payload).order_by(LedgerEvent.number)).all()
    assert rows.keys() == {"", "dinas-kesehatan"}
    acts = [json.loads(each) for each in said if "template_saved" in each]
    assert [each["after"]["text"] for each in acts] == [TEXT] * 2
    foreign = f"{LIST}/{rows['']}"
    assert head.get(foreign).status_code == 404
    assert sent(head, f"{foreign}/hapus", head.get(LIST).text).status_code == 404
    sent(head, f"{LIST}/{rows['dinas-kesehatan']}/hapus", head.get(LIST).text)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        own = ReplyTemplate.instansi_id == TANAH_LAUT
        assert session.scalars(select(ReplyTemplate.unit).where(own)).all() == [""]
        session.connection().execute(update(ReplyTemplate).where(own).values(text="Lain"))
    with reading(session_factory, TANAH_LAUT) as session:
        found = verify_acts(session, instansi_id=TANAH_LAUT)
    assert any("reply_template" in str(each) for each in found.breaks), "a text changed behind the program is told"


def test_a_template_is_put_behind_what_was_typed(
    session_factory: SessionFactory, instansi: Government, runtime: Runtime, as_officer: AsOfficer
) -> None:
    deploy_process(session_factory, runtime)
    receipt = lodged(session_factory, runtime)
    admin, ani = as_officer("admin", (Role.ADMIN, "")), as_officer("ani", (Role.ADMIN_NASIONAL, ""))
    task = open_task(session_factory, receipt)
    place = f"/petugas/tugas/{task.id}"
    saved(admin)
    saved(admin, nama="Langkah lain", langkah="Task_antah")
    saved(admin, nama="Kategori lain", kategori="antah")
    typed = {**NATIONAL, "lengkap": "tidak"}
    choosing = sent(ani, f"{place}/templat", ani.get(place).text, **typed)
    assert choosing.location == f"{place}/templat"
    page = ani.get(choosing.location).text
    assert f"Pengaduan {receipt.number} kami terima." in words(page)
    assert sent(ani, f"{place}/sisipkan", page).status_code == 422
    with everywhere(session_factory) as session:
        chosen = session.scalars(select(ReplyTemplate.id).where(ReplyTemplate.name == "Terima")).one()
    for _again in range(2):
        answer = sent(ani, f"{place}/sisipkan", page, templat=str(chosen), isian="alasan_tidak_layak")
        assert answer.location == f"{place}#formulir"
    form = ani.get(place).text
    assert words(form).count(f"Pengaduan {receipt.number} kami terima.") == 2
    assert 'value="Jalan Angsau"' in form, "what was typed is there"
    budi = as_officer("budi", (Role.PEJABAT_PENGHUBUNG, "dinas-kesehatan"))
    assert budi.get(f"{place}/templat").status_code == 404
    completed(ani, task, **NATIONAL)
    assert ani.get(f"{place}/templat").status_code == 404, "what is done takes no more text"
