"""Who must say who they are, at which door: one rule for all channels of a regulation, in its start form."""

from __future__ import annotations

import pytest

from complaints.intake.start_form import StartForm, start_form
from complaints.intake.starts import ROLE_OF_TIER, entrances_of
from complaints.law.bundles import bundle_files
from engine.definition.bundle import read_bundle
from tests.support.shipped import shipped

FILES = shipped()
BT = "pengaduan_belitung_timur"
NAMED = {"minta_anonim": "tidak", "nama": "Siti Aminah"}
CONTACT = {"alamat": "Jl. Sudirman 5, Manggar", "telepon": "0812 3456 7890"}
WHO = {"nama", "alamat", "telepon", "email"}


def door(process_id: str, kanal: str) -> StartForm:
    ways = entrances_of(read_bundle(bundle_files(FILES, process_id)), process_id=process_id)
    way = next(each for each in ways if kanal in each.kanal)
    return start_form(way.form, kanal=kanal, role=ROLE_OF_TIER.get(way.tier_of(kanal), ""))


def missing(process_id: str, kanal: str, **typed: object) -> set[str]:
    """Questions about the person that these answers leave open."""
    asked = door(process_id, kanal)
    return WHO & set(asked.form.check({**NAMED, **typed}, context=asked.context).errors)


LAW = ["kotak_pengaduan", "surat", "tatap_muka", "formulir", "media_sosial", "sms", "website", "aplikasi"]
"""BT-P12.a: what is off-line save the radio; BT-P13(1): social media; BT-P13(2): SMS 1708 and the website."""
FREE = ["radio", "aplikasi_terintegrasi", "call_center", "lainnya"]
"""BT-P12.b, BT-P9.c, BT-P11: taken as they come."""


@pytest.mark.parametrize("kanal", LAW)
def test_every_door_of_the_law_asks_who_names_somebody_for_address_and_contact(kanal: str) -> None:
    assert missing(BT, kanal) == {"alamat", "telepon"}
    assert missing(BT, kanal, alamat="Jl. Sudirman 5, Manggar") == {"telepon"}
    assert missing(BT, kanal, **CONTACT) == set()
    assert missing(BT, kanal, nama="", **CONTACT) == {"nama"}


@pytest.mark.parametrize("kanal", FREE)
def test_the_other_doors_ask_for_a_name_only(kanal: str) -> None:
    assert missing(BT, kanal) == set()
    assert missing(BT, kanal, nama="") == {"nama"}


@pytest.mark.parametrize("kanal", LAW)
def test_without_a_name_nothing_about_the_person_is_asked(kanal: str) -> None:
    assert missing(BT, kanal, minta_anonim="ya", nama="") == set()


def test_an_officer_may_say_that_the_writing_names_no_address() -> None:
    """A note without an address is not lost: it is completed at verification (BT-P19(1)e)."""
    assert missing(BT, "kotak_pengaduan", identitas_kurang=True) == set()
    assert missing(BT, "website", identitas_kurang=True) == {"alamat", "telepon"}


PROCESSES = [BT, "pengaduan_ngawi", "pengaduan_subulussalam", "pengaduan_tanah_laut", "pengaduan_lombok_tengah"]


@pytest.mark.parametrize("process_id", PROCESSES)
def test_every_government_offers_to_hide_a_name_and_to_give_none(process_id: str) -> None:
    """Two things everywhere: without a name, and with a name that stays hidden (NG-P6(5))."""
    form = door(process_id, "website")
    assert {"pengaduan.anonim", "pengaduan.nama_tersembunyi"} <= set(form.columns.values())
    hide = form.key_of("pengaduan.nama_tersembunyi")
    assert hide in form.form.asked({"minta_anonim": "tidak"}, context=form.context)
    assert hide not in form.form.asked({"minta_anonim": "ya"}, context=form.context)
