"""What the law says of a draft: norms that lose their carrier, longer deadlines, events that would stop a complaint,
messages that the complainant would no longer get, work that goes to another role, questions that are no longer asked,
decisions that choose otherwise. Warnings, each with its article.

A draft is held against what the registers say and the drawing that comes with the program, which follows the text, not
against the version before: what goes back to the law is no warning, and what departs from it is told until somebody
accepted it with a version, whatever ran before. What only the version before has, and every process that no regulation
here has drawn, is held against that version.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from complaints.law.bundles import FOLDERS, bundle_files, changed_at, read_folders
from complaints.law.own_law import code_of
from complaints.workshop import (
    law_carriers,
    law_conditions,
    law_parts,
    law_paths,
    law_periods,
    law_questions,
    law_sources,
    law_tables,
)
from complaints.workshop.law_accepted import ALSO
from complaints.workshop.law_identity import Followed, followed
from complaints.workshop.law_norms import law_of, norms_of, warning_of
from complaints.workshop.law_paths import TO_COMPLAINANT
from complaints.workshop.law_periods import PeriodWay, digest_of
from complaints.workshop.law_rows import longer_rows, row_of
from engine.catalogue import _
from engine.definition.bundle import Bundle, read_bundle
from engine.definition.diagram import Element
from engine.errors import Finding
from engine.workshop.workshop import LawWarning

MOST_NAMED = 6
"""Steps that one sentence names."""
NONE = Bundle({})


def warnings(
    process_id: str, old: Bundle, new: Bundle, *, settled: Collection[str] = (), law_of: str = ""
) -> Sequence[LawWarning]:
    """Everything that a reader of the regulation would object to in the draft, in the order of weight.

    `settled`: the keys of what was accepted with earlier versions (see `complaints.workshop.law_accepted`). What
    the version before departs in alike, and somebody accepted, is not asked again. `law_of`: the process whose
    regulation the government follows, where governments share this one.
    """
    law = _law_of(process_id, old, law_of)
    was, now = followed(law, old), followed(law, new)
    again = followed(was.bundle, now.bundle)
    accepted = frozenset(settled) & {each.key for each in _unlike(law, was, law)} if settled else frozenset()
    told: dict[str, LawWarning] = {}
    for each in (
        *_longer(was.bundle, now.bundle, law, settled),
        *_unlike(law, now, law),
        *_unlike(was.bundle, again, law),
    ):
        if each.key not in accepted:
            told.setdefault(each.key, _under_own_id(each, new, now, again))
    return list(told.values())


def not_computable(process_id: str, old: Bundle, new: Bundle, *, law_of: str = "") -> Iterator[Finding]:
    """Periods of the law that a draft leaves to something that nobody can work out beforehand: these stop it. Where the
    version before does so in the same way it is a warning."""
    law = _law_of(process_id, old, law_of)
    was, now = followed(law, old).bundle, followed(law, new)
    for period in law_periods.of_law(law, was):
        for found in law_periods.held_against(period, was, now.bundle):
            if found.way is PeriodWay.UNKNOWN and not found.standing:
                element = period.element
                own = now.own.get((element.process_id, element.id), element.id)
                yield Finding(new.diagrams[element.process_id].file, own, "law_periods", found.text)


def unlawful(process_id: str, bundle: Bundle) -> Iterator[Finding]:
    """Where a bundle departs from the law, as long as no version is there in which that was accepted: `app.py lint`."""
    yield from law_periods.unlawful(bundle)
    law = _law_of(process_id, bundle, "")
    if not law.diagrams or law.files == bundle.files:
        return
    yield from not_computable(process_id, law, bundle)
    for each in warnings(process_id, law, bundle):
        yield Finding(each.file, each.element, "law", f"{each.text} ({each.article})" if each.article else each.text)


def _law_of(process_id: str, old: Bundle, law_of: str) -> Bundle:
    """What comes with the program for a process, with the articles of one regulation: that of `law_of`, else that which
    the version before names."""
    main = old.files.get(f"{process_id}.bpmn", "")
    return _as_shipped(process_id, law_of, code_of(main), changed_at())


@lru_cache(maxsize=32)
def _as_shipped(process_id: str, law_of: str, code: str, _changed_at: int) -> Bundle:
    files = read_folders(FOLDERS)
    if f"{process_id}.bpmn" not in files:
        return NONE
    if f"{law_of}.bpmn" not in files:
        mains = sorted(name for name in files if name.endswith(".bpmn") and code_of(files[name]) == code)
        law_of = next((name.removesuffix(".bpmn") for name in mains), "") if code else ""
    return read_bundle(bundle_files(files, process_id, law_of=law_of))


def _unlike(base: Bundle, followed_new: Followed, law: Bundle) -> Iterator[LawWarning]:
    """How a draft is unlike another drawing, but for its periods. Of the version before: only in what the law does not
    draw."""
    if not base.diagrams:
        return
    new, known = followed_new.bundle, NONE if base is law else law
    drawn = {(each.process_id, each.id) for each in law_carriers.elements_of(known)}
    processes = {diagram.file: diagram.process_id for diagram in (*base.diagrams.values(), *new.diagrams.values())}
    codes = Counter(norm.partition("-")[0] for element in law_carriers.elements_of(law) for norm in norms_of(element))
    code = next((code for code, _count in codes.most_common(1)), "")
    for each in (
        *law_carriers.lost_norms(base, new),
        *law_carriers.unknown_norms(base, new),
        *law_carriers.renamed(base, followed_new),
        *_otherwise_given(base, new, law),
        *_delayed(base, new, law),
        *_avoided(base, new, law),
        *_stopping(base, new, law),
        *_ending_early(base, new),
        *_given_otherwise(base, new),
        *_silenced(base, new),
        *_other_role(base, new),
        *_asked_otherwise(base, new, code),
        *_done_otherwise(base, new, law),
        *_other_ways(base, new, law),
        *_answered_otherwise(base, new, known),
    ):
        if (processes.get(each.file, ""), each.element) not in drawn:
            yield each


def _under_own_id(warning: LawWarning, new: Bundle, *read: Followed) -> LawWarning:
    """With the id that the draft itself has; `read`: from the draft on."""
    process_id = next((each.process_id for each in new.diagrams.values() if each.file == warning.file), "")
    element = warning.element
    for each in reversed(read):
        element = each.own.get((process_id, element), element)
    return warning if element == warning.element else replace(warning, element=element)


def _longer(old: Bundle, new: Bundle, shipped: Bundle, settled: Collection[str]) -> Iterator[LawWarning]:
    others: list[LawWarning] = []
    told = {row_of(warning): warning for warning in longer_rows(old, new, shipped)}
    ran = {warning.key for warning in longer_rows(old, old, shipped)}
    fresh = {row for row, warning in told.items() if warning.key not in ran}
    for period in law_periods.of_law(shipped, old):
        for found in law_periods.held_against(period, old, new):
            if found.standing and found.key in settled:
                continue
            if found.way is PeriodWay.UNKNOWN and not found.standing:
                continue
            if found.rows and all(each & told.keys() for each in found.rows):
                # The rows say it already; who accepts them accepts this.
                for row in {row for each in found.rows for row in each & told.keys()}:
                    told[row] = replace(told[row], key=f"{told[row].key}{ALSO}{found.key}")
                continue
            article, quote = law_of([found.norm] if found.norm else norms_of(period.element))
            element = new.element(period.element.process_id, period.element.id) or period.element
            others.append(warning_of(found.key, found.text, element, new, article, quote))
    for row, warning in told.items():
        if row in fresh or not set(warning.key.split(ALSO)) <= set(settled):
            yield warning
    yield from others


def _stopping(old: Bundle, new: Bundle, law: Bundle) -> Iterator[LawWarning]:
    for element in law_carriers.elements_of(new):
        was = old.element(element.process_id, element.id)
        drawn = law.element(element.process_id, element.id)
        if not element.interrupting or any(each is not None and each.interrupting for each in (was, drawn)):
            continue
        if element.kind == "boundaryEvent" and element.event == "timer":
            host = new.element(element.process_id, element.attached_to)
            article, quote = law_of(norms_of(element) or (norms_of(host) if host else ()))
            text = _(
                "“%(name)s” menghentikan “%(value)s” ketika waktunya habis",
                name=element.name,
                value=host.name if host else element.attached_to,
            )
            yield warning_of(f"henti:{element.id}", text, element, new, article, quote)
        elif element.kind == "startEvent" and element.event and element.scope != element.process_id:
            yield _ending_all(element, new, new.element(element.process_id, element.scope))
    for element in law_carriers.elements_of(new):
        was = old.element(element.process_id, element.id)
        early = element.kind == "endEvent" and element.event in ("terminate", "error")
        if early and (was is None or was.event != element.event):
            yield _ending_all(element, new, element)


def _ending_all(start: Element, new: Bundle, part: Element | None) -> LawWarning:
    """What ends all else in a scope ends what the law may still ask for: an event sub-process that interrupts (`part`),
    a terminate end, an error.
    """
    around = new.element(start.process_id, part.scope) if part is not None else None
    name = around.name if around is not None else new.diagrams[start.process_id].name
    article, quote = law_of(norms_of(start) or (norms_of(part) if part is not None else ()))
    text = _("“%(name)s” menghentikan semua yang sedang berjalan dalam “%(value)s”", name=start.name, value=name)
    return warning_of(f"henti:{start.id}", text, start, new, article, quote)


def _ending_early(old: Bundle, new: Bundle) -> Iterator[LawWarning]:
    """Work that everybody of a list did, and that now ends before all have done it, or is done a number of times."""
    for element in law_carriers.elements_of(new):
        was = old.element(element.process_id, element.id)
        if (
            was is None
            or was.loop != "multi"
            or (was.completion, was.cardinality)
            == (
                element.completion,
                element.cardinality,
            )
        ):
            continue
        article, quote = law_of(norms_of(was))
        said = element.completion or element.cardinality or _("tanpa syarat")
        text = _("“%(name)s” berakhir sebelum semua mengerjakannya, atau lain kali: %(said)s", name=was.name, said=said)
        yield warning_of(f"selesai_awal:{element.id}:{digest_of(said)}", text, element, new, article, quote)


def _given_otherwise(old: Bundle, new: Bundle) -> Iterator[LawWarning]:
    """Calls that give what they call other values, or take others back: a period inside may count from another day."""
    for element in law_carriers.elements_of(new):
        was = old.element(element.process_id, element.id)
        before = (was.inputs, was.outputs) if was is not None else ((), ())
        if before != (element.inputs, element.outputs):
            article, quote = law_of(norms_of(element))
            said = "; ".join(f"{each.target} = {each.source}" for each in (*element.inputs, *element.outputs)) or "–"
            text = _("“%(name)s” memberi atau menerima nilai lain: %(said)s", name=element.name, said=said)
            yield warning_of(f"nilai:{element.id}:{digest_of(said)}", text, element, new, article, quote)


def _silenced(old: Bundle, new: Bundle) -> Iterator[LawWarning]:
    told = {
        element.parameters.get("jenis", "")
        for element in law_carriers.elements_of(new)
        if element.topic == TO_COMPLAINANT
    }
    for element in law_carriers.elements_of(old):
        kind = element.parameters.get("jenis", "")
        if element.topic == TO_COMPLAINANT and kind not in told:
            told.add(kind)
            article, quote = law_of(norms_of(element))
            text = _("pengadu tidak lagi diberi tahu: “%(name)s”", name=element.name)
            yield warning_of(f"pesan:{kind}", text, element, new, article, quote)


def _other_role(old: Bundle, new: Bundle) -> Iterator[LawWarning]:
    for element in law_carriers.elements_of(new):
        was = old.element(element.process_id, element.id)
        if was is not None and was.role and was.role != element.role and norms_of(was):
            article, quote = law_of(norms_of(was))
            text = _(
                "“%(name)s” berpindah dari peran %(role)s ke %(role_2)s",
                name=element.name,
                role=was.role,
                role_2=element.role,
            )
            yield warning_of(f"peran:{element.id}:{element.role}", text, element, new, article, quote)


def _asked_otherwise(old: Bundle, new: Bundle, code: str) -> Iterator[LawWarning]:
    """Answers that a step with a legal basis could not do without, and questions that the register names."""
    for each in law_questions.other_questions(old, new, law_questions.carried_by(code)):
        article, quote = law_of(each.norms)
        yield warning_of(each.key, each.text, each.element, new, article, quote)


def _answered_otherwise(old: Bundle, new: Bundle, known: Bundle) -> Iterator[LawWarning]:
    """Tables with a legal basis that decide otherwise."""
    for each in law_tables.other_answers(old, new, known.decisions):
        article, quote = law_of(each.norms)
        now = new.decisions.get(each.decision.id, each.decision)
        rule = each.rule if each.rule in {rule.id for rule in now.rules} else now.id
        yield LawWarning(each.key, each.text, now.file, rule, article, quote)


def _other_ways(old: Bundle, new: Bundle, shipped: Bundle) -> Iterator[LawWarning]:
    """Decisions with a legal basis, or that lead to steps with one, that choose otherwise."""
    for way in law_conditions.changed_ways(old, new, shipped):
        behind = old.element(way.gateway.process_id, way.target)
        norms = norms_of(way.gateway) or (norms_of(behind) if behind is not None else ())
        if norms:
            article, quote = law_of(norms)
            yield warning_of(way.key, way.text, way.gateway, new, article, quote)


def _avoided(old: Bundle, new: Bundle, law: Bundle) -> Iterator[LawWarning]:
    """Steps that a complaint could not come past, and now can; and those that are not drawn any more."""
    together: dict[tuple[str, ...], list[Element]] = {}
    for each in law_paths.avoided(old, new, law):
        if each.gone:
            article, quote = law_of(norms_of(each.element))
            text = _("“%(name)s” tidak ada lagi", name=each.element.name)
            yield warning_of(f"lewat:{each.element.id}:hilang", text, each.element, new, article, quote)
        else:
            together.setdefault(each.after, []).append(each.element)
    for after, elements in together.items():
        article, quote = law_of([norm for element in elements for norm in norms_of(element)])
        text = _(
            "kini dapat terlewati sesudah %(after)s: %(names)s",
            after=_listed(after),
            names=_listed([element.name for element in elements]),
        )
        key = digest_of("|".join((*after, *(element.id for element in elements))))
        yield warning_of(f"lewat:{elements[0].id}:{key}", text, elements[0], new, article, quote)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return _("%(names)s, dan %(more)s lagi", names=shown, more=more) if more > 0 else shown


def _otherwise_given(old: Bundle, new: Bundle, law: Bundle) -> Iterator[LawWarning]:
    """Steps that give what a period is worked out from, and did not, or no longer do."""
    for each in law_sources.other_givers(law_periods.of_law(law, old), old, new, law):
        article, quote = law_of(norms_of(each.period))
        if each.gone:
            text = _("“%(name)s” tidak lagi memberi nilai %(value)s, yang dipakai menghitung “%(period)s”",
                     name=each.element.name, value=each.name, period=each.period.name)  # fmt: skip
        else:
            text = _("“%(name)s” kini memberi nilai %(value)s, yang dipakai menghitung “%(period)s”",
                     name=each.element.name, value=each.name, period=each.period.name)  # fmt: skip
        key = f"pemberi:{each.element.id}:{each.name}:{each.element.decision}:{'hilang' if each.gone else 'baru'}"
        yield warning_of(key, text, each.element, new, article, quote)


def _delayed(old: Bundle, new: Bundle, law: Bundle) -> Iterator[LawWarning]:
    """New steps that wait before steps of the law."""
    counted = frozenset(
        (period.element.process_id, period.element.id)
        for period in law_periods.of_law(law, old)
        if not law_periods.counted_since(period.bundle, period.text)
    )
    for element, later in law_paths.delaying(old, new, law, counted):
        article, quote = law_of(norms_of(later))
        text = _("“%(name)s” menunda “%(later)s”", name=element.name, later=later.name)
        yield warning_of(f"tunda:{element.id}:{digest_of(element.timer)}", text, element, new, article, quote)


def _done_otherwise(old: Bundle, new: Bundle, law: Bundle) -> Iterator[LawWarning]:
    """Steps with a legal basis that are of another kind, hang or ring elsewhere, tell somebody else, ask in hiding."""
    for each in law_parts.other_parts(old, new, law):
        article, quote = law_of(norms_of(each.element))
        yield warning_of(
            f"bagian:{each.element.id}:{each.part}:{digest_of(each.now)}", each.text, each.element, new, article, quote
        )
