"""The nets of a version as PNML (ISO/IEC 15909-2, place/transition nets): the transitions are what `langkah` names.

Every scope of every diagram is a net of its own. It begins with a token in `mulai` and has ended as drawn with one in
`hidup` and none elsewhere. What the standard does not say but tools read, the final marking, is written as they do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from complaints.audit.event_log.logged import net_name
from engine.definition.bundle import Bundle
from engine.definition.net import ALIVE, BEGIN, Net, net_of, scopes

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<pnml xmlns="http://www.pnml.org/version-2009/grammar/pnml">\n'
    '<net id={id} type="http://www.pnml.org/version-2009/grammar/ptnet">'
    '<name><text>{name}</text></name><page id="n0">\n'
)


def nets_of(bundle: Bundle, process_id: str) -> Iterator[tuple[str, str]]:
    """(file name, PNML) of every scope that a process reaches."""
    for diagram in bundle.reachable(process_id):
        for scope in scopes(diagram):
            yield net_name(diagram.process_id, scope, bundle.content_hash), as_pnml(net_of(diagram, scope))


def as_pnml(net: Net) -> str:
    """One net."""
    places = {place: f"p{number}" for number, place in enumerate(net.places)}
    lines = [HEAD.format(id=quoteattr(net.scope), name=escape(net.scope))]
    for place, id_ in places.items():
        marked = "<initialMarking><text>1</text></initialMarking>" if place == BEGIN else ""
        lines.append(f'<place id="{id_}"><name><text>{escape(place)}</text></name>{marked}</place>\n')
    arcs: list[tuple[str, str, int]] = []
    for number, each in enumerate(net.transitions.values()):
        lines.append(f'<transition id="t{number}"><name><text>{escape(each.label)}</text></name></transition>\n')
        arcs += [(places[place], f"t{number}", count) for place, count in Counter(each.takes).items()]
        arcs += [(f"t{number}", places[place], count) for place, count in Counter(each.gives).items()]
    for number, (source, target, count) in enumerate(arcs):
        weight = f"<inscription><text>{count}</text></inscription>"
        lines.append(f'<arc id="a{number}" source="{source}" target="{target}">{weight}</arc>\n')
    lines.append("</page>\n<finalmarkings><marking>")
    lines.append(f'<place idref="{places[ALIVE]}"><text>1</text></place></marking></finalmarkings>\n</net></pnml>\n')
    return "".join(lines)
