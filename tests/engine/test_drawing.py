"""The drawing of a case: what is on it, what it says, what it refuses, what it costs."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from lxml import etree

from engine.definition.drawing import UnreadableDiagramError, Words, svg
from engine.definition.drawing.layout import drawing, read
from tests.engine.drawing_samples import Builder, gallery, two_lanes

SVG = "{http://www.w3.org/2000/svg}"
COUNTS = {
    "Start_masuk": 1,
    "Task_verifikasi": 3,
    "Gateway_lengkap": 3,
    "Task_minta": 2,
    "Task_tunggu": 2,
    "Task_tindak": 1,
}
FLOWS = {"Flow_masuk": 1, "Flow_periksa": 3, "Flow_kurang": 2, "Flow_diminta": 2, "Flow_kembali": 2, "Flow_lengkap": 1}


def drawn(xml: str, **options: object) -> etree._Element:
    settings = {"counts": {}, "flow_counts": {}, "current": set(), "title": "Contoh"} | options
    return etree.fromstring(svg(xml, **settings))  # type: ignore[arg-type]


def part(root: etree._Element, element: str) -> etree._Element:
    (found,) = root.iterfind(f".//*[@data-element='{element}']")
    return found


def said(part: etree._Element) -> str:
    return part.findtext(f"{SVG}title") or ""


@pytest.mark.parametrize("xml", [two_lanes(), gallery()], ids=["two lanes", "gallery"])
def test_every_drawn_element_is_there_once(xml: str) -> None:
    shapes = re.findall(r'bpmnElement="([^"]+)"', xml)
    root = drawn(xml)
    shown = [element.get("data-element") for element in root.iterfind(".//*[@data-element]")]
    assert sorted(shown) == sorted(set(shapes) - {"Kolaborasi", "galeri"})


def test_executed_parts_differ_by_colour_thickness_and_count() -> None:
    root = drawn(two_lanes(), counts=COUNTS, flow_counts=FLOWS, current={"Task_tindak"})
    ran, quiet = part(root, "Task_verifikasi"), part(root, "Task_jawab")
    assert ran.get("color") != quiet.get("color")
    assert ran.get("fill") != quiet.get("fill")
    assert float(ran.get("stroke-width", "")) > float(quiet.get("stroke-width", ""))
    assert float(part(root, "Flow_lengkap").get("stroke-width", "")) > float(
        part(root, "Flow_habis").get("stroke-width", "")
    )
    badges = [text.text for text in root.iterfind(f".//{SVG}g[@class='diagram-badge']//{SVG}text")]
    assert sorted(badges) == ["1×", "1×", "2×", "2×", "3×", "3×"]


def test_the_position_is_flagged_in_words() -> None:
    root = drawn(two_lanes(), counts=COUNTS, flow_counts=FLOWS, current={"Task_tindak"})
    (flag,) = root.iterfind(f".//{SVG}g[@class='diagram-flag']")
    assert flag.findtext(f".//{SVG}text") == "Sekarang di sini"
    assert said(part(root, "Task_tindak")) == "Tindak lanjut: dijalankan 1 kali. Sekarang di sini"
    assert said(part(root, "Task_jawab")) == "Sampaikan jawaban tindak lanjut kepada pengadu: belum dijalankan"
    assert said(part(root, "Flow_kurang")) == "Tidak: dilalui 2 kali"


def test_near_shows_only_the_surroundings_of_where_the_case_stands() -> None:
    def view(**options: object) -> list[float]:
        return [float(number) for number in drawn(two_lanes(), **options).get("viewBox", "").split()]

    whole, near = view(current={"Task_tindak"}), view(current={"Task_tindak"}, near=40)
    assert near[2] == 100 + 2 * 40
    assert near[0] >= whole[0]
    assert near[1] >= whole[1]
    assert view(near=40) == whole
    assert view(current={"Task_tindak"}, near=100_000) == whole


def test_words_can_be_given_in_another_language() -> None:
    words = Words(here="Kini di sini", ran="{name} ({count})", taken="{name} ({count})", not_run="{name} (-)")
    root = drawn(two_lanes(), counts=COUNTS, current={"Task_tindak"}, words=words)
    assert said(part(root, "Task_tindak")) == "Tindak lanjut (1). Kini di sini"
    assert said(part(root, "Task_jawab")).endswith("(-)")


def test_without_links_it_is_one_image_with_a_title() -> None:
    root = drawn(two_lanes(), title="Jalur <1>")
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == "Jalur <1>"


def test_links_lead_from_an_element_to_its_row() -> None:
    root = drawn(two_lanes(), links={"Task_verifikasi": "#elemen-Task_verifikasi"})
    assert root.get("role") == "group"
    (link,) = root.iterfind(f".//{SVG}a")
    assert link.get("href") == "#elemen-Task_verifikasi"
    assert link.get("aria-label") == "Telaah dan verifikasi pengaduan: belum dijalankan"


def test_nothing_in_it_needs_an_exception_from_a_strict_policy() -> None:
    text = svg(two_lanes(), counts=COUNTS, flow_counts=FLOWS, current={"Task_tindak"}, title="Contoh")
    assert not re.search(r"\bstyle=|\bon\w+=|<style|<script|<foreignObject|href=|url\(| id=", text)


def test_names_cannot_break_out_of_the_drawing() -> None:
    builder = Builder()
    builder.node("userTask", "Task_jahat", '</text><script>alert("1")</script>', 60, 60)
    root = drawn(builder.xml(), counts={"Task_jahat": 1})
    assert not list(root.iter(f"{SVG}script", "script"))


def test_call_activities_and_ends_have_a_heavy_outline() -> None:
    root = drawn(two_lanes())
    assert part(root, "Task_tindak").get("stroke-width") == "3.5"
    assert part(root, "Start_masuk").get("stroke-width") == "1.4"


@pytest.mark.parametrize(
    ("element", "sign"),
    [
        ("Timer_batas", "stroke-dasharray"),  # does not interrupt
        ("Flow_bersyarat", "Z"),  # the diamond of a condition
        ("Sub_peristiwa", "stroke-dasharray"),
        ("Catatan", "text-anchor"),
    ],
)
def test_special_outlines(element: str, sign: str) -> None:
    assert sign in read(gallery()).markup[element]


def test_every_kind_of_task_and_gateway_has_its_own_sign() -> None:
    markup = read(gallery()).markup
    names = [f"Task_{n}" for n in range(1, 8)]
    names += [f"Gateway_{kind}" for kind in ("exclusive", "parallel", "inclusive", "eventBased")]
    signs = {re.search(r"<g transform.*?>(.*)</g>", markup[name]).group(1) for name in names}  # type: ignore[union-attr]
    assert len(signs) == len(names)


def test_everything_lies_within_the_view() -> None:
    for xml in (two_lanes(), gallery()):
        root = drawn(xml)
        x, y, width, height = (float(value) for value in root.get("viewBox", "").split())
        bounds = read(xml).bounds
        assert x < bounds.x
        assert y < bounds.y
        assert x + width > bounds.right
        assert y + height > bounds.bottom


def test_every_line_has_its_width_so_that_no_font_changes_it() -> None:
    """A text without `textLength`, or a part of one, would be as wide as a reader's font makes it."""
    for xml in (two_lanes(), gallery()):
        root = drawn(xml, counts=COUNTS, flow_counts=FLOWS, current={"Task_tindak"})
        lines = list(root.iter(f"{SVG}text"))
        assert lines
        for line in lines:
            assert float(line.get("textLength", "0")) > 0
            assert line.get("lengthAdjust") == "spacingAndGlyphs"
            assert len(line) == 0


