"""How long an element may take: worked out through its tables for every class that they tell apart, never read off the
text. What cannot be worked out is said, and no draft with it becomes a version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from itertools import product
from typing import Any

from complaints.law.library import library
from complaints.law.limits import LegalLimit
from engine.catalogue import _
from engine.deadlines import Deadline, OfficeCalendar, WorkCalendar
from engine.definition.bundle import Bundle
from engine.definition.decisions import Decision, Values, told_apart
from engine.definition.diagram import Element
from engine.definition.expressions import compile_expression, nodes_in
from engine.definition.expressions.nodes import Call, Choice, Compare, Literal, Path, Within
from engine.definition.properties import LEGAL_BASIS
from engine.errors import EngineError, Finding

MOST_CLASSES = 2_000
"""Combinations of the values that the tables of one period tell apart."""
COUNTED_FROM = (datetime(2026, 3, 2, 2, tzinfo=UTC), datetime(2026, 3, 5, 2, tzinfo=UTC))
"""A Monday and a Thursday without holidays near: on one of them, working days and days differ."""
CALENDAR = OfficeCalendar(WorkCalendar(), UTC)
MOST_TOLD = 3
"""Classes that one sentence names."""
OTHER = "(selain itu)"
"""Stands for every text that no table names."""
OF_THE_DAY = frozenset({"now", "today", "date", "date and time"})
"""Functions whose value is another one on the day that a case comes by."""
DECIDING = (Compare, Within)
Class = tuple[tuple[str, Literal], ...]
"""What tells one kind of complaint from another: (variable, value), in the order of names."""


class NotComputableError(EngineError):
    """A period cannot be worked out from tables and fixed numbers alone."""


@dataclass(frozen=True)
class Longer:
    """A class for which a period ends later than it may, or earlier than it must."""

    about: Class
    days: tuple[int, int]
    """Calendar days from a Monday, or from a Thursday where only those differ: before and now."""
    norm: str
    """That says so; "" for the law's own drawing."""
    least: bool
    """Whether it is shorter than it must be, not longer than it may be."""


class _PeriodScope(Values):
    """A moment, a calendar without holidays, and what the tables answered; every other name is that moment."""

    def __init__(self, values: Mapping[str, Any], now: datetime) -> None:
        super().__init__(values)
        self.now, self.calendar = now, CALENDAR

    def variable(self, name: str) -> Any:
        return self._values[name] if name in self._values else self.now.isoformat()


def is_period(text: str) -> bool:
    """Whether an expression counts days."""
    return any(
        isinstance(node, Call) and node.function.name in ("jangka", "hari", "hari_kerja") for node in nodes_in(text)
    )


def tables_of(bundle: Bundle, text: str) -> tuple[Decision, ...]:
    """The tables that answer for names of an expression."""
    names = compile_expression(text).names
    return tuple(each for each in bundle.decisions.values() if each.gives & names)


def counted_since(bundle: Bundle, text: str) -> frozenset[str]:
    """The names of an expression that no table gives: the moments from which it counts."""
    given = frozenset().union(*(each.gives for each in tables_of(bundle, text)))
    return compile_expression(text).names - given


def _undetermined(bundle: Bundle, text: str) -> str:
    """What decides how long a period is, though no table says it: a moment, today, an answer; "" for nothing."""
    given = frozenset().union(*(each.gives for each in tables_of(bundle, text)))
    for node in nodes_in(text):
        if isinstance(node, Call) and node.function.name in OF_THE_DAY:
            return f"{node.function.name}()"
        asked = node.condition if isinstance(node, Choice) else node if isinstance(node, DECIDING) else None
        names = {path[0] for path in asked.paths()} - given if asked is not None else set()
        if names:
            return ", ".join(sorted(names))
    return ""


