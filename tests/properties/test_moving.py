"""Any small process, changed in any way while a case runs in it: what may be moved finishes, whatever is done first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count, pairwise
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.deadlines import OfficeCalendar, WorkCalendar
from engine.definition.bundle import Bundle, read_bundle
from engine.running.move_plan import MoveVerdict, plan
from engine.running.spiff.compiler import compiled
from engine.running.spiff.execution import Execution
from engine.running.spiff.move import move, standing
from tests.conftest import MONDAY_MORNING
from tests.support import diagrams as d

MOST_LOOKS = 60
"""Orders of completions that one example looks at, shared stretches once."""
CALENDAR = OfficeCalendar(WorkCalendar(decreed_years=range(2020, 2036)), ZoneInfo("Asia/Makassar"))
MAIN = "utama"


@dataclass(frozen=True)
class Part:
    """A piece of a process: `task`, `seq`, `par`, `xor`, `loop`, `sub` or `call`, made of parts."""

    kind: str
    name: str
    parts: tuple[Part, ...] = ()

    def all(self) -> Iterator[Part]:
        yield self
        for each in self.parts:
            yield from each.all()

    def with_(self, old: Part, new: Part) -> Part:
        """The same with one part in the place of another."""
        if self is old:
            return new
        return replace(self, parts=tuple(each.with_(old, new) for each in self.parts))


@dataclass
class Maker:
    """Makes and changes parts; never gives a name twice."""

    random: Random
    numbers: Iterator[int] = field(default_factory=count)

    def part(self, depth: int = 3) -> Part:
        kind = self.random.choice(["task", "seq", "par", "xor", "loop", "sub", "call"]) if depth else "task"
        few = {"task": 0, "seq": 2, "par": self.random.choice([2, 2, 3]), "xor": 2}.get(kind, 1)
        return self.new(kind, *(self.part(depth - 1) for _ in range(few)))

    def new(self, kind: str, *parts: Part) -> Part:
        return Part(kind, f"x{next(self.numbers)}", parts)

    def changed(self, whole: Part) -> Part:
        at = self.random.choice(list(whole.all()))
        change = self.random.choice([self._before, self._after, self._beside, self._around, self._less, self._other])
        return whole.with_(at, change(at))

    def _before(self, at: Part) -> Part:
        return self.new("seq", self.new("task"), at)

    def _after(self, at: Part) -> Part:
        return self.new("seq", at, self.new("task"))

    def _beside(self, at: Part) -> Part:
        if at.kind in ("par", "xor"):
            return replace(at, parts=(*at.parts, self.new("task")))
        return self.new("par", at, self.new("task"))

    def _around(self, at: Part) -> Part:
        return self.new(self.random.choice(["sub", "call", "loop"]), at)

    def _less(self, at: Part) -> Part:
        if at.kind in ("par", "xor", "seq") and len(at.parts) > 2:
            return replace(at, parts=at.parts[:-1])
        return at.parts[0] if at.parts else self.new("task")

    def _other(self, at: Part) -> Part:
        kinds = {
            "par": ("seq", "xor"),
            "xor": ("seq", "par"),
            "seq": ("par", "xor"),
            "sub": ("call", "loop"),
            "call": ("sub", "loop"),
        }
        return replace(at, kind=self.random.choice(kinds.get(at.kind, (at.kind,))))


@dataclass
class Drawing:
    """Parts as nodes and flows of one scope, and the processes that they call."""

    nodes: list[d.Node] = field(default_factory=list)
    flows: list[d.Flow] = field(default_factory=list)
    called: dict[str, str] = field(default_factory=dict)

    def draw(self, part: Part) -> tuple[str, str]:
        """Gives its first and its last node."""
        return getattr(self, f"_{part.kind}")(part)  # type: ignore[no-any-return]

    def _task(self, part: Part) -> tuple[str, str]:
        return self._one(d.user(f"Task_{part.name}"))

    def _one(self, node: d.Node) -> tuple[str, str]:
        self.nodes.append(node)
        return node.id, node.id

    def _seq(self, part: Part) -> tuple[str, str]:
        ends = [self.draw(each) for each in part.parts]
        self.flows += [d.Flow(last, first) for (_, last), (first, _) in pairwise(ends)]
        return ends[0][0], ends[-1][1]

    def _branches(self, part: Part, gateway: Callable[[str], d.Node], condition: str) -> tuple[str, str]:
        first, last = gateway(f"Gateway_{part.name}_a"), gateway(f"Gateway_{part.name}_b")
        self.nodes += [first, last]
        for number, each in enumerate(part.parts):
            enter, leave = self.draw(each)
            self.flows += [d.Flow(first.id, enter, condition % number if condition else ""), d.Flow(leave, last.id)]
        return first.id, last.id

    def _par(self, part: Part) -> tuple[str, str]:
        return self._branches(part, d.parallel, "")

    def _xor(self, part: Part) -> tuple[str, str]:
        return self._branches(part, d.xor, "pilihan = %d")

    def _loop(self, part: Part) -> tuple[str, str]:
        first, last, out = (d.xor(f"Gateway_{part.name}_{each}") for each in "abc")
        self.nodes += [first, last, out]
        enter, leave = self.draw(part.parts[0])
        self.flows += [*d.chain(first.id, enter), *d.chain(leave, last.id), d.Flow(last.id, first.id, "lagi = true")]
        self.flows.append(d.Flow(last.id, out.id, "lagi = false"))
        return first.id, out.id

    def _inner(self, part: Part) -> Drawing:
        inner = Drawing()
        enter, leave = inner.draw(part.parts[0])
        start, end = d.start(f"Start_{part.name}"), d.end(f"End_{part.name}")
        inner.nodes += [start, end]
        inner.flows += d.chain(start.id, enter) + d.chain(leave, end.id)
        self.called |= inner.called
        return inner

    def _sub(self, part: Part) -> tuple[str, str]:
        inner = self._inner(part)
        return self._one(d.subprocess(f"Sub_{part.name}", inner.nodes, inner.flows))

    def _call(self, part: Part) -> tuple[str, str]:
        inner = self._inner(part)
        self.called[f"p_{part.name}"] = d.process(f"p_{part.name}", inner.nodes, inner.flows)
        return self._one(d.call(f"Sub_{part.name}", f"p_{part.name}"))


def bundle_of(part: Part) -> Bundle:
    drawn = Drawing()
    enter, leave = drawn.draw(part)
    nodes = [d.start(), *drawn.nodes, d.end()]
    flows = [*d.chain("Start_mulai", enter), *drawn.flows, *d.chain(leave, "End_selesai")]
    files = {MAIN: d.process(MAIN, nodes, flows), **drawn.called}
    return read_bundle({f"{name}.bpmn": text for name, text in files.items()})


def running(bundle: Bundle, choice: int) -> Execution:
    return Execution(
        compiled(bundle, MAIN),
        variables={"pilihan": choice, "lagi": False},
        now=MONDAY_MORNING,
        calendar=CALENDAR,
        operation=lambda *_: None,
    )


def some_way(bundle: Bundle, random: Random, choice: int) -> bytes:
    """A case that did some of its work, and has more to do."""
    case = running(bundle, choice)
    case.start("Start_mulai")
    state = case.save()
    for _step in range(random.randrange(5)):
        case.variables["lagi"] = random.random() < 0.2
        case.complete(random.choice(case.user_steps()).id)
        if case.ended:
            break
        state = case.save()
        case.load(state)
    return state


def finishes(bundle: Bundle, state: bytes, choice: int) -> None:
    """In every order of completions, as far as MOST_LOOKS go."""
    waiting, seen = [state], set[tuple[str, ...]]()
    for _look in range(MOST_LOOKS):
        if not waiting:
            return
        here = waiting.pop()
        open_now = [step.id for step in loaded(bundle, here, choice).user_steps()]
        assert open_now, "it still runs, and nobody has anything to do"
        for step in open_now:
            case = loaded(bundle, here, choice)
            case.complete(step)
            at = () if case.ended else tuple(sorted(each.element.id for each in case.user_steps()))
            if not case.ended and at not in seen:
                seen.add(at)
                waiting.append(case.save())


def loaded(bundle: Bundle, state: bytes, choice: int) -> Execution:
    case = running(bundle, choice)
    case.load(state)
    return case


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**64))
def test_what_may_be_moved_finishes_in_every_order(seed: int) -> None:
    random = Random(seed)
    maker, choice = Maker(random), random.choice([0, 1])
    first = second = maker.part()
    for _change in range(random.randint(1, 3)):
        second = maker.changed(second)
    old, new = bundle_of(first), bundle_of(second)
    state = some_way(old, random, choice)
    found = plan(old, new, standing(state, MAIN, old))
    if found.outcome is MoveVerdict.REFUSED:
        return
    moved = move(state, compiled(old, MAIN), compiled(new, MAIN), {})
    before = {step.id for step in loaded(old, state, choice).user_steps()}
    assert {step.id for step in loaded(new, moved, choice).user_steps()} == before, "no open work is lost"
    finishes(new, moved, choice)