PLANE = '<bpmndi:BPMNPlane id="Bidang" bpmnElement="contoh">'


def broken(replace: str, by: str) -> str:
    builder = Builder()
    builder.node("userTask", "Task_satu", "Satu", 60, 60)
    builder.node("userTask", "Task_dua", "Dua", 260, 60)
    builder.flow("Flow_satu", "Task_satu", "Task_dua")
    xml = builder.xml()
    assert replace in xml
    return xml.replace(replace, by)


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "bukan XML",
        "<a/>",
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        broken(PLANE, PLANE + "</bpmndi:BPMNPlane><bpmndi:BPMNPlane>"),
        broken('width="100"', 'width="lebar"'),
        broken('width="100"', 'width="-1"'),
        broken('x="60"', 'x="nan"'),
        broken('x="60"', 'x="1e9"'),
        broken('<di:waypoint x="160" y="60.0"/>', ""),
        " " * 2_100_000,
    ],
    ids=["empty", "text", "no bpmn", "doctype", "no shapes", "word", "negative", "nan", "far", "one point", "large"],
)
def test_what_cannot_be_drawn_is_refused(xml: str) -> None:
    with pytest.raises(UnreadableDiagramError):
        drawn(xml)


def test_geometry_is_read_once_per_content() -> None:
    first = drawing(two_lanes())
    assert drawing("".join(list(two_lanes()))) is first
    assert drawing(gallery()) is not first


def test_a_large_drawing_is_quick_once_read() -> None:
    """The share of the work that a page repeats must stay far below the work of reading the file."""
    builder = Builder()
    for n in range(300):
        builder.node(
            "userTask", f"Task_{n}", f"Tugas nomor {n} dengan nama panjang", 60 + 130 * (n % 20), 60 + 120 * (n // 20)
        )
    xml, counts = builder.xml(), {f"Task_{n}": n for n in range(300)}
    reading = min(_seconds(lambda: read(xml)) for _ in range(5))
    drawn(xml)
    again = min(
        _seconds(lambda: svg(xml, counts=counts, flow_counts={}, current=set(), title="Besar")) for _ in range(5)
    )
    assert again < reading / 2


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
