"""A government from a file: what it must say, and what becomes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from complaints.law.bundles import ROOT
from complaints.models import Instansi, Unit
from complaints.people.governments import GovernmentFileError, add_government, read_government
from complaints.people.instansi import processes_of
from engine.db import SessionFactory, unit_of_work
from tests.support.everywhere import seen_everywhere

GOOD = {
    "id": "maluku-tengah",
    "name": "Pemerintah Kabupaten Maluku Tengah",
    "regulation": "Peraturan Bupati",
    "process": "pengaduan_maluku_tengah",
    "province": "ID-MA",
    "units": {"dinas-kesehatan": "Dinas Kesehatan"},
}


def written(folder: Path, **changes: object) -> Path:
    path = folder / "instansi.yaml"
    path.write_text(yaml.safe_dump({key: value for key, value in (GOOD | changes).items() if value is not None}))
    return path


def test_a_government_enters_with_its_units_and_the_zone_of_its_province(
    session_factory: SessionFactory, tmp_path: Path
) -> None:
    with unit_of_work(session_factory, "maluku-tengah") as session:
        add_government(session, read_government(written(tmp_path)))
    with seen_everywhere(session_factory) as session:
        instansi = session.get_one(Instansi, "maluku-tengah")
        assert (instansi.time_zone, instansi.regency_scope, instansi.reminds_at) == (
            "Asia/Jayapura",
            "maluku-tengah",
            "16:00",
        )
        assert list(session.scalars(select(Unit.name))) == ["Dinas Kesehatan"]


def test_units_have_a_kind_and_a_government_its_processes(session_factory: SessionFactory, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        restricted_process="wbs",
        activities=["pemantauan", "rencana"],
        units={"dinas-kesehatan": "Dinas Kesehatan", "pdam": {"name": "Perumdam", "kind": "bumd"}},
    )
    government = read_government(path)
    assert government.processes == ["pengaduan_maluku_tengah", "wbs", "pemantauan", "rencana"]
    with unit_of_work(session_factory, "maluku-tengah") as session:
        add_government(session, government)
    with seen_everywhere(session_factory) as session:
        row = session.get_one(Instansi, "maluku-tengah")
        assert processes_of(row) == government.processes
        assert {unit.id: unit.kind for unit in session.scalars(select(Unit))} == {
            "dinas-kesehatan": "pd",
            "pdam": "bumd",
        }


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": None}, "kurang"),
        ({"units": {}}, "kurang"),
        ({"jam": "16:00"}, "tidak dikenal"),
        ({"province": "ID-XX"}, "provinsi"),
        ({"reminds_at": "empat sore"}, "jam pengingat"),
        ({"disclosure": "semua"}, "disclosure"),
        ({"wilayah": ["Masohi"]}, "wilayah"),
        ({"wilayah": {"Masohi": "Namaelo"}}, "wilayah"),
        ({"authorities": ["pln"]}, "authorities"),
        ({"activities": "pemantauan"}, "activities"),
        ({"units": {"pdam": {"name": "PDAM", "kind": "swasta"}}}, "unit"),
        ({"units": {"pdam": {"kind": "bumd"}}}, "unit"),
        ({"units": {"pdam": {"name": "PDAM", "jenis": "bumd"}}}, "unit"),
    ],
)
def test_what_is_missing_or_odd_is_named(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    with pytest.raises(GovernmentFileError, match=said):
        read_government(written(tmp_path, **changes))


def test_a_file_that_is_no_list_of_fields_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("- satu")
    with pytest.raises(GovernmentFileError):
        read_government(path)


def test_the_governments_that_come_with_the_program_are_complete() -> None:
    for path in sorted((ROOT / "complaints" / "demo").glob("*.yaml")):
        values = read_government(path).values
        assert len(values["wilayah"]) >= 5, path.name
        assert {"ombudsman", "lainnya"} < set(values["authorities"]), path.name
        assert values["contact_name"], path.name
        assert values["contact_address"], path.name


def test_neighbours_belong_to_the_place() -> None:
    given = {path.stem: read_government(path).values for path in (ROOT / "complaints" / "demo").glob("*.yaml")}
    assert "prov-ntb" in given["lombok_tengah"]["authorities"]
    assert "prov-ntb" not in given["tanah_laut"]["authorities"]
    assert [stem for stem, values in given.items() if values["disclosure"] == "publik"] == ["subulussalam"]
