"""More bundles that a deploy rule refuses: what owners miss most, drawn in a way that cannot be meant."""

from __future__ import annotations

from collections.abc import Iterator

from tests.engine.gate_samples import Sample, drawn, line
from tests.support import diagrams as d


def construct_samples() -> Iterator[Sample]:
    yield from _event_subprocesses()
    yield from _instances()
    yield from _errors()


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


def _instances() -> Iterator[Sample]:
    listed = 'camunda:collection="semua" camunda:elementVariable="satu"'
    number, until = (
        "<bpmn:loopCardinality>{}</bpmn:loopCardinality>",
        "<bpmn:completionCondition>{}</bpmn:completionCondition>",
    )
    for rule, about, attributes, parts in (
        ("instances", "neither a list nor a number", "", ""),
        ("instances", "a list and a number", listed, number.format(3)),
        ("instances", "none at all", "", number.format(0)),
        ("instances", "more than anybody does", "", number.format(101)),
        ("instances", "half a time", "", number.format("1.5")),
        ("expressions", "a number that is a text", "", number.format("'tiga'")),
        ("expressions", "an end that is a number", listed, until.format("banyak_selesai + 1")),
        ("variables", "an end that asks what nobody gives", listed, until.format("cukup")),
        (
            "unread_parts",
            "a list as the library writes it",
            listed,
            "<bpmn:loopDataInputRef>semua</bpmn:loopDataInputRef>",
        ),
    ):
        mark = f"<bpmn:multiInstanceLoopCharacteristics {attributes}>{parts}</bpmn:multiInstanceLoopCharacteristics>"
        yield line(rule, about, d.user("Task_banyak", body=mark))


def _errors() -> Iterator[Sample]:
    nodes = [d.start(), d.node("endEvent", "End_galat", "<bpmn:errorEventDefinition/>")]
    yield drawn("errors", "an error without a name", "End_galat", nodes, d.chain("Start_mulai", "End_galat"))
    inner = [d.start("Start_x"), d.end("End_x")]
    part = d.subprocess("Sub_x", inner, d.chain("Start_x", "End_x"))
    caught = d.boundary("Event_galat", "Sub_x", "<bpmn:errorEventDefinition/>", interrupting=True)
    nodes = [d.start(), part, caught, d.end(), d.end("End_galat")]
    flows = [*d.chain("Start_mulai", "Sub_x", "End_selesai"), *d.chain("Event_galat", "End_galat")]
    yield drawn("errors", "an event at which no error arrives", "Event_galat", nodes, flows)
    unknown = d.node(
        "endEvent", "End_galat", '<bpmn:errorEventDefinition id="Definisi_galat" errorRef="Galat_lenyap"/>'
    )
    yield drawn("references", "an error that the file does not know", "Definisi_galat", [d.start(), unknown],
                d.chain("Start_mulai", "End_galat"))  # fmt: skip
