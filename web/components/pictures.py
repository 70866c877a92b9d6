"""Drawings of a bundle's diagrams, with what a change touches marked."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask_babel import gettext as _

from engine.catalogue import as_written
from engine.definition.bundle import Bundle
from engine.definition.drawing import UnreadableDiagramError, Words, svg
from engine.running.queries import Diagram, PathView

NEAR = 240
"""Pixels of the drawing around what is looked at: it fills one of two frames side by side, neighbours included."""
ABOVE = 100
"""The same over and under it: both frames stand on the first screen."""


@as_written()
def picture(
    bundle: Bundle,
    diagram: Diagram,
    *,
    marked: Collection[str] = (),
    flag: str = "",
    counts: Mapping[str, int] | None = None,
    about: Collection[str] = (),
) -> str:
    """The diagram as SVG markup, marked elements with a flag; "" when the file holds no drawing.

    `about`: only what lies around these elements.
    """
    said = Words(here=flag, ran=_("{name}: {count} kasus"), taken="{name}", not_run="{name}")
    try:
        return svg(
            bundle.files[diagram.file],
            counts=counts or {},
            flow_counts={},
            current=[each for each in marked if each in diagram.elements],
            title=_("Diagram %(nama)s", nama=diagram.name or diagram.process_id),
            words=said,
            near=NEAR if about else 0,
            above=ABOVE,
            about=about,
        )
    except UnreadableDiagramError:
        return ""


@as_written()
def trace(bundle: Bundle, diagram: Diagram, path: PathView) -> str:
    """The diagram with the way of one case: how often each element ran, and where it stands."""
    try:
        return svg(
            bundle.files[diagram.file],
            counts={
                element: n for (process, element), n in path.element_counts.items() if process == diagram.process_id
            },
            flow_counts={flow: n for (process, flow), n in path.flow_counts.items() if process == diagram.process_id},
            current=[element for process, element in path.current if process == diagram.process_id],
            title=_("Diagram %(nama)s", nama=diagram.name or diagram.process_id),
            words=Words(
                here=_("Sekarang di sini"),
                ran=_("{name}: dijalankan {count} kali"),
                taken=_("{name}: dilalui {count} kali"),
                not_run=_("{name}: belum dijalankan"),
            ),
        )
    except UnreadableDiagramError:
        return ""
