"""What a step with a legal basis asks: answers that it cannot do without, questions that carry a norm out, and what may
be answered to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from complaints.law.library import library
from complaints.workshop.law_norms import norms_of
from complaints.workshop.law_periods import digest_of
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.forms import Form

Carried = Mapping[str, tuple[str, ...]]
"""`form#key` -> the norms that it carries out."""


@dataclass(frozen=True)
class OtherQuestion:
    """One question that is asked otherwise than before, in words."""

    element: Element
    key: str
    text: str
    norms: tuple[str, ...]


def carried_by(code: str) -> Carried:
    """The questions that the register of a regulation names as carriers of its norms; none without a register."""
    found: dict[str, tuple[str, ...]] = {}
    for register in library().registers:
        for norm in register.norms if code and register.code == code else ():
            for place in norm.carriers.get("formulir", ()):
                found[place] = (*found.get(place, ()), norm.id)
    return found


def other_questions(base: Bundle, new: Bundle, carried: Carried) -> Iterator[OtherQuestion]:
    """Every one of them, once for each form and question, at the first step that asks it."""
    told: set[tuple[str, str, str]] = set()
    for diagram in base.diagrams.values():
        for was in diagram.elements.values():
            now, before = new.element(was.process_id, was.id), base.forms.get(was.form)
            if now is None or before is None:
                continue
            after = new.forms.get(now.form)
            for each in _of_step(was, now, before, after, carried):
                once = (was.form, now.form, each.key.partition(":")[2].partition(":")[2])
                if once not in told:
                    told.add(once)
                    yield each


def _of_step(was: Element, now: Element, before: Form, after: Form | None, carried: Carried) -> Iterator[OtherQuestion]:
    owed = before.required if norms_of(was) else {}
    asked = after.required if after is not None else {}
    closed, closes = _closed(before), _closed(after)
    for key, part in before.fields.items():
        of_norms = carried.get(f"{was.form}#{key}", ())
        if key not in owed and not of_norms:
            continue
        norms = of_norms or norms_of(was)
        names = {"label": str(getattr(part, "label", "")) or key, "name": now.name}
        start = f"isian:{was.id}:{key}"
        if after is None or key not in after.fields:
            text = _("isian “%(label)s” pada “%(name)s” tidak ada lagi", **names)
            yield OtherQuestion(now, f"{start}:hilang", text, norms)
            continue
        if key in owed and key not in asked:
            text = _("isian “%(label)s” pada “%(name)s” tidak lagi wajib", **names)
            yield OtherQuestion(now, start, text, norms)
        if closes[key] not in ("", closed[key]):
            text = _("isian “%(label)s” pada “%(name)s” kini dapat tersembunyi atau terkunci", **names)
            yield OtherQuestion(now, f"{start}:tertutup:{digest_of(closes[key])}", text, norms)
        chosen, choose = _choices(part), _choices(after.fields[key])
        if lost := [label for value, label in chosen.items() if value not in choose]:
            text = _("pilihan “%(choice)s” untuk “%(label)s” pada “%(name)s” tidak ada lagi",
                     choice="”, “".join(lost), **names)  # fmt: skip
            yield OtherQuestion(now, f"{start}:pilihan:{digest_of('|'.join(lost))}", text, norms)


def _closed(form: Form | None) -> dict[str, str]:
    """By key of each question: under which conditions it is hidden, and whether it is locked."""
    found = {}
    for part, chain in form.items if form is not None else ():
        hides = sorted(repr(each.hide.node) for each in chain if each.hide is not None)
        locked = [name for name in ("disabled", "readonly") if getattr(part, name, False)]
        found[str(getattr(part, "key", ""))] = "; ".join([*hides, *locked])
    return found


def _choices(part: object) -> dict[str, str]:
    """What may be answered, by its value: choices, or the list that gives them."""
    given = {str(option.value): option.label for option in getattr(part, "fixed", ())}
    name = str(getattr(part, "list_name", ""))
    return given | ({f"={name}": name} if name else {})
