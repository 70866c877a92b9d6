"""Files that officers add: checked, kept with the case, seen by whoever may read it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from complaints.people.roles import Role
from engine.clock import FixedClock
from engine.db import SessionFactory
from tests.support.citizen import deploy_process
from tests.support.desk import NATIONAL, REGENCY, completed, lodged, open_task, open_tasks, sent, words
from tests.support.government import Government
from tests.support.statements import statements

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from complaints.intake.lodging import Receipt
    from engine.running.runtime import Runtime

AsOfficer = Callable[..., "FlaskClient"]
UNIT = "dinas-pekerjaan-umum"


@pytest.fixture
def receipt(session_factory: SessionFactory, instansi: Government, runtime: Runtime) -> Receipt:
    deploy_process(session_factory, runtime)
    return lodged(session_factory, runtime)


def photo() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
def followed_up(session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer) -> str:
    """The address of the follow-up task in Dinas Pekerjaan Umum, reached by the earlier desks."""
    admin = as_officer("semua", (Role.ADMIN_NASIONAL, ""), (Role.ADMIN_INSTANSI, ""), (Role.PEJABAT_PENGHUBUNG, UNIT))
    steps = [
        NATIONAL, REGENCY, {"arah_disposisi": "disposisi", "skpd": UNIT},
        {
            "identitas_terverifikasi": "true", "substansi_terverifikasi": "true", "data_dukung_terverifikasi": "true",
            "sesuai_kewenangan": "ya", "kategori_diubah": "tidak",
        },
        {"respon_awal": "Kami periksa pekan ini."}, {"kepala_diberitahu": "true"},
    ]  # fmt: skip
    for step in steps:
        answer = completed(admin, open_task(session_factory, receipt), **step)
        assert answer.status_code == 302, words(answer.text)[:600]
    return next(
        f"/petugas/tugas/{task.id}" for task in open_tasks(session_factory, receipt) if task.form == "tindak_lanjut"
    )


def test_files_are_kept_with_the_case_also_when_the_form_is_refused(
    session_factory: SessionFactory, followed_up: str, as_officer: AsOfficer, clock: FixedClock
) -> None:
    clock.advance(timedelta(minutes=1))
    client = as_officer("teknis", (Role.PEJABAT_BERWENANG, UNIT))
    client.get(followed_up)  # the first look is noted
    with statements(session_factory) as asked:
        page = client.get(followed_up).text
    assert len(asked) <= 14, "\n".join(asked)
    answer = sent(client, followed_up, page, hasil="", bukti=(io.BytesIO(photo()), "lubang “ditutup” 😀.jpg"))
    assert answer.status_code == 422
    assert "lubang “ditutup” 😀.jpg" in answer.text
    kept = _kept_file(answer.text)
    done = sent(client, followed_up, answer.text, hasil="Lubang sudah ditutup.", bukti=kept)
    assert done.status_code == 302
    text = client.get(followed_up).text
    assert "Lubang sudah ditutup." in text
    history = words(text.partition('id="riwayat"')[2])
    assert "lubang “ditutup” 😀.jpg" in history
    link = next(part for part in text.split('"') if "/lampiran/" in part and "asli" not in part)
    view = client.get(link)
    assert view.mimetype == "image/jpeg"
    original = client.get(link + "?asli=1")
    assert original.data == photo()
    assert original.headers["Content-Disposition"].startswith("attachment")


def test_a_file_of_a_false_type_is_refused_at_its_field(followed_up: str, as_officer: AsOfficer) -> None:
    client = as_officer("teknis", (Role.PEJABAT_BERWENANG, UNIT))
    page = client.get(followed_up).text
    answer = sent(client, followed_up, page, hasil="Selesai.", bukti=(io.BytesIO(b"MZ\x00\x01"), "foto.jpg"))
    assert answer.status_code == 422
    assert "“foto.jpg” tidak dapat diterima" in answer.text
    assert "Selesai." in answer.text


def test_a_file_of_another_case_cannot_be_named(followed_up: str, as_officer: AsOfficer) -> None:
    client = as_officer("teknis", (Role.PEJABAT_BERWENANG, UNIT))
    foreign = "3f2b8c1e-0000-4000-8000-1234567890ab"
    page = client.get(followed_up).text
    sent(client, f"{followed_up}/simpan", page, hasil="Selesai.", bukti=foreign)
    assert foreign not in client.get(followed_up).text


def _kept_file(page: str) -> str:
    found = re.search(r'name="bukti" type="checkbox" value="([0-9a-f-]{36})"', page)
    assert found is not None, words(page)
    return found[1]
