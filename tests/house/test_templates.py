"""Templates: they compile, they hold no inline script or style, and every text in them can be translated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.house.files import name, templates

INLINE = re.compile(
    r"<script(?![^>]*\b(?:src=|type=.application/json))|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
)
FOREIGN = re.compile(r"(?:src|href)=[\"'](?:https?:)?//", re.IGNORECASE)
CLASSES = re.compile(r"{% *block \w+_class *%}.*?{% *endblock *%}", re.DOTALL)
TAG = re.compile(r"<[^>]*>|&\w+;", re.DOTALL)
WORD = re.compile(r"[A-Za-z]{2,}")
NAMES = {"Alur"}
SPOKEN = {"text", "html", "titleText", "visuallyHiddenText", "label", "hint", "legend"}
"""Arguments of macros that a person reads."""


def _parsed(path: Path) -> nodes.Template:
    source = CLASSES.sub("", path.read_text(encoding="utf-8"))
    return Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True).parse(source)


def _bare_words(tree: nodes.Template) -> Iterator[str]:
    written = "".join(
        part.data if isinstance(part, nodes.TemplateData) else "0"
        for output in tree.find_all(nodes.Output)
        for part in output.nodes
    )
    yield from WORD.findall(TAG.sub(" ", written))
    for pair in tree.find_all(nodes.Pair):
        key, value = pair.key, pair.value
        if isinstance(key, nodes.Const) and key.value in SPOKEN and isinstance(value, nodes.Const):
            yield from WORD.findall(str(value.value))


@pytest.mark.parametrize("path", templates(), ids=name)
def test_a_template_is_clean(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert INLINE.findall(text) == []
    assert FOREIGN.findall(text) == []


@pytest.mark.parametrize("path", templates(), ids=name)
def test_every_text_goes_through_translation(path: Path) -> None:
    assert [word for word in _bare_words(_parsed(path)) if word not in NAMES] == []
