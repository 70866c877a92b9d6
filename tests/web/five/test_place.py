"""The page about the place asks for it where the own regulation needs it, and only there."""

from __future__ import annotations

import pytest

from tests.support.desk import words
from tests.web.five.conftest import Walker

TYPED = {"jenis": "pengaduan", "judul": "Bantuan sosial", "uraian": "Bantuan sosial bulan ini belum kami terima."}


@pytest.mark.parametrize(("home", "status"), [("ngawi", 422), ("tanah-laut", 302)])
def test_a_report_without_a_place(walker: Walker, home: str, status: int) -> None:
    tab = walker(home).fill_up_to("desa", **TYPED)
    page = tab.get(tab.at).text
    assert ("tempat perlu disebut sampai desa atau kelurahan" in words(page)) == (status == 422)
    assert ("Desa atau kelurahan (opsional)" in page) == (status == 302)
    answer = tab.submit()
    assert answer.status_code == status
    assert ('href="#desa"' in answer.text) == (status == 422)


def test_somebody_who_only_asks_names_no_place(walker: Walker) -> None:
    tab = walker("ngawi").fill_up_to("desa", **{**TYPED, "jenis": "permintaan_informasi"})
    assert tab.submit().status_code == 302
