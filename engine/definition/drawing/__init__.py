"""Draws a BPMN file as SVG on the server, with the path that a case took. Pure: XML text in, markup out."""

from engine.definition.drawing.marks import Mark
from engine.definition.drawing.model import UnreadableDiagramError
from engine.definition.drawing.page import Words, size, svg

__all__ = ["Mark", "UnreadableDiagramError", "Words", "size", "svg"]
