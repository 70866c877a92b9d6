"""Who may note a complaint is the diagram's to say: the same role has channels in one government and none in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.desk import words

if TYPE_CHECKING:
    from tests.web.five.conftest import Staff

NOTHING = "Diagram instansi Anda tidak menerima pengaduan yang dicatat dengan peran Anda."


def test_the_secretariat_of_ngawi_notes_what_came_without_the_website(staff: Staff) -> None:
    page = staff("sekretariat.ngawi").get("/petugas/pengaduan/baru").text
    assert 'value="kim"' in page
    assert NOTHING not in words(page)


def test_the_secretariat_of_belitung_timur_notes_what_came_by_sms(staff: Staff) -> None:
    """BT-P9.b: SMS 1708. What other channels bring, their own admins note; the website needs nobody."""
    page = staff("sekretariat.belitung-timur").get("/petugas/pengaduan/baru").text
    assert 'value="sms"' in page
    assert not any(f'value="{kanal}"' in page for kanal in ("radio", "website", "aplikasi"))


def test_the_admin_of_belitung_timur_is_told_that_others_do_so(staff: Staff) -> None:
    page = staff("admin.belitung-timur").get("/petugas/pengaduan/baru").text
    assert NOTHING in words(page)
    assert 'name="judul"' not in page
