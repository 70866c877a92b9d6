"""How a step with a legal basis is done: what it is, where it hangs, when it rings, whom it tells, what it asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from complaints.properties import BEGINNERS, CHANNELS, CONTINUATION, COUNTS_FROM, SENDER, TIER
from complaints.workshop.law_paths import owed
from complaints.workshop.law_periods import is_period
from engine.catalogue import N_, _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.forms import Form
from engine.definition.properties import FORM, UNIT

PROPERTIES = (UNIT, COUNTS_FROM, CHANNELS, TIER, BEGINNERS, SENDER, CONTINUATION, FORM)
WORDS = {
    "kind": N_("jenis langkahnya"),
    "attached_to": N_("langkah yang ditempelinya"),
    "interrupting": N_("menghentikan yang ditempelinya"),
    "timer": N_("saat berbunyinya"),
    "called": N_("proses yang dipanggilnya"),
    "topic": N_("yang dikerjakannya"),
    "collection": N_("daftar yang dikerjakan satu per satu"),
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
            if now is None or not owed(was):
                continue
            drawn = law.element(was.process_id, was.id)
            before, after = _parts(was), _parts(now)
            lawful = _parts(drawn) if drawn is not None else {}
            for part in dict.fromkeys((*before, *after)):
                if part == "interrupting" and now.interrupting:
                    continue
                said, says = before.get(part, ""), after.get(part, "")
                if said != says and says != lawful.get(part, said):
                    yield OtherPart(now, part, _told(now, part, said, says), says)
            yield from _fields(was, now, old, new, law)


def _parts(element: Element) -> dict[str, str]:
    """What is compared, by name. Periods are worked out elsewhere; becoming interrupting is told elsewhere too."""
    parts = {
        "kind": element.kind,
        "attached_to": element.attached_to,
        "timer": "" if is_period(element.timer) else element.timer,
        "called": element.called,
        "topic": element.topic,
        "collection": element.collection,
        "lane": element.lane,
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


def _fields(was: Element, now: Element, old: Bundle, new: Bundle, law: Bundle) -> Iterator[OtherPart]:
    """Compulsory questions that are now hidden under another condition, or cannot be answered."""
    before, after = old.forms.get(was.form), new.forms.get(now.form)
    if before is None or after is None:
        return
    closed, closes = _closed(before), _closed(after)
    drawn = law.forms.get(was.form)
    lawful = _closed(drawn) if drawn is not None else {}
    for key, label in before.required.items():
        if key in closes and closes[key] not in (closed.get(key), lawful.get(key)):
            text = _(
                "isian “%(label)s” pada “%(name)s” kini dapat tersembunyi atau terkunci", label=label, name=now.name
            )
            yield OtherPart(now, f"isian.{key}", text, closes[key])


def _closed(form: Form) -> dict[str, str]:
    """By key of each compulsory question: under which conditions it is hidden, and whether it is locked."""
    required = form.required
    found = {}
    for part, chain in form.items:
        key = getattr(part, "key", "")
        if key in required:
            hides = sorted(repr(each.hide.node) for each in chain if each.hide is not None)
            locked = [name for name in ("disabled", "readonly") if getattr(part, name, False)]
            found[key] = "; ".join([*hides, *locked])
    return found
