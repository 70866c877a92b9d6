"""Every diagram as a picture, looked at by a real Chromium: whole, readable, from left to right, and as stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

import pytest

from complaints.law.bundles import FOLDERS, main_processes, read_folders
from console.diagrams import FOLDER, pictures
from engine.definition.bundle import read_bundle
from engine.definition.diagram import Diagram
from engine.definition.drawing.layout import drawing
from engine.definition.drawing.model import Box
from tests.support import browser, fonts
from tests.support.directions import against_the_work, follows, goes_back, lanes
from tests.support.measuring import Text, faults, texts

if TYPE_CHECKING:
    from playwright.sync_api import Page, Playwright

pytestmark = pytest.mark.browser

FILES = read_folders([FOLDERS[0]])
DIAGRAMS = read_bundle(FILES).diagrams
PICTURES = pictures()
Seen = Callable[[str, str], list[Text]]
each_diagram = pytest.mark.parametrize("diagram", DIAGRAMS.values(), ids=lambda diagram: diagram.process_id)


@pytest.fixture(scope="module")
def papers(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Page]]:
    """Empty pages to draw on, each in a Chromium that knows one set of fonts alone."""
    running = {name: browser.launch(playwright, fonts.only(name, tmp_path_factory.mktemp(name))) for name in fonts.SETS}
    yield {name: each.new_page(viewport={"width": 1600, "height": 1000}) for name, each in running.items()}
    for each in running.values():
        each.close()


@pytest.fixture(scope="module")
def seen(papers: dict[str, Page]) -> Seen:
    """The texts of a diagram's picture as they look with a set of fonts, each measured once."""
    return cache(lambda letters, process_id: texts(papers[letters], PICTURES[f"{process_id}.svg"]))


@pytest.mark.parametrize("letters", fonts.SETS)
@each_diagram
def test_everything_is_whole_and_nothing_overlaps(seen: Seen, letters: str, diagram: Diagram) -> None:
    drawn = drawing(FILES[diagram.file])
    found = seen(letters, diagram.process_id)
    assert faults(drawn, found) == []
    named = {node.id for node in (*drawn.below, *drawn.above) if node.name} | {e.id for e in drawn.edges if e.name}
    assert named - {text.owner for text in found} == set()


@each_diagram
def test_it_looks_the_same_with_any_font(seen: Seen, diagram: Diagram) -> None:
    """Each name stands where it stands, and is as wide, with wide letters as with narrow ones."""
    wide, narrow = (seen(letters, diagram.process_id) for letters in ("dejavu", "liberation"))
    assert [(text.owner, text.words) for text in wide] == [(text.owner, text.words) for text in narrow]
    assert [one.words for one, other in zip(wide, narrow, strict=True) if not alike(one.box, other.box)] == []


def alike(one: Box, other: Box) -> bool:
    return abs(one.x - other.x) <= 0.2 and abs(one.width - other.width) <= 0.2


def test_the_sets_of_fonts_differ(papers: dict[str, Page]) -> None:
    """Otherwise the tests above would prove nothing: the same words without a width of ours."""
    taken = []
    for page in papers.values():
        page.set_content("<span style='font: 100px Arial, sans-serif'>Telaah dan verifikasi</span>")
        taken.append(page.locator("span").bounding_box()["width"])  # type: ignore[index]
    wide, narrow = taken
    assert wide > 1.1 * narrow


@each_diagram
def test_every_element_is_named(diagram: Diagram) -> None:
    assert [element.id for element in diagram.elements.values() if not element.name] == []


@each_diagram
def test_only_a_loop_goes_back(diagram: Diagram) -> None:
    assert goes_back(diagram, drawing(FILES[diagram.file])) == []


@cache
def callers(process_id: str) -> list[list[str]]:
    """Who works in the lanes of the main diagrams that reach a process; a lane may be for several."""
    bundle = read_bundle(FILES)
    return [
        ", ".join(lanes(bundle.diagrams[main], drawing(FILES[bundle.diagrams[main].file]))).split(", ")
        for main in main_processes(FILES)
        if main != process_id and process_id in {diagram.process_id for diagram in bundle.reachable(main)}
    ]


@each_diagram
def test_lanes_lie_in_the_order_of_the_work(diagram: Diagram) -> None:
    """By the arrival of the work; a called diagram may keep the order of the diagram that calls it."""
    drawn = drawing(FILES[diagram.file])
    if not any(follows(lanes(diagram, drawn), other) for other in callers(diagram.process_id)):
        assert against_the_work(diagram, drawn) == []


def test_the_stored_pictures_are_those_of_today() -> None:
    """`make diagrams` renews them."""
    stored = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert sorted(name for name in {*stored, *PICTURES} if stored.get(name) != PICTURES.get(name)) == []


@pytest.mark.parametrize("letters", fonts.SETS)
def test_the_page_of_pictures_shows_each(papers: dict[str, Page], letters: str) -> None:
    paper = papers[letters]
    for name in PICTURES:
        if name.endswith(".svg"):
            assert f"]({name})]({name})" in PICTURES["README.md"], name
            paper.goto((FOLDER / name).as_uri())
            assert paper.locator("svg").bounding_box() is not None
