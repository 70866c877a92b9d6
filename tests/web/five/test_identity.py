"""The page about the person asks for address and contact where the own regulation needs them, and only there."""

from __future__ import annotations

import pytest

from tests.web.five.conftest import Walker

REPORT = {
    "jenis": "pengaduan",
    "judul": "Air leding",
    "uraian": "Air leding tidak mengalir sejak tiga hari.",
    "minta_anonim": "tidak",
    "minta_rahasia": "tidak",
}
NAMED = {"nama": "Sumiati", "jenis_pengadu": "perorangan"}


@pytest.mark.parametrize(("home", "status"), [("belitung-timur", 422), ("tanah-laut", 302)])
def test_a_name_alone(walker: Walker, home: str, status: int) -> None:
    """BT-P13(2): at least name and full address, telephone number and/or mail address."""
    answer = walker(home).fill_up_to("nama", **REPORT).submit(NAMED)
    assert answer.status_code == status
    assert all((f'href="#{field}"' in answer.text) == (status == 422) for field in ("alamat", "telepon"))
    assert 'href="#email"' not in answer.text, "one error for both ways to reach somebody"
    assert ("Isi “Nomor telepon” atau “Alamat email”." in answer.text) == (status == 422)


@pytest.mark.parametrize("contact", [{"telepon": "0812 7000 4101"}, {"email": "sumiati@contoh.id"}])
def test_one_way_to_reach_somebody_is_enough(walker: Walker, contact: dict[str, str]) -> None:
    tab = walker("belitung-timur").fill_up_to("nama", **REPORT)
    assert tab.submit({**NAMED, "alamat": "Jalan Sudirman 14", **contact}).status_code == 302


def test_whoever_reports_without_a_name_is_asked_nothing(walker: Walker) -> None:
    """BT-P19(1)c: there is an anonymous way."""
    tab = walker("belitung-timur").fill_up_to("nama", **{**REPORT, "minta_anonim": "ya"})
    assert tab.at.endswith("/periksa")


def test_the_page_says_what_is_needed(walker: Walker) -> None:
    page = walker("belitung-timur").fill_up_to("nama", **REPORT)
    html = page.get(page.at).text
    assert "Isi nomor telepon, alamat email, atau keduanya." in html
    assert "Alamat lengkap (opsional)" not in html
    other = walker("tanah-laut").fill_up_to("nama", **REPORT)
    assert "Alamat (opsional)" in other.get(other.at).text
