"""Templates: they compile, they hold no inline script or style, and every text in them can be translated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment

from tests.house.files import name, templates

INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
FOREIGN = re.compile(r"(?:src|href)=[\"'](?:https?:)?//", re.IGNORECASE)
MARKUP = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}|<[^>]*>", re.DOTALL)
ENTITY = re.compile(r"&\w+;")
WORD = re.compile(r"[A-Za-z]{2,}")
CLASSES = re.compile(r"{% *block \w+_class *%}.*?{% *endblock *%}", re.DOTALL)
TRANSLATED = re.compile(r"{%-? *trans.*?endtrans *-?%}", re.DOTALL)
NAMES = {"Alur"}


@pytest.mark.parametrize("path", templates(), ids=name)
def test_a_template_is_clean(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True).parse(text)
    assert INLINE.findall(text) == []
    assert FOREIGN.findall(text) == []


@pytest.mark.parametrize("path", [path for path in templates() if "mail" not in path.parts], ids=name)
def test_every_text_goes_through_translation(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for pattern in (TRANSLATED, CLASSES, MARKUP, ENTITY):
        text = pattern.sub(" ", text)
    bare = [word for word in WORD.findall(text) if word not in NAMES]
    assert bare == []
