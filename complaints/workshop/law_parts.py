"""How a step with a legal basis is done: what it is, where it hangs, when it rings, whom it tells, what it awaits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from complaints.properties import BEGINNERS, CHANNELS, CONTINUATION, COUNTS_FROM, SENDER, TIER
from complaints.workshop.law_paths import carries, decides
from complaints.workshop.law_periods import is_period
from engine.catalogue import N_, _
from engine.definition.bundle import Bundle
from engine.definition.diagram import GATEWAYS, Element
from engine.definition.properties import FORM, UNIT

PROPERTIES = (UNIT, COUNTS_FROM, CHANNELS, TIER, BEGINNERS, SENDER, CONTINUATION, FORM)
WORDS = {
    "kind": N_("jenis langkahnya"),
    "attached_to": N_("langkah yang ditempelinya"),
    "interrupting": N_("menghentikan yang ditempelinya"),
    "timer": N_("saat berbunyinya"),
    "called": N_("proses yang dipanggilnya"),
    "topic": N_("yang dikerjakannya"),
    "decision": N_("tabel yang ditanyanya"),
    "message": N_("pesannya"),
    "error": N_("galatnya"),
    "collection": N_("daftar yang dikerjakan satu per satu"),
    "loop": N_("pengulangannya"),
    "lane": N_("lajurnya"),
}


@dataclass(frozen=True)
class OtherPart:
    """One thing about a step that is otherwise than before, in words."""

    element: Element
    part: str
    text: str
    now: str


def other_parts(old: Bundle, new: Bundle, law: Bundle) -> Iterator[OtherPart]:
    """Every one of them; what is as in the law's drawing is none."""
    for diagram in old.diagrams.values():
        for was in diagram.elements.values():
            now = new.element(was.process_id, was.id)
            if now is None or not carries(was):
                continue
            drawn = law.element(was.process_id, was.id)
            before, after = _parts(was), _parts(now)
            lawful = _parts(drawn) if drawn is not None else {}
            for part in dict.fromkeys((*before, *after)):
                if (part == "interrupting" and now.interrupting) or (part == "kind" and decides(diagram, was)):
                    continue
                said, says = before.get(part, ""), after.get(part, "")
                if said != says and says != lawful.get(part, said):
                    yield OtherPart(now, part, _told(now, part, said, says), says)


def _parts(element: Element) -> dict[str, str]:
    """What is compared, by name. Periods are worked out elsewhere; becoming interrupting, and a decision of another
    kind, are told elsewhere too. A gateway is nobody's work: it may stand in any lane.
    """
    parts = {
        "kind": element.kind,
        "attached_to": element.attached_to,
        "timer": "" if is_period(element.timer) else element.timer,
        "called": element.called,
        "topic": element.topic,
        "decision": element.decision,
        "message": element.message,
        "error": element.error,
        "collection": element.collection,
        "loop": f"{element.loop} {_('berurutan')}" if element.sequential else element.loop,
        "lane": "" if element.kind in GATEWAYS else element.lane,
    }
    if element.kind == "boundaryEvent":
        parts["interrupting"] = _("ya") if element.interrupting else _("tidak")
    parts |= {key: element.properties.get(key, "") for key in PROPERTIES}
    return parts | {f"param.{key}": value for key, value in element.parameters.items()}


def _told(element: Element, part: str, said: str, says: str) -> str:
    what = _(WORDS[part]) if part in WORDS else part
    return _(
        "“%(name)s” berubah, %(what)s: %(said)s → %(says)s",
        name=element.name, what=what, said=said or "–", says=says or "–",
    )  # fmt: skip
