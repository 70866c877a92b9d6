"""Texts of forms: Markdown as people write it, and nothing that could harm who reads it."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from engine.definition.forms.markup import TAGS, markdown_html
from engine.definition.forms.source import MAX_TEXT


def plain(source: str) -> str:
    """The HTML without the classes of our style sheet and without line ends."""
    return re.sub(r' (?:class|rel)="[^"]*"', "", markdown_html(source)).replace("\n", "")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Satu\n\nDua", "<p>Satu</p><p>Dua</p>"),
        ("Satu\r\nDua", "<p>Satu<br>Dua</p>"),
        ("# A\n## B\n### C\n##### D", "<h2>A</h2><h2>B</h2><h3>C</h3><h4>D</h4>"),
        ("**tebal** dan _miring_ dan ~~dicoret~~", "<p><strong>tebal</strong> dan <em>miring</em> dan <s>dicoret</s></p>"),
        ("nama_berkas_ini", "<p>nama_berkas_ini</p>"),
        ("Bawa:\n- KTP\n- KK", "<p>Bawa:</p><ul><li>KTP</li><li>KK</li></ul>"),
        ("3. tiga\n4. empat", '<ol start="3"><li>tiga</li><li>empat</li></ol>'),
        ("---", "<hr>"),
        ("[Aturan](https://contoh.id/a?b=1)", '<p><a href="https://contoh.id/a?b=1">Aturan</a></p>'),
        ("> dikutip", "<blockquote><p>dikutip</p></blockquote>"),
        ("|a|b|\n|-|-|\n|1|2|", "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"),
        ("5 < 6 & 7", "<p>5 &lt; 6 &amp; 7</p>"),
        ("    menjorok", "<p>menjorok</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_markdown_says(source: str, expected: str) -> None:
    assert plain(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        "![gambar](https://contoh.id/x.png)",
        "[klik](javascript:alert(1))",
        "[klik](  JaVaScRiPt:alert(1))",
        "[klik](data:text/html,x)",
        "<javascript:alert(1)>",
        '[klik](https://contoh.id "x\\" onclick=alert(1)")',
    ],
)
def test_nothing_harmful_comes_through(source: str) -> None:
    tree = html.fromstring(f"<div>{markdown_html(source)}</div>")
    for element in tree.iter():
        assert element.tag in {*TAGS, "div"}
        assert set(element.attrib) <= {"class", "href", "rel", "title"}
        assert element.get("href", "https:").startswith("https:")


@given(st.text(alphabet="abc *_`[]()<>!#-+1.|\n\\&;:=~\"'/", max_size=120))
def test_any_text_becomes_only_allowed_tags(source: str) -> None:
    assert set(re.findall(r"</?([a-z0-9]+)", markdown_html(source))) <= TAGS


@pytest.mark.parametrize(
    "part", ["[", "![[", "*", "_a __b ", "[](", "> ", "- ", "1. ", "`", "<", "|", "- a\n", "a\n|-|\n"]
)
def test_the_longest_text_is_read_soon(part: str) -> None:
    began = time.perf_counter()
    markdown_html((part * MAX_TEXT)[:MAX_TEXT])
    assert time.perf_counter() - began < 10  # half a second on a machine that does nothing else
