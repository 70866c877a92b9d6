"""Every sentence that a person reads goes through the catalogue: Python and JavaScript here, templates in `test_templates`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.house import prose
from tests.house.files import ROOT, name, python_files
from web.translations import DOMAINS, LANGUAGES, SOURCE, file_of

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
    "engine/record/notes.py",
    "engine/record/said.py",
    "engine/record/shapes.py",
    "web/translations/__init__.py",  # names of languages
    "web/translations/__main__.py",  # speaks to whoever builds
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


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Catalog]:
    """The texts of all sources, found by the commands of `make messages`."""
    recipe = re.search(r"^COLLECT := \S+ (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert recipe is not None
    found = {}
    for domain, folder in (("messages", "."), ("scripts", "web/frontend/workshop")):
        target = tmp_path_factory.mktemp("texts") / f"{domain}.pot"
        arguments = [*recipe[1].split(), "--output", str(target), folder]
        subprocess.run([Path(sys.executable).with_name("pybabel"), *arguments], cwd=ROOT, check=True)
        with target.open("rb") as file:
            found[domain] = read_po(file)
    return found


def test_one_command_collects_the_texts_of_all_three(collected: dict[str, Catalog]) -> None:
    for text in ("kasus tidak ditemukan", "“%(label)s” wajib diisi.", "Nama pengguna"):
        assert text in collected["messages"]
    assert "{count} norma cocok" in collected["scripts"]


PLACE = re.compile(r"%\(\w+\)[sd]|%s|%%|\{\w*\}")
TAG = re.compile(r"</?\w+")


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES.keys() - {SOURCE})
def test_every_text_is_there_in_each_language(collected: dict[str, Catalog], language: str, domain: str) -> None:
    with file_of(language, domain).open("rb") as file:
        translated = {(each.context, each.id): each for each in read_po(file, locale=language) if each.id}
    said = {(each.context, each.id) for each in collected[domain] if each.id}
    assert said - translated.keys() == set(), "not brought into the catalogue: make messages"
    assert translated.keys() - said == set(), "nobody says them any more: make messages"
    assert [text for text, each in translated.items() if each.fuzzy or not each.string or not all(each.string)] == []
    assert [text for text, each in translated.items() if not _agrees(each)] == []


def _agrees(message: Message) -> bool:
    """Whether a translation says the same names, tags and edges as its source. Of one, the number need not be said."""
    sources, texts = ([each] if isinstance(each, str) else list(each) for each in (message.id, message.string))
    return all(
        set(PLACE.findall(text)) in ([said] if source is sources[-1] else [said, said - {"%(num)s"}])
        and sorted(TAG.findall(text)) == sorted(TAG.findall(source))
        and (text[:1].isspace(), text[-1:].isspace()) == (source[:1].isspace(), source[-1:].isspace())
        for source, text in zip(sources, texts, strict=True)
        for said in [set(PLACE.findall(source))]
    )
