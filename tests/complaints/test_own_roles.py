"""Roles from a government's file: what a row means, and what is said of a row that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from complaints.intake.starts import ROLE_OF_TIER, TIER_OF_ROLE
from complaints.law import bundles
from complaints.people.own_roles import HEADS, SUPERVISES, OwnRole, read_known, read_own_roles
from complaints.people.roles import ADMIN_TIERS, INTAKE_ROLES, PROCESS_ROLES, UNIT_ROLES, Role
from engine.errors import Finding


def written(folder: Path, text: str, home: str = "kota_baru") -> Path:
    (folder / home).mkdir()
    (folder / home / "peran.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_row_says_what_the_role_may(tmp_path: Path) -> None:
    rows = "lurah: {nama: Lurah, unit: ya}\nloket: {nama: Loket, mencatat: ya, membaca_semua: ya}\n"
    assert read_own_roles(written(tmp_path, rows)) == (
        {
            "lurah": OwnRole("Lurah", of_unit=True),
            "loket": OwnRole("Loket", enters=True, reads_all=True),
        },
        [],
    )


def test_the_roles_of_the_example_join_those_of_the_program() -> None:
    assert {"camat", "petugas_loket"} <= PROCESS_ROLES
    assert "camat" in UNIT_ROLES - INTAKE_ROLES - ADMIN_TIERS
    assert "petugas_loket" in (INTAKE_ROLES & ADMIN_TIERS) - UNIT_ROLES
    assert TIER_OF_ROLE["petugas_loket"] == "petugas_loket"
    assert ROLE_OF_TIER["petugas_loket"] == "petugas_loket"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[", "tidak dapat dibaca"),
        ("- camat", "satu baris setiap peran"),
        ("Pak Camat: {nama: Camat}", "huruf kecil"),
        ("camat: {unit: ya}", "tulis nama"),
        ("camat: {nama: Camat, boleh: ya}", "boleh tidak dikenal; yang ada: nama, unit, mencatat, membaca_semua"),
        ("camat: {nama: Camat, unit: kadang}", "unit: tulis ya atau tidak"),
        ("apip: {nama: Pengawas}", "sudah ada pada program"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_and_it_is_left_out(tmp_path: Path, text: str, said: str) -> None:
    found, (finding,) = read_own_roles(written(tmp_path, text), taken=frozenset(Role))
    assert found == {}
    assert (finding.file, finding.rule) == ("kota_baru/peran.yaml", "role_file")
    assert said in finding.message


def test_of_a_known_role_a_row_says_who_heads_and_who_supervises(tmp_path: Path) -> None:
    written(
        tmp_path,
        "inspektur: {mengawasi: ya}\npembina: {memimpin: ya, mengawasi: tidak}\nsekda: {unit: ya, mengawasi: ya}",
    )
    taken = frozenset(Role)
    assert read_known(HEADS, tmp_path, taken=taken) == {"pembina"}
    assert read_known(SUPERVISES, tmp_path, taken=taken) == {"inspektur"}
    assert [each.element for each in read_own_roles(tmp_path, taken=taken)[1]] == ["sekda"]


def test_two_governments_may_share_a_role_but_not_its_name_for_two_things(tmp_path: Path) -> None:
    written(tmp_path, "lurah: {nama: Lurah, unit: ya}\ncamat: {nama: Camat}")
    written(tmp_path, "lurah: {nama: Lurah, unit: ya}\ncamat: {nama: Camat, unit: ya}", home="kota_lain")
    found, (finding,) = read_own_roles(tmp_path)
    assert set(found) == {"lurah", "camat"}
    assert (finding.file, finding.element) == ("kota_lain/peran.yaml", "camat")


def test_lint_tells_what_is_wrong_with_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Finding("kota_baru/peran.yaml", "camat", "role_file", "tulis nama")
    monkeypatch.setattr(bundles, "ROLE_FINDINGS", [wrong])
    assert wrong in bundles.lint({}, {})
