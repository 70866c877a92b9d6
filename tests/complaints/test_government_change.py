"""A government's data change by page or file: told first, recorded, and never what running cases rest on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

import app
from complaints.decrees import calendar_for
from complaints.models import Unit
from complaints.people import accounts
from complaints.people.act_list import ActFilter, acts
from complaints.people.governments import (
    Government,
    GovernmentFileError,
    government_of,
    parse_government,
    written_government,
)
from complaints.people.governments.change import DataDifference, apply, differences
from complaints.people.roles import Role
from engine.actors import Actor
from engine.db import SessionFactory, reading, unit_of_work
from tests.complaints.test_governments import written
from tests.support.government import TANAH_LAUT, UNITS
from tests.support.restricted import PROCESS, deploy_restricted, reported

if TYPE_CHECKING:
    from engine.running.runtime import Runtime
    from tests.support.government import Government as Home

ADMIN = Actor("admin", "Rina", frozenset({(Role.ADMIN.value, "")}))


@pytest.fixture
def present(session_factory: SessionFactory, instansi: Home) -> Government:
    with reading(session_factory, TANAH_LAUT) as session:
        return government_of(session, TANAH_LAUT)


def changed(government: Government, units: dict[str, str] | None = None, **values: Any) -> Government:
    named = government.units if units is None else units
    kinds = {slug: government.unit_kinds.get(slug, "pd") for slug in named}
    return replace(government, values=government.values | values, units=named, unit_kinds=kinds)


def test_what_is_written_is_read_again_and_differs_in_nothing(
    session_factory: SessionFactory, present: Government
) -> None:
    again = parse_government(written_government(present), "x.yaml")
    with reading(session_factory, TANAH_LAUT) as session:
        assert differences(session, again) == []


def test_a_difference_is_told_then_applied_and_each_part_is_an_act(
    session_factory: SessionFactory, runtime: Runtime, present: Government
) -> None:
    units = {slug: name for slug, name in UNITS.items() if slug != "inspektorat"} | {
        "dinas-kesehatan": "Dinkes",
        "bpbd": "BPBD",
    }
    wanted = changed(
        present, units, contact_name="Ibu Tika", wilayah=present.values["wilayah"] | {"Bati-Bati": ["Padang"]}
    )
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        told = differences(session, wanted)
        assert apply(session, runtime, wanted=wanted, by=ADMIN, reason="uji") == told
    assert [(each.name, each.unit) for each in told] == [
        ("contact_name", ""), ("wilayah", ""), ("unit_changed", "dinas-kesehatan"), ("unit_added", "bpbd"), ("unit_closed", "inspektorat"),
    ]  # fmt: skip
    assert list(told[1].after) == ["Bati-Bati"], "only what differs"
    with reading(session_factory, TANAH_LAUT) as session:
        assert differences(session, wanted) == []
        page = acts(session, instansi_id=TANAH_LAUT, filters=ActFilter(), before=None, limit=9)
        assert (
            dict(session.execute(select(Unit.id, Unit.active).where(Unit.instansi_id == TANAH_LAUT)).all())[
                "inspektorat"
            ]
            is False
        )
    assert [row.act for row in page.rows] == ["unit_closed", "unit_added", "unit_changed", "government_changed"]
    back = changed(wanted, units | {"inspektorat": "Inspektorat"})
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        (opened,) = apply(session, runtime, wanted=back, by=ADMIN)
    assert opened == DataDifference("unit_opened", {}, {"unit_name": "Inspektorat", "kind": "pd"}, "inspektorat")


@pytest.mark.parametrize("values", [{"process": "lain"}, {"province": "ID-MA"}])
def test_what_running_cases_rest_on_stays(
    session_factory: SessionFactory, present: Government, values: dict[str, str]
) -> None:
    with (
        reading(session_factory, TANAH_LAUT) as session,
        pytest.raises(GovernmentFileError, match="tidak dapat diganti"),
    ):
        differences(session, changed(present, **values))


def test_who_reads_reports_of_whistleblowers_is_no_data_of_an_administrator(
    session_factory: SessionFactory, runtime: Runtime, present: Government
) -> None:
    deploy_restricted(session_factory, runtime)
    reported(session_factory, runtime)
    with reading(session_factory, TANAH_LAUT) as session:
        now_set = government_of(session, TANAH_LAUT)
        for values in ({"restricted_process": ""}, {"activities": ["pemantauan"]}):
            with pytest.raises(GovernmentFileError, match="operator"):
                differences(session, changed(now_set, **values))
        assert [each.name for each in differences(session, changed(now_set, restricted_process=""), by_operator=True)]
        for values in (  # by the operator either
            {"restricted_process": "", "activities": [PROCESS]},
            {"restricted_process": present.values["process"]},
        ):
            with pytest.raises(GovernmentFileError, match="laporan whistleblower"):
                differences(session, changed(now_set, **values), by_operator=True)


def test_a_unit_where_somebody_works_is_not_closed(session_factory: SessionFactory, present: Government) -> None:
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        user = accounts.add_user(session, instansi_id=TANAH_LAUT, username="ani", name="Ani", password="")
        accounts.grant(session, instansi_id=TANAH_LAUT, user_id=user, role="admin_upp", unit="inspektorat")
        units = {slug: name for slug, name in UNITS.items() if slug != "inspektorat"}
        with pytest.raises(GovernmentFileError, match="1 peran"):
            differences(session, changed(present, units))


def test_another_hour_of_reminders_counts_at_once(
    session_factory: SessionFactory, runtime: Runtime, present: Government
) -> None:
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        before = calendar_for(session, TANAH_LAUT)
        apply(session, runtime, wanted=changed(present, reminds_at="08:00"), by=ADMIN)
    with reading(session_factory, TANAH_LAUT) as session:
        assert calendar_for(session, TANAH_LAUT) != before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id: [", "baris 2: bukan YAML"),
        ("- a", "bukan daftar isian"),
        ("id: &a [x]\nname: *a", "tanpa rujukan"),
        ("x" * 500_001, "terlalu panjang"),
        ('name: "a\\0b"', "tidak dapat disimpan"),
    ],
)
def test_a_text_that_is_no_government_is_refused_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(GovernmentFileError, match=words):
        parse_government(text + "\n", "x.yaml")


@pytest.mark.parametrize("changes", [{"id": "Kota Bandung!"}, {"units": {"Dinas Satu": "Dinas"}}, {"units": ["a"]}])
def test_ids_that_no_address_can_hold_are_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(GovernmentFileError):
        parse_government(written(tmp_path, **changes).read_text(), "x.yaml")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"units": {"dinas": "D" * 161}}, "nama unit"),
        ({"process": "p" * 81}, "nama proses"),
        ({"activities": ["p" * 81]}, "nama proses"),
        ({"authorities": {"pln": "P" * 161}}, "instansi lain"),
        ({"wilayah": {"Bati-Bati": ["P" * 81]}}, "wilayah"),
        ({"restricted_process": "pengaduan_tanah_laut", "process": "pengaduan_tanah_laut"}, "tersendiri"),
    ],
)
def test_a_file_is_bounded_as_the_page_is(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(GovernmentFileError, match=words):
        parse_government(written(tmp_path, **changes).read_text(), "x.yaml")


# On the command line


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ALUR_DATA_DIR", str(tmp_path))
    assert app.main(["migrate"]) == 0
    return tmp_path


def test_the_file_is_shown_against_the_data_before_it_is_applied(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Path("complaints/demo/tanah_laut.yaml")
    file = data / "tanah_laut.yaml"
    file.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    assert app.main(["update-instansi", str(file)]) == 1
    assert "create-instansi" in capsys.readouterr().err
    assert app.main(["create-instansi", str(file)]) == 0
    assert app.main(["update-instansi", str(file)]) == 0
    assert "Tidak ada perbedaan" in capsys.readouterr().out
    file.write_text(f"{file.read_text(encoding='utf-8')}\nreminds_at: '08:00'\n", encoding="utf-8")
    assert app.main(["update-instansi", str(file)]) == 0
    assert "reminds_at: 16:00 -> 08:00\nBelum diterapkan; tambahkan --apply.\n" in capsys.readouterr().out
    assert app.main(["update-instansi", str(file), "--apply"]) == 0
    assert "Diterapkan.\ntanah-laut: 0 tenggat menyesuaikan." in capsys.readouterr().out
    assert app.main(["export-instansi", "tanah-laut"]) == 0
    assert "reminds_at: 08:00" in capsys.readouterr().out.replace("'", "")
    assert app.main(["export-instansi", "tidak-ada"]) == 1


def test_what_names_nothing_is_said_in_a_sentence(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    unknown = written(tmp_path, process="proses_yang_tidak_ada")
    assert app.main(["create-instansi", str(unknown)]) == 1
    assert "proses_yang_tidak_ada" in capsys.readouterr().err
    assert app.main(["create-instansi", "complaints/demo/tanah_laut.yaml"]) == 0
    day = ["--day", "2027-03-22", "libur_daerah", "Hari Jadi"]
    for scope, reason in (
        ("maluku-tengah", "maluku-tengah"),
        ("tanah-laut/dinas-pupr", "sebuah unit saja tidak mengubah tenggat"),
    ):
        assert app.main(["decree", scope, "SK 1", *day]) == 1
        assert reason in capsys.readouterr().err
    assert app.main(["decree", "tanah-laut", "SK 1", "--day", "2016-03-22", "libur_daerah", "Hari Jadi"]) == 1
    assert "periksa tahunnya" in capsys.readouterr().err
    person = ["create-user", "tanah-laut", "rina", "Rina Wati", "--role", "petugas_wbs"]
    assert app.main(person) == 0
    assert app.main(person) == 1
    assert "sudah dipakai orang lain" in capsys.readouterr().err
    assert app.main(["create-user", "tidak-ada", "rina", "Rina Wati"]) == 1
    assert "belum ada" in capsys.readouterr().err


def test_an_upgraded_government_is_told_that_it_has_no_administrator(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["create-instansi", "complaints/demo/tanah_laut.yaml"]) == 0
    assert app.main(["create-user", "tanah-laut", "rina", "Rina Wati", "--role", "apip"]) == 0
    assert app.main(["migrate"]) == 0
    assert "app.py grant-role tanah-laut NAMA admin" in capsys.readouterr().out
    assert app.main(["grant-role", "tanah-laut", "siapa", "admin"]) == 1
    assert app.main(["grant-role", "tanah-laut", "rina", "admin_upp:dinas-sulap"]) == 1
    assert "tidak ada" in capsys.readouterr().err
    assert app.main(["grant-role", "tanah-laut", "rina", "admin"]) == 0
    assert app.main(["migrate"]) == 0
    assert "grant-role" not in capsys.readouterr().out
