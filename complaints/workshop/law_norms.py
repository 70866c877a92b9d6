"""Norms by their ids: which an element carries out, their articles and words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from complaints.law.library import library
from complaints.law.registers import Norm
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.properties import LEGAL_BASIS
from engine.workshop.workshop import LawWarning

NORM = re.compile(r"\b[A-Z]{2}-[A-Za-z][\w.()/-]*[\w)]")


def norms_of(element: Element) -> tuple[str, ...]:
    """Ids of the norms that an element carries out."""
    return tuple(part.strip() for part in element.properties.get(LEGAL_BASIS, "").split(",") if part.strip())


def found_norm(norm_id: str) -> Norm | None:
    """The norm that a register has under this id."""
    register = library().of_norm(norm_id)
    return register.norm(norm_id) if register else None


def law_of(norm_ids: Sequence[str]) -> tuple[str, str]:
    """Article and quote of the first norms that have one; the id where the register does not know it."""
    known = [norm for norm in map(found_norm, norm_ids) if norm is not None]
    articles = ", ".join(dict.fromkeys(norm.article for norm in known[:3])) or ", ".join(norm_ids[:3])
    return articles, next((norm.quote for norm in known if norm.quote), "")


def warning_of(key: str, text: str, element: Element, bundle: Bundle, article: str, quote: str) -> LawWarning:
    """A warning about an element, in the file that a bundle draws it in."""
    diagram = bundle.diagrams.get(element.process_id)
    return LawWarning(key, text, diagram.file if diagram else f"{element.process_id}.bpmn", element.id, article, quote)
