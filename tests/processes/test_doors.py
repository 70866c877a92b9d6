"""Every way in that a regulation draws has a door: a page, an officer who enters it, the interface, a start, a clock."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from complaints.intake.start_checks import start_findings
from complaints.intake.start_form import start_form
from complaints.intake.starts import APPLICATIONS, ROLE_OF_TIER, UNATTENDED, WEBSITE, Entrance, entrances_of
from complaints.law.bundles import ROOT, bundle_files
from complaints.people.governments import Government, read_government
from complaints.people.roles import INTAKE_ROLES, RESTRICTED_INTAKE_ROLES, Role
from complaints.properties import BEGINNERS, CHANNELS
from engine.definition.bundle import Bundle, read_bundle
from tests.support.shipped import shipped
from web.phrases.desk import KANAL

FILES = shipped()
GOVERNMENTS = ("tanah_laut", "subulussalam", "belitung_timur", "ngawi", "lombok_tengah")


def government(name: str) -> Government:
    return read_government(ROOT / "complaints" / "demo" / f"{name}.yaml")


def processes() -> Iterator[tuple[str, str]]:
    for name in GOVERNMENTS:
        for process_id in government(name).processes:
            yield name, process_id


def bundle_of(process_id: str) -> Bundle:
    return read_bundle(bundle_files(FILES, process_id))


def held(name: str) -> set[str]:
    """Roles that somebody holds in the government as it comes with the program."""
    return {role.partition(":")[0] for person in government(name).values["people"].values() for role in person["roles"]}


@pytest.mark.parametrize(("name", "process_id"), list(processes()))
def test_every_start_event_has_a_door(name: str, process_id: str) -> None:
    values = government(name).values
    intake = RESTRICTED_INTAKE_ROLES if process_id == values["restricted_process"] else INTAKE_ROLES
    bundle = bundle_of(process_id)
    closed = []
    for start in bundle.diagrams[process_id].start_events():
        channels = [part.strip() for part in start.properties.get(CHANNELS, "").split(",") if part.strip()]
        beginners = {part.strip() for part in start.properties.get(BEGINNERS, "").split(",")} & held(name)
        way = next(each for each in entrances_of(bundle, process_id=process_id) if each.element == start.id)
        attended = [kanal for kanal in channels if kanal not in UNATTENDED]
        if attended and ROLE_OF_TIER.get(way.tingkat, "") not in intake & held(name):
            closed.append((start.id, attended))
        if not channels and not beginners and start.event != "timer":
            closed.append((start.id, []))
    assert closed == []


@pytest.mark.parametrize(("name", "process_id"), list(processes()))
def test_every_channel_of_a_start_event_leads_to_it(name: str, process_id: str) -> None:
    """No channel is taken by another start event before it reaches its own, and each has words and a text to fill."""
    bundle = bundle_of(process_id)
    assert [each.message for each in start_findings(bundle, process_id) if each.rule == "no_door"] == []
    for way in entrances_of(bundle, process_id=process_id):
        for kanal in way.kanal:
            assert kanal in KANAL
            assert asks(way, kanal) >= {"uraian"}


def asks(way: Entrance, kanal: str) -> frozenset[str]:
    form = start_form(way.form, kanal=kanal, role=ROLE_OF_TIER.get(way.tier_of(kanal), ""))
    return form.form.asked({"minta_anonim": "tidak"}, context=form.context)


NAMED = [
    ("tanah_laut", {"aplikasi", "sms", "media_sosial", WEBSITE, "aplikasi_terintegrasi", "lainnya"}),
    ("lombok_tengah", {"aplikasi", "media_sosial", WEBSITE, "surel", "aplikasi_terintegrasi", "lainnya"}),
    ("subulussalam", {"sms", WEBSITE, "whatsapp", "facebook", "instagram", "aplikasi", "kotak_pengaduan", "lainnya"}),
    (
        "belitung_timur",
        {"radio", "kotak_pengaduan", "media_sosial", "sms", WEBSITE, "aplikasi_terintegrasi", "lainnya"},
    ),
    ("ngawi", {"call_center", "sms", "media_sosial", WEBSITE, "aplikasi_terintegrasi", "aplikasi", "kotak_pengaduan"}),
]
"""TL-VI.A, LT-VI.A, SB-P5 and P9(1), BT-P8 to P11, NG-P5 and P6(1)."""


@pytest.mark.parametrize(("name", "channels"), NAMED)
def test_the_channels_of_the_regulation_are_there(name: str, channels: set[str]) -> None:
    process_id = government(name).values["process"]
    found = {kanal for way in entrances_of(bundle_of(process_id), process_id=process_id) for kanal in way.kanal}
    assert channels <= found


ASKED = [
    ("pengaduan_tanah_laut", "media_sosial", {"media_sosial", "akun_pengirim"}),
    ("pengaduan_tanah_laut", "surat", {"nomor_surat", "tanggal_surat", "tanggal_terima"}),
    ("pengaduan_tanah_laut", "kotak_pengaduan", {"tanggal_catatan", "tanggal_terima"}),
    ("pengaduan_lombok_tengah", "lainnya", {"media_lain"}),
    ("pengaduan_subulussalam", "facebook", {"akun_pengirim"}),
    ("pengaduan_belitung_timur", "radio", {"lewat_siaran"}),
    ("pengaduan_ngawi", "media_sosial", {"media_sosial"}),
]


@pytest.mark.parametrize(("process_id", "kanal", "keys"), ASKED)
def test_a_channel_asks_for_what_only_it_has(process_id: str, kanal: str, keys: set[str]) -> None:
    ways = entrances_of(bundle_of(process_id), process_id=process_id)
    way = next(each for each in ways if kanal in each.kanal)
    assert keys <= asks(way, kanal)
    assert not keys - {"tanggal_terima"} & asks(next(each for each in ways if WEBSITE in each.kanal), WEBSITE)


def test_no_officer_enters_what_comes_in_by_itself() -> None:
    for process_id in ("pengaduan_belitung_timur", "pengaduan_ngawi"):
        for way in entrances_of(bundle_of(process_id), process_id=process_id):
            for kanal in {WEBSITE, *APPLICATIONS} & set(way.kanal):
                assert way.tier_of(kanal) == ""
    assert ROLE_OF_TIER["sekretariat"] is Role.SEKRETARIAT
