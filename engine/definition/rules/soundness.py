"""Every process, and every sub-process in it, comes to its end whatever is answered: its tokens are played beforehand.

Conditions are left open: each answer of a gateway is taken to be possible. An event that does not interrupt is played
on its own. What has more than MOST_MARKINGS states is played so far, and passes if nothing was found until then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, combinations

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import PASSED, Diagram, Element
from engine.definition.surroundings import Surroundings
from engine.errors import Finding

MOST_MARKINGS = 2_000
MOST_TOKENS = 3
"""Tokens on one flow from which it is clear that they grow without end."""
MOST_SUBSETS = 6
"""Answers of an inclusive gateway of which every combination is tried; with more, each alone and all together."""
AUTOMATIC = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "serviceTask", "sendTask", "businessRuleTask",
     "scriptTask", "intermediateThrowEvent", *PASSED}
)  # fmt: skip
JOINS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})
ENDING_ALL = frozenset({"terminate", "error"})
"""Events of an end that takes every other token of its scope along."""
Marking = frozenset[tuple[str, int]]
"""(flow, tokens on it)."""
EMPTY: Marking = frozenset()


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Joins that may wait for ever, tokens that multiply, places with no way to the end, loops that never wait."""
    for diagram in bundle.diagrams.values():
        if all(flow.source in diagram.elements and flow.target in diagram.elements for flow in diagram.flows.values()):
            for scope in dict.fromkeys(element.scope for element in diagram.elements.values()):
                net = _Net(diagram, scope)
                yield from _loops(net)
                yield from _played(net)


def no_way_on(diagram: Diagram, scope: str, at: Iterable[str], arrived: Collection[tuple[str, str]]) -> str:
    """An element from which tokens that stand `at` elements of a scope cannot all come to its end; "" when they can.

    `arrived`: (join, element that a token came from). What is too large to be played whole counts as no way.
    """
    net, tokens = _Net(diagram, scope), Counter[str]()
    for element in (each for each in at if each in net.nodes):
        came = [flow for flow in net.incoming.get(element, []) if (element, diagram.flows[flow].source) in arrived]
        joins = net.nodes[element].kind in JOINS
        tokens.update((joins and came) or net.incoming.get(element, [])[:1])
        if net.nodes[element].kind == "startEvent" and not net.nodes[element].event:
            tokens.update(net.outgoing(element))
    game = _game(net, frozenset(tokens.items()))
    stuck = next((each for each, ways in game.states.items() if each and not ways), None)
    if stuck is None and game.whole:
        stuck = _endless(game.states)
    if stuck:
        return net.target(min(stuck)[0]).id
    return "" if game.whole else game.grows or next(iter(at), scope)


