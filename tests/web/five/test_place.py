"""The page about the place says what the own regulation does without it, and takes the report all the same."""

from __future__ import annotations

import pytest

from tests.support.desk import words
from tests.web.five.conftest import Walker

TYPED = {"jenis": "pengaduan", "judul": "Bantuan sosial", "uraian": "Bantuan sosial bulan ini belum kami terima."}


@pytest.mark.parametrize(("home", "returned"), [("ngawi", True), ("tanah-laut", False)])
def test_a_report_without_a_place(walker: Walker, home: str, returned: bool) -> None:
    """NG-T2.kembali: it comes, and is returned to be completed."""
    tab = walker(home).fill_up_to("desa", **TYPED)
    page = tab.get(tab.at).text
    assert ("dapat dikembalikan kepada Anda untuk dilengkapi" in words(page)) == returned
    assert "Desa atau kelurahan (opsional)" in page
    assert tab.submit().status_code == 302
