"""More bundles that a deploy rule refuses: what owners miss most, drawn in a way that cannot be meant."""

from __future__ import annotations

from collections.abc import Iterator

from tests.engine.gate_samples import Sample, drawn
from tests.support import diagrams as d


def construct_samples() -> Iterator[Sample]:
    yield from _event_subprocesses()


def _event_subprocesses() -> Iterator[Sample]:
    def beside(begin: d.Node, *flows: d.Flow, by_event: bool = True) -> tuple[list[d.Node], list[d.Flow]]:
        part = d.subprocess("Sub_x", [begin, d.end("End_x")], d.chain(begin.id, "End_x"), by_event=by_event)
        line = d.chain("Start_mulai", *(() if by_event else ("Sub_x",)), "End_selesai")
        return [d.start(), d.end(), d.end("End_lain"), part], [*line, *flows]

    yield drawn("starts_and_ends", "an event sub-process that nothing starts", "Sub_x", *beside(d.start("Start_x")))
    ordinary = beside(d.start("Start_x", d.message()), by_event=False)
    yield drawn("starts_and_ends", "a part that waits before it begins", "Sub_x", *ordinary)
    onward = beside(d.start("Start_x", d.message()), d.flow("Sub_x", "End_lain"))
    yield drawn("starts_and_ends", "an event sub-process that leads on", "Sub_x", *onward)
    unnamed = beside(d.start("Start_x", "<bpmn:messageEventDefinition/>"))
    yield drawn("messages", "a start that waits for a message without a name", "Start_x", *unnamed)
    rhythm = beside(d.start("Start_x", d.timer("timeCycle", "R/P1D")))
    yield drawn("boundary_timers", "a rhythm that ends all around it", "Start_x", *rhythm)