@dataclass
class _Net:
    """What is drawn in one scope."""

    diagram: Diagram
    scope: str
    nodes: dict[str, Element] = field(init=False)

    def __post_init__(self) -> None:
        self.nodes = {each.id: each for each in self.diagram.elements.values() if each.scope == self.scope}

    @cached_property
    def incoming(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for flow in self.diagram.flows.values():
            found.setdefault(flow.target, []).append(flow.id)
        return found

    def outgoing(self, element_id: str) -> list[str]:
        return [flow.id for flow in self.diagram.outgoing(element_id)]

    def target(self, flow: str) -> Element:
        return self.diagram.elements[self.diagram.flows[flow].target]

    @cached_property
    def ahead(self) -> Mapping[str, frozenset[str]]:
        """Flows that a token on a flow may come to, its own included."""
        found = {}
        for start in self.diagram.flows:
            seen, waiting = {start}, [start]
            while waiting:
                fresh = [each for each in self._after(self.target(waiting.pop()).id) if each not in seen]
                seen.update(fresh)
                waiting += fresh
            found[start] = frozenset(seen)
        return found

    def _after(self, element_id: str) -> Iterator[str]:
        yield from self.outgoing(element_id)
        for event in self.diagram.attached(element_id):
            yield from self.outgoing(event.id)

    def begins(self) -> Iterator[Element]:
        """Elements at which a game begins: starts, and events that do not interrupt."""
        for element in self.nodes.values():
            aside = element.kind == "boundaryEvent" and not element.interrupting
            if element.kind == "startEvent" or aside:
                yield element

    def moves(self, marking: Marking) -> Iterator[tuple[str, Marking]]:
        """What may happen next: (element, marking after it)."""
        tokens = dict(marking)
        for element in dict.fromkeys(self.target(flow).id for flow in tokens):
            yield from self._moves_of(self.diagram.elements[element], tokens)

    def _moves_of(self, element: Element, tokens: Mapping[str, int]) -> Iterator[tuple[str, Marking]]:
        entered = [flow for flow in self.incoming[element.id] if flow in tokens]
        leaving = self.outgoing(element.id)
        if element.kind == "endEvent" and element.event in ENDING_ALL:
            yield element.id, EMPTY
        elif element.kind == "parallelGateway":
            if len(entered) == len(self.incoming[element.id]):
                yield element.id, _after(tokens, entered, leaving)
        elif element.kind == "inclusiveGateway":
            if not self._more_to_come(element, entered, tokens):
                for chosen in _subsets(leaving):
                    yield element.id, _after(tokens, entered, chosen)
        else:
            ways = [[each] for each in leaving] if element.kind.endswith("Gateway") else [leaving]
            attached = self.diagram.attached(element.id)
            ways += [self.outgoing(event.id) for event in attached if event.interrupting]
            for flow in entered:
                for way in ways:
                    yield element.id, _after(tokens, [flow], way)

    def _more_to_come(self, join: Element, entered: list[str], tokens: Mapping[str, int]) -> bool:
        missing = {flow for flow in self.incoming[join.id] if flow not in entered}
        return any(self.ahead[flow] & missing for flow in tokens if flow not in entered)


def _after(tokens: Mapping[str, int], taken: Iterable[str], given: Iterable[str]) -> Marking:
    left = dict(tokens)
    for flow in taken:
        left[flow] -= 1
    for flow in given:
        left[flow] = left.get(flow, 0) + 1
    return frozenset((flow, count) for flow, count in left.items() if count)


def _subsets(flows: list[str]) -> Iterator[Iterable[str]]:
    sizes = range(1, len(flows) + 1) if len(flows) <= MOST_SUBSETS else (1, len(flows))
    return chain.from_iterable(combinations(flows, size) for size in sizes)


def _played(net: _Net) -> Iterator[Finding]:
    for begin in net.begins():
        first = frozenset((flow, 1) for flow in net.outgoing(begin.id))
        game = _game(net, first)
        if stuck := next((each for each, ways in game.states.items() if each and not ways), None):
            yield from _stuck(net, stuck)
        elif game.whole and (endless := _endless(game.states)):
            yield _finding(net, net.target(min(endless)[0]).id, _("dari sini tidak ada jalan menuju akhir"))
        elif game.grows and EMPTY not in game.states:
            text = _("yang bercabang di sini kembali ke sini dan bertambah setiap kali; kasus tidak pernah selesai")
            yield _finding(net, game.grows, text)


@dataclass
class _Game:
    """Markings that one beginning leads to, each with what may follow."""

    states: dict[Marking, list[Marking]] = field(default_factory=dict)
    whole: bool = True
    """Whether every marking was tried."""
    grows: str = ""
    """An element that put more than MOST_TOKENS on one flow; what follows is not played."""


def _game(net: _Net, first: Marking) -> _Game:
    game, waiting = _Game(), [first]
    while waiting:
        marking = waiting.pop()
        if marking in game.states:
            continue
        if len(game.states) == MOST_MARKINGS:
            game.whole = False
            return game
        ways = game.states.setdefault(marking, [])
        for element, following in net.moves(marking):
            ways.append(following)
            if any(count > MOST_TOKENS for _flow, count in following):
                game.whole, game.grows = False, element
            else:
                waiting.append(following)
    return game


def _stuck(net: _Net, marking: Marking) -> Iterator[Finding]:
    """The joins at which a marking without moves waits."""
    tokens = dict(marking)
    for element in dict.fromkeys(net.target(flow).id for flow in tokens):
        missing = [flow for flow in net.incoming[element] if flow not in tokens]
        names = ", ".join(f"“{net.diagram.elements[net.diagram.flows[flow].source].name}”" for flow in missing)
        yield _finding(net, element, _("pertemuan ini dapat menunggu %(names)s selamanya", names=names))


def _endless(game: Mapping[Marking, list[Marking]]) -> Marking | None:
    """A marking from which nothing leads to the end, if there is one."""
    before: dict[Marking, list[Marking]] = {}
    for marking, ways in game.items():
        for following in ways:
            before.setdefault(following, []).append(marking)
    ending, waiting = {EMPTY}, [EMPTY]
    while waiting:
        fresh = [each for each in before.get(waiting.pop(), []) if each not in ending]
        ending.update(fresh)
        waiting += fresh
    return next((marking for marking in game if marking not in ending), None)


def _loops(net: _Net) -> Iterator[Finding]:
    """The first element of each circle of steps of which none waits for anybody."""
    automatic = {each.id for each in net.nodes.values() if each.kind in AUTOMATIC}
    told: set[str] = set()
    for element in sorted(automatic):
        seen: set[str] = set()
        waiting = [element]
        while waiting:
            following = {flow.target for flow in net.diagram.outgoing(waiting.pop())} & automatic
            waiting += following - seen
            seen |= following
        if element in seen and element not in told:
            told |= seen
            yield _finding(net, element, _("putaran ini tidak pernah menunggu seorang pun; kasus berputar tanpa henti"))


def _finding(net: _Net, element: str, text: str) -> Finding:
    return Finding(net.diagram.file, element, "soundness", text)