def all_longer(period: ReckonedPeriod, new: Bundle, changed: str) -> Iterator[Longer]:
    """Each class for which `changed` of the new bundle ends later than it may, or earlier than it must.

    What it may is said by the norms that give a number; where none does, by the law's own drawing. Raises
    NotComputableError for a period of the new bundle, or a number of classes, that cannot be worked out.
    """
    lawful, drawn = tables_of(period.bundle, period.text), tables_of(new, changed)
    for about in classes_of((*lawful, *drawn)):
        limits = [each for each in period.limits if _applies(each, about)]
        told: set[bool] = set()
        for begun in COUNTED_FROM:
            ends = [(end, each) for each in limits if (end := _end((), each.text, about, begun)) is not None]
            latest = [(end, each.norm) for end, each in ends if not each.least]
            if not latest and (own := _end(lawful, period.text, about, begun)) is not None:
                latest = [(own, "")]
            now = _end(drawn, changed, about, begun)
            if now is None and latest and all(value != OTHER for _name, value in about):
                raise NotComputableError(as_text(about))
            bounds = [
                *((*each, False) for each in latest),
                *((end, each.norm, True) for end, each in ends if each.least),
            ]
            for end, norm, least in bounds:
                if now is not None and least not in told and (now < end if least else now > end):
                    told.add(least)
                    yield Longer(about, ((end - begun).days, (now - begun).days), norm, least)


def rows_for(new: Bundle, changed: str, about: Class) -> frozenset[tuple[str, str]]:
    """The rows of tables, each with an output that `changed` reads, that answer for a class."""
    read = compile_expression(changed).names
    try:
        return frozenset(
            (rule.id, name)
            for table in tables_of(new, changed)
            for given, rule in table.decide(Values(dict(about)))
            for name in given.keys() & read
        )
    except EngineError:
        return frozenset()


def _applies(limit: LegalLimit, about: Class) -> bool:
    """Whether a limit is about a class; also when the class does not tell."""
    if not limit.when:
        return True
    condition = compile_expression(f"${{{limit.when}}}")
    given = dict(about)
    return not condition.names <= given.keys() or bool(condition.evaluate(_PeriodScope(given, COUNTED_FROM[0])))


def classes_of(tables: Sequence[Decision]) -> Iterator[Class]:
    """Every combination of what the inputs of the tables tell apart, and of what they do not name. Raises
    NotComputableError for too many.
    """
    columns: dict[str, list[Literal]] = {}
    for table in tables:
        for column, asked in enumerate(table.inputs):
            if not isinstance(asked.node, Path) or len(asked.node.names) > 1:
                raise NotComputableError(asked.text)
            values = told_apart([rule.tests[column] for rule in table.rules])
            columns[asked.text] = list(dict.fromkeys([*columns.get(asked.text, []), *values]))
    for values in columns.values():
        if any(isinstance(value, str) for value in values):
            values.append(OTHER)
    size = 1
    for values in columns.values():
        size *= len(values)
    if size > MOST_CLASSES:
        raise NotComputableError(str(size))
    names = sorted(columns)
    for combined in product(*(columns[name] for name in names)):
        yield tuple(zip(names, combined, strict=True))


def _end(tables: Sequence[Decision], text: str, about: Class, begun: datetime) -> datetime | None:
    """The end of a period for one class; None where its tables or functions have no answer."""
    given: dict[str, Any] = dict(about)
    try:
        for table in tables:
            given.update(table.answer(Values(dict(about))))
        value = compile_expression(text).evaluate(_PeriodScope(given, begun))
    except EngineError:
        return None
    return value.moment if isinstance(value, Deadline) else None


def as_text(about: Class) -> str:
    """A class in words, such as "kategori = pengawasan"."""
    return ", ".join(f"{name} = {_('selain itu') if value == OTHER else value}" for name, value in about)


