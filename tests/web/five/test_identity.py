"""The second page of a report asks for address and contact where the own regulation needs them, and only there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.accounts import token_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

REPORT = {"jenis": "pengaduan", "judul": "Air leding", "uraian": "Air leding tidak mengalir sejak tiga hari."}
NAMED = {"pengenalan": "nama", "nama": "Sumiati"}


def sent(visitor: FlaskClient, home: str, **who: str) -> TestResponse:
    page = visitor.get(f"/{home}/lapor").text
    visitor.post(f"/{home}/lapor", data={**REPORT, "csrf_token": token_in(page)})
    return visitor.post(
        f"/{home}/lapor/pelapor", data={"jenis_pengadu": "perorangan", **who, "csrf_token": token_in(page)}
    )


@pytest.mark.parametrize(("home", "status"), [("belitung-timur", 422), ("tanah-laut", 302)])
def test_a_name_alone(visitor: FlaskClient, home: str, status: int) -> None:
    """BT-P13(2): at least name and full address, telephone number and/or mail address."""
    answer = sent(visitor, home, **NAMED)
    assert answer.status_code == status
    assert all((f'href="#{field}"' in answer.text) == (status == 422) for field in ("alamat", "telepon"))


@pytest.mark.parametrize("contact", [{"telepon": "0812 7000 4101"}, {"email": "sumiati@contoh.id"}])
def test_one_way_to_reach_somebody_is_enough(visitor: FlaskClient, contact: dict[str, str]) -> None:
    assert sent(visitor, "belitung-timur", **NAMED, alamat="Jalan Sudirman 14", **contact).status_code == 302


def test_whoever_reports_without_a_name_tells_nothing(visitor: FlaskClient) -> None:
    """BT-P19(1)c: there is an anonymous way."""
    assert sent(visitor, "belitung-timur", pengenalan="anonim").status_code == 302


def test_the_page_says_what_is_needed(visitor: FlaskClient) -> None:
    page = visitor.get("/belitung-timur/lapor/pelapor").text
    assert "Isi nomor telepon, alamat email, atau keduanya." in page
    assert "Alamat (boleh kosong)" not in page
    assert "Alamat (boleh kosong)" in visitor.get("/tanah-laut/lapor/pelapor").text
