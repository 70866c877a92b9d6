"""Any small process with event sub-processes anywhere in it: a case that is saved between all steps goes as one that
never is, whatever comes first, and comes to its end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.definition.bundle import Bundle, read_bundle
from engine.running.spiff.execution import Execution
from tests.properties.test_moving import MAIN, Drawing, Maker, Part, running
from tests.support import diagrams as d

MESSAGE = "Pesan_jawab"
MOST_STEPS = 40


@dataclass
class Watched(Drawing):
    """Every scope may have an event sub-process beside its way: one task, behind a message."""

    random: Random = field(default_factory=Random)

    def beside(self, name: str) -> None:
        interrupting = str(self.random.random() < 0.3).lower()
        begin = d.start(f"Start_w_{name}", d.message(), f'isInterrupting="{interrupting}"')
        last = self.random.choice([d.end, _terminate])(f"End_w_{name}")
        steps = [begin, d.user(f"Task_w_{name}"), last]
        way = d.chain(*[each.id for each in steps])
        self.nodes.append(d.subprocess(f"Sub_w_{name}", steps, way, by_event=True))

    def _inner(self, part: Part) -> Drawing:
        inner = Watched(random=self.random)
        enter, leave = inner.draw(part.parts[0])
        start, end = d.start(f"Start_{part.name}"), self.random.choice([d.end, _terminate])(f"End_{part.name}")
        inner.nodes += [start, end]
        inner.flows += d.chain(start.id, enter) + d.chain(leave, end.id)
        if self.random.random() < 0.7:
            inner.beside(part.name)
        self.called |= inner.called
        return inner


def _terminate(node_id: str) -> d.Node:
    return d.node("endEvent", node_id, "<bpmn:terminateEventDefinition/>")


def bundle_of(part: Part, random: Random) -> Bundle:
    drawn = Watched(random=random)
    enter, leave = drawn.draw(part)
    drawn.beside("utama")
    nodes = [d.start(), *drawn.nodes, d.end()]
    flows = [*d.chain("Start_mulai", enter), *drawn.flows, *d.chain(leave, "End_selesai")]
    files = {MAIN: d.process(MAIN, nodes, flows), **drawn.called}
    return read_bundle({f"{name}.bpmn": text for name, text in files.items()})


def standing(case: Execution) -> tuple[object, ...]:
    """Where a case stands, in the words of its diagram."""
    if case.ended:
        return ("ended", case.outcome.end_element)
    messages = sorted(element.id for _name, element in case.waiting_messages())
    return (sorted(step.element.id for step in case.user_steps()), messages)


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**64))
def test_saved_between_all_steps_it_goes_as_one_that_never_is(seed: int) -> None:
    random = Random(seed)
    choice = random.choice([0, 1])
    bundle = bundle_of(Maker(random).part(), random)
    kept, saved = running(bundle, choice), running(bundle, choice)
    for case in (kept, saved):
        case.start("Start_mulai")
    for step in range(MOST_STEPS):
        assert standing(saved) == standing(kept)
        if kept.ended:
            return
        saved.load(saved.save())
        assert standing(saved) == standing(kept)
        act(kept, saved, random, messages=step < MOST_STEPS // 4)
    raise AssertionError("it never comes to its end")


def act(kept: Execution, saved: Execution, random: Random, *, messages: bool) -> None:
    """The same in both: the message, or one of the open tasks."""
    opened = sorted({step.element.id for step in kept.user_steps()})
    if kept.waiting_messages() and (not opened or (messages and random.random() < 0.4)):
        for case in (kept, saved):
            case.send(MESSAGE)
        return
    element = random.choice(opened)
    for case in (kept, saved):
        case.complete(next(step.id for step in case.user_steps() if step.element.id == element))