def in_words(about: Class, bundle: Bundle, names: frozenset[str]) -> str:
    """A class by the questions and answers of the forms that ask it, such as "Jenis laporan: Pengaduan".

    `names`: those that matter; all when there are none.
    """
    asked: dict[str, tuple[str, dict[Any, str]]] = {}
    for form in bundle.forms.values():
        for key, part in form.fields.items():
            options = {option.value: option.label for option in getattr(part, "fixed", ())}
            asked.setdefault(key, (str(getattr(part, "label", "")) or key, options))
    told = []
    for name, value in about:
        label, options = asked.get(name, (name.replace("_", " "), {}))
        shown = _("selain itu") if value == OTHER else options.get(value, value)
        if not names or name in names:
            told.append(f"{label.rstrip(' ?:')}: {shown}")
    return "; ".join(told)


class PeriodWay(StrEnum):
    """What became of a period."""

    GONE = "hilang"
    SINCE = "sejak"
    LONGER = "tenggat"
    SHORTER = "singkat"
    UNKNOWN = "hitung"


@dataclass(frozen=True)
class ReckonedPeriod:
    """A due date or a timer that carries out a norm, as the law's own drawing has it."""

    bundle: Bundle
    element: Element
    part: str
    """`due` or `timer`."""
    limits: tuple[LegalLimit, ...] = ()
    """What norms say of it in numbers."""

    @property
    def text(self) -> str:
        return str(getattr(self.element, self.part))


@dataclass(frozen=True)
class Departure:
    """How a draft departs from a period, in words."""

    way: PeriodWay
    key: str
    """Another departure, another class or another number in the law has another one."""
    text: str
    rows: tuple[frozenset[tuple[str, str]], ...] = ()
    """Of each class, the rows and their outputs from which its length comes."""
    norm: str = ""
    """That says a number, where one does."""
    standing: bool = False
    """Whether the version before departs in the same way."""


def of_law(shipped: Bundle, old: Bundle) -> Iterator[ReckonedPeriod]:
    """Every period that the program's own drawing has; of what is not drawn there, that of the version before."""
    for bundle, but in ((shipped, Bundle({})), (old, shipped)):
        for diagram in bundle.diagrams.values():
            for element in diagram.elements.values():
                if element.properties.get(LEGAL_BASIS) and but.element(element.process_id, element.id) is None:
                    for part in ("due", "timer"):
                        if is_period(getattr(element, part)):
                            yield ReckonedPeriod(bundle, element, part, _limits_of(element, part))


def of_norms(bundle: Bundle) -> Iterator[ReckonedPeriod]:
    """Every period of a bundle for which some norm says a number, as it is drawn there."""
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            for part in ("due", "timer"):
                if limits := _limits_of(element, part):
                    yield ReckonedPeriod(bundle, element, part, limits)


def _limits_of(element: Element, part: str) -> tuple[LegalLimit, ...]:
    """A task has its due date, everything else its timer."""
    of_part = (part == "due") == (element.kind == "userTask")
    return library().limits.get(f"{element.process_id}#{element.id}", ()) if of_part else ()


def held_against(period: ReckonedPeriod, old: Bundle, new: Bundle) -> list[Departure]:
    """How a draft departs from the law, also where the version before already did. What only the version before says is
    no law: of that, what is otherwise than there."""
    found = _departures(period, new)
    before = {each.key for each in _departures(period, old)} if found else set()
    law = bool(period.limits) or period.bundle is not old
    return [replace(each, standing=each.key in before) for each in found if law or each.key not in before]


def unlawful(bundle: Bundle) -> Iterator[Finding]:
    """Periods of a bundle that are not what the norms say in numbers, whatever was before: what `app.py lint` asks."""
    for period in of_norms(bundle):
        for found in _departures(period, bundle):
            register = library().of_norm(found.norm)
            norm = register.norm(found.norm) if register is not None else None
            text = f"{found.text} ({norm.article})" if norm is not None else found.text
            yield Finding(bundle.diagrams[period.element.process_id].file, period.element.id, "law_periods", text)


