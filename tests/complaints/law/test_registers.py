"""The registers of the project itself, and the command that holds them against everything that exists."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import app
from complaints.law.library import FOLDER, chapters, library, slug
from complaints.law.registers import Norm, RegisterError, read_registers

CODES = [register.code for register in library().registers]


@pytest.mark.parametrize("register", library().registers, ids=lambda each: each.code)
def test_every_norm_of_the_text_stands_in_its_register_once(register) -> None:  # type: ignore[no-untyped-def]
    assert sorted(norm.id for norm in register.norms) == sorted(each.id for each in register.listed)
    assert sum(len(norms) for norms in chapters(register).values()) == len(register.norms)
    assert len({slug(name) for name in chapters(register)}) == len(chapters(register))


def test_the_command_prints_every_regulation_and_finds_nothing_contradictory(
    capsys: pytest.CaptureFixture[str],
) -> None:
    app.main(["coverage"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1 : len(CODES) + 1]] == CODES
    findings = [line for line in lines if line.endswith("]") and not line.endswith("[open]")]
    assert findings == []


def test_the_command_knows_its_regulations(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["coverage", "XX"]) == 1
    assert capsys.readouterr().err == "Peraturan XX tidak dikenal.\n"


@pytest.mark.parametrize(
    ("article", "chapter"),
    [
        ("Pasal 1 angka 9", "Pasal 1-9"),
        ("Pasal 19 ayat (1) huruf e", "Pasal 10-19"),
        ("Lampiran BAB VI huruf C angka 1", "BAB VI"),
        ("Lampiran II BAB IV alinea 3", "Lampiran II BAB IV"),
        ("Lampiran I keterangan huruf a", "Lampiran I"),
        ("Lampiran II 2.6.1 (bawah Tabel 2)", "Lampiran II angka 2"),
        ("Lampiran II Tabel 7 nomor 3", "Lampiran II tabel"),
        ("BAB III [Pasal 3; judul pasal hilang] ayat (1)", "BAB III"),
        ("Pasal 1 angka 6; Lampiran BAB I huruf C angka 1", "Pasal 1-9"),
        ("Menimbang huruf c", "Lain-lain"),
    ],
)
def test_a_norm_knows_its_part_of_the_text(article: str, chapter: str) -> None:
    assert Norm("TL-1", article, "kutipan").chapter == chapter


@pytest.mark.parametrize("text", ["norma: []", "peraturan: {id: TL}", "- a", "peraturan: [", "a: b: c"])
def test_a_register_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "norma.csv").write_text("id,pasal,sifat\n", encoding="utf-8")
    (tmp_path / "rusak.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RegisterError, match=r"^rusak\.yaml"):
        read_registers(tmp_path)


def test_without_the_list_of_all_norms_nothing_is_said_to_be_complete(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"^norma\.csv"):
        read_registers(tmp_path)


def test_registers_hold_no_key_that_nobody_reads() -> None:
    assert [norm.id for register in library().registers for norm in register.norms if norm.unknown_keys] == []
    heads = [yaml.safe_load((FOLDER / register.file).read_text(encoding="utf-8")) for register in library().registers]
    assert all(set(head) == {"peraturan", "norma"} for head in heads)
