"""Every sentence that a person reads goes through the catalogue: Python and JavaScript here, templates in `test_templates`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import prose
from tests.house.files import ROOT, name, python_files

SCRIPTS = sorted((ROOT / "web" / "frontend" / "workshop").glob("*.js"))
SPEAKING = [
    path
    for path in python_files("engine", "complaints", "web", "console")
    if not {"migrations", "demo"} & set(path.parts)
]
QUOTING = {
    "complaints/models/words.py",  # statements for the database
    "complaints/articles.py",  # names of provisions are quoted as the law writes them
    "complaints/law/registers.py",
    "web/phrases/places.py",  # provinces have one name in every language
    "complaints/workshop/invented_case.py",  # what an invented citizen types
    "complaints/workshop/simulation/run.py",
    "engine/definition/properties.py",  # what pages of docs/ are made of
    "complaints/properties.py",
    "console/process_list.py",
    "engine/record/description.py",
    "engine/record/advance.py",
    "engine/record/events.py",
    "engine/record/interventions.py",
    "engine/record/said.py",
    "engine/record/shapes.py",
    "web/seal/verifier.py",  # runs alone, without a catalogue
    "web/frontend/workshop/words.js",  # is a catalogue itself: what the editors' libraries say, in Indonesian
}


@pytest.fixture(scope="module")
def known() -> frozenset[str]:
    """Words of all texts that go through the catalogue."""
    return frozenset(word for path in SPEAKING for text in prose.marked(path) for word in prose.words(text))


def test_every_sentence_in_python_goes_through_the_catalogue(known: frozenset[str]) -> None:
    assert len(known) > 500
    found = [
        f"{name(path)}:{said}" for path in SPEAKING if name(path) not in QUOTING for said in prose.unmarked(path, known)
    ]
    assert found == []


def test_every_sentence_in_our_scripts_goes_through_the_catalogue(known: frozenset[str]) -> None:
    found = [
        f"{name(path)}:{said}"
        for path in SCRIPTS
        if name(path) not in QUOTING
        for said in prose.unmarked_in_script(path, known)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('raise EngineError("kasus tidak ditemukan")', True),
        ('raise EngineError(f"kasus {number} tidak ditemukan")', True),
        ('raise EngineError(_("kasus tidak ditemukan"))', False),
        ('raise EngineError(_("kasus %(nama)s", nama="kasus tidak ditemukan"))', True),
        ('KEPT = N_("kasus tidak ditemukan")', False),
        ('log.warning("kasus tidak ditemukan")', False),
        ('"""kasus tidak ditemukan"""', False),
        ('query = "kasus.id"', False),
        ('raise ValueError("the case is not there")', False),
    ],
)
def test_a_sentence_is_told_from_what_nobody_reads(tmp_path: Path, line: str, told: bool) -> None:
    path = tmp_path / "contoh.py"
    path.write_text(line, encoding="utf-8")
    assert bool(list(prose.unmarked(path, frozenset({"kasus", "tidak", "ditemukan"})))) is told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('page.tell("kasus tidak ditemukan");', True),
        ("page.tell(`kasus ${id} tidak ditemukan`);", True),
        ('page.tell(_("kasus tidak ditemukan"));', False),
        ('const kind = "bpmn:UserTask";', False),
    ],
)
def test_so_it_is_in_scripts(tmp_path: Path, line: str, told: bool) -> None:
    path = tmp_path / "contoh.js"
    path.write_text(line, encoding="utf-8")
    assert bool(list(prose.unmarked_in_script(path, frozenset({"kasus", "tidak", "ditemukan"})))) is told


def test_one_command_collects_the_texts_of_all_three(tmp_path: Path) -> None:
    recipe = next(line for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines() if "pybabel" in line)
    _tool, *arguments = recipe.strip().removeprefix("@").split()
    target = tmp_path / "messages.pot"
    arguments = [str(target) if each == "build/messages.pot" else each for each in arguments]
    subprocess.run([Path(sys.executable).with_name("pybabel"), *arguments], cwd=ROOT, check=True)
    collected = target.read_text(encoding="utf-8")
    for text in ("kasus tidak ditemukan", "“%(label)s” wajib diisi.", "{count} norma cocok", "Nama pengguna"):
        assert f'msgid "{text}"' in collected