def _departures(period: ReckonedPeriod, new: Bundle) -> list[Departure]:
    element, name = period.element, period.element.name
    drawn = new.element(element.process_id, element.id)
    changed = str(getattr(drawn, period.part)) if drawn is not None else ""

    def departs(way: PeriodWay, text: str, detail: str = "", norm: str = "") -> list[Departure]:
        return [Departure(way, f"{way}:{element.id}:{period.part}:{digest_of(detail)}", text, norm=norm)]

    if not changed:
        return departs(PeriodWay.GONE, _("tenggat “%(name)s” tidak ada lagi", name=name))
    if seldom := next((each for each in period.limits if each.comes_round), None):
        if seldom.kept_by(changed):
            return []
        text = _(
            "“%(name)s” berulang lebih jarang daripada hukum, atau tidak terbaca: %(text)s", name=name, text=changed
        )
        return departs(PeriodWay.LONGER, text, f"{seldom.count} {seldom.unit} {changed}", seldom.norm)
    if not is_period(changed):
        text = _("tenggat “%(name)s” tidak dapat dihitung dari “%(text)s”", name=name, text=changed)
        return departs(PeriodWay.UNKNOWN, text, changed)
    if changed != period.text and (about := _undetermined(new, changed)):
        text = _("tenggat “%(name)s” tidak dapat dihitung bagi %(about)s", name=name, about=about)
        return departs(PeriodWay.UNKNOWN, text, changed)
    try:
        found = list(all_longer(period, new, changed))
    except NotComputableError as error:
        text = _("tenggat “%(name)s” tidak dapat dihitung bagi %(about)s", name=name, about=str(error))
        return departs(PeriodWay.UNKNOWN, text, changed)
    lengths = list(_by_length(period, new, changed, found))
    since = _since(period), counted_since(new, changed)
    if since[0] == since[1]:
        return lengths
    then, now = (", ".join(sorted(each)) or _("mulainya tugas") for each in since)
    text = _("tenggat “%(name)s” dihitung sejak %(now)s, bukan sejak %(then)s", name=name, then=then, now=now)
    return [*lengths, *departs(PeriodWay.SINCE, text, f"{then} {now}")]


def _by_length(period: ReckonedPeriod, new: Bundle, changed: str, found: Sequence[Longer]) -> Iterator[Departure]:
    """One departure for the classes that have the same days instead of the same days."""
    together: dict[tuple[tuple[int, int], str, bool], list[Class]] = {}
    for each in found:
        together.setdefault((each.days, each.norm, each.least), []).append(each.about)
    for (days, norm, least), classes in together.items():
        matters: frozenset[str] = frozenset().union(
            *(
                compile_expression(f"${{{each.when}}}").names
                for each in period.limits
                if each.norm == norm and each.when
            )
        )
        about = [each for each in dict.fromkeys(in_words(each, new, matters) for each in classes) if each]
        shown, more = " / ".join(about[:MOST_TOLD]), len(about) - MOST_TOLD
        if more > 0:
            shown = _("%(names)s, dan %(more)s lagi", names=shown, more=more)
        text = _told(period.element.name, days, least=least)
        way = PeriodWay.SHORTER if least else PeriodWay.LONGER
        which = digest_of("|".join(map(as_text, classes)))
        yield Departure(
            way,
            f"{way}:{period.element.id}:{period.part}:{days[0]}>{days[1]} {which}",
            f"{text} ({shown})" if shown else text,
            tuple(rows_for(new, changed, each) for each in classes),
            norm,
        )


def digest_of(text: str) -> str:
    """For keys, which go through a form of a page: what was accepted is accepted as it was then."""
    return sha256(text.encode()).hexdigest()[:12]


def _since(period: ReckonedPeriod) -> frozenset[str]:
    """The moments from which it counts: as its norms say, or as the law's drawing has it."""
    if period.limits:
        return frozenset(each.since for each in period.limits if each.since)
    return counted_since(period.bundle, period.text)


def _told(name: str, days: tuple[int, int], *, least: bool) -> str:
    given = {"name": name, "before": days[0], "now": days[1]}
    if least:
        return _("tenggat “%(name)s” lebih singkat daripada hukum: %(before)s → %(now)s hari kalender", **given)
    return _("tenggat “%(name)s” menjadi lebih panjang: %(before)s → %(now)s hari kalender", **given)
