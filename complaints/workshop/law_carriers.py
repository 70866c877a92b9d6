"""What carries the norms out: norms without a last carrier, bases that no register has, carriers under other ids."""

from __future__ import annotations

from collections.abc import Iterator

from complaints.workshop.law_identity import Followed
from complaints.workshop.law_norms import NORM, found_norm, law_of, norms_of, warning_of
from complaints.workshop.law_paths import carries
from complaints.workshop.law_periods import digest_of
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.workshop.workshop import LawWarning


def elements_of(bundle: Bundle) -> Iterator[Element]:
    """Everything that is drawn in it."""
    for diagram in bundle.diagrams.values():
        yield from diagram.elements.values()


def lost_norms(old: Bundle, new: Bundle) -> Iterator[LawWarning]:
    """Norms that no element and no table of the draft names any more."""
    carried = _carried(new)
    lost: dict[str, list[Element]] = {}
    for element in elements_of(old):
        for norm in norms_of(element):
            if norm not in carried:
                lost.setdefault(norm, []).append(element)
    for norm, elements in lost.items():
        article, quote = law_of([norm])
        names = ", ".join(dict.fromkeys(f"“{each.name}”" for each in elements))
        text = _("%(norm)s tidak lagi dilaksanakan oleh diagram; sebelumnya oleh %(names)s", norm=norm, names=names)
        yield warning_of(f"norma:{norm}", text, elements[0], new, article, quote)
    for decision in old.decisions.values():
        for rule in decision.rules:
            for norm in dict.fromkeys(NORM.findall(rule.annotation)):
                if norm not in carried and norm not in lost:
                    article, quote = law_of([norm])
                    text = _("%(norm)s tidak lagi dilaksanakan oleh tabel “%(name)s”", norm=norm, name=decision.name)
                    yield LawWarning(f"norma:{norm}", text, decision.file, rule.id, article, quote)


def unknown_norms(old: Bundle, new: Bundle) -> Iterator[LawWarning]:
    """Bases that no register has; and bases that an element had and no longer names, though another still does."""
    for element in elements_of(new):
        was = old.element(element.process_id, element.id)
        before = norms_of(was) if was is not None else ()
        for norm in norms_of(element):
            if norm not in before and found_norm(norm) is None:
                text = _("dasar hukum %(norm)s pada “%(name)s” tidak dikenal", norm=norm, name=element.name)
                yield warning_of(f"tak_dikenal:{element.id}:{norm}", text, element, new, norm, "")
        left = [norm for norm in before if norm not in norms_of(element)]
        if left and set(left) <= _carried(new):
            article, quote = law_of(left)
            text = _("“%(name)s” tidak lagi melaksanakan %(norms)s", name=element.name, norms=", ".join(left))
            yield warning_of(f"dasar:{element.id}:{digest_of('|'.join(left))}", text, element, new, article, quote)


def _carried(bundle: Bundle) -> set[str]:
    return {norm for element in elements_of(bundle) for norm in norms_of(element)} | _in_tables(bundle)


def _in_tables(bundle: Bundle) -> set[str]:
    return {
        norm
        for decision in bundle.decisions.values()
        for rule in decision.rules
        for norm in NORM.findall(rule.annotation)
    }


def renamed(old: Bundle, new: Followed) -> Iterator[LawWarning]:
    """Carriers of law under another id: they are followed, and said."""
    for element, own in new.renamed(old):
        if carries(element):
            article, quote = law_of(norms_of(element))
            text = _("“%(name)s” memakai id lain: semula %(before)s, kini %(now)s",
                     name=element.name, before=element.id, now=own)  # fmt: skip
            yield warning_of(f"id:{element.id}:{digest_of(own)}", text, element, new.bundle, article, quote)
