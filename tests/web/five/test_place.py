"""The first page of a report asks for the place where the own regulation needs it, and only there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.accounts import token_in
from tests.support.desk import words

if TYPE_CHECKING:
    from flask.testing import FlaskClient

TYPED = {"jenis": "pengaduan", "judul": "Bantuan sosial", "uraian": "Bantuan sosial bulan ini belum kami terima."}


@pytest.mark.parametrize(("home", "status"), [("ngawi", 422), ("tanah-laut", 302)])
def test_a_report_without_a_place(visitor: FlaskClient, home: str, status: int) -> None:
    page = visitor.get(f"/{home}/lapor").text
    assert ("sampai desa atau kelurahan untuk pengaduan dan aspirasi" in words(page)) == (status == 422)
    answer = visitor.post(f"/{home}/lapor", data={**TYPED, "csrf_token": token_in(page)})
    assert answer.status_code == status
    assert ('href="#desa"' in answer.text) == (status == 422)


def test_somebody_who_only_asks_names_no_place(visitor: FlaskClient) -> None:
    page = visitor.get("/ngawi/lapor").text
    asked = {**TYPED, "jenis": "permintaan_informasi", "csrf_token": token_in(page)}
    assert visitor.post("/ngawi/lapor", data=asked).status_code == 302
