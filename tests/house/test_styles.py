"""The style sheet holds what the templates use, and stays small."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from tests.house.files import ROOT, name, templates

BUILT = ROOT / "web" / "static" / "build" / "alur.css"
USED = re.compile(r"\b((?:govuk|alur)-[A-Za-z0-9_!-]+)")
ATTRIBUTE = re.compile(r"class(?:es)?(?:=\"|\": *\")([^\"]*)")
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
LARGEST_PACKED = 20_000
WITHOUT_LOOKS = {
    "alur-desk-columns__work",
    "alur-messages",
    "alur-tasks",
    "alur-tasks__due",
    "govuk-table__body",
    "govuk-table__head",
    "govuk-table__row",
}
"""Names that say what a part is, and need no rule."""


@pytest.fixture(scope="module")
def css() -> str:
    assert BUILT.is_file(), "the style sheet was not built: run `make setup`"
    return BUILT.read_text(encoding="utf-8").replace("\\", "")


@pytest.mark.parametrize("path", templates(), ids=name)
def test_every_class_of_a_template_exists(css: str, path: Path) -> None:
    known = set(USED.findall(css)) | WITHOUT_LOOKS
    used: set[str] = set()
    for attribute in ATTRIBUTE.findall(path.read_text(encoding="utf-8")):
        used |= {each for each in USED.findall(TAGS.sub(" ", attribute)) if not each.endswith(("-", "_"))}
    assert used - known == set()


def test_the_style_sheet_stays_small(css: str) -> None:
    assert len(gzip.compress(BUILT.read_bytes())) < LARGEST_PACKED
    assert "url(" not in css.replace("url(data:", "")
    assert "GDS Transport" not in css
