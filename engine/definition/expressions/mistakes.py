"""Finds what can be read and yet never means anything: the kinds of some values are known before anyone gave any."""

from __future__ import annotations

from engine.catalogue import N_, _
from engine.definition.expressions.functions import COUNT, SINCE, UNIT, unfit
from engine.definition.expressions.nodes import (
    Both,
    Calculation,
    Call,
    Choice,
    Compare,
    Constant,
    Either,
    Listing,
    Negative,
    Node,
    Not,
    Range,
    Within,
)  # fmt: skip
from engine.definition.expressions.values import BOOLEAN, LIST, MOMENT, NULL, NUMBER, ORDERED, TEXT, kind_of

IN_WORDS = {
    "number": N_("angka"),
    "text": N_("teks"),
    "boolean": N_("true atau false"),
    "list": N_("daftar"),
    "moment": N_("waktu"),
    "date": N_("tanggal"),
    "null": N_("null"),
}
ALLOWED = {COUNT: frozenset({NUMBER}), UNIT: frozenset({TEXT}), SINCE: frozenset({MOMENT, TEXT})}


def mistake_in(node: Node, kinds: frozenset[str] = frozenset()) -> str:
    """A sentence about the first mistake, in Indonesian; empty when there is none. `kinds`: what it may result in."""
    for part in node.parts():
        if found := mistake_in(part):
            return found
    return _wrong_kinds(node) or _wrong_outcome(node, kinds)


def known_kind(node: Node) -> str:
    """The kind of the value that a node gives, whatever the variables are; empty when that depends on them."""
    if isinstance(node, Constant):
        return kind_of(node.value)
    if isinstance(node, Listing):
        return LIST
    if isinstance(node, Compare | Both | Either | Not | Within):
        return BOOLEAN
    if isinstance(node, Calculation | Negative):
        return NUMBER
    if isinstance(node, Choice):
        yes, no = known_kind(node.yes), known_kind(node.no)
        return yes if yes == no else ""
    return node.function.gives if isinstance(node, Call) else ""


def _wrong_outcome(node: Node, kinds: frozenset[str]) -> str:
    kind = known_kind(node)
    if not kinds or not kind or kind in kinds:
        return ""
    return _(
        "hasilnya %(value)s, bukan %(values)s",
        value=_(IN_WORDS[kind]),
        values=_in_words(kinds),
    )


def _wrong_kinds(node: Node) -> str:
    if isinstance(node, Both | Either | Not):
        return _not_boolean(node)
    if isinstance(node, Choice):
        return _demand((node.condition,), frozenset({BOOLEAN}), _("sesudah `if` harus ada syarat"))
    if isinstance(node, Calculation | Negative):
        if isinstance(node, Calculation) and node.operator == "/" and node.right == Constant(0):
            return "pembagian dengan nol"
        return _demand(node.parts(), frozenset({NUMBER}), _("hanya angka yang dapat dihitung"))
    if isinstance(node, Compare) and node.operator not in ("=", "!="):
        return _not_ordered(node.left, node.right)
    if isinstance(node, Range):
        return _not_ordered(node.low, node.high)
    if isinstance(node, Call):
        return _unfit_argument(node)
    return _not_within(node) if isinstance(node, Within) else ""


def _unfit_argument(node: Call) -> str:
    """What is written in the place of a number of days, a unit or a moment, and can never be one."""
    for what, argument in zip(node.function.takes, node.arguments, strict=False):
        kind, allowed = known_kind(argument), ALLOWED.get(what, frozenset({what}))
        if isinstance(argument, Constant):
            found = unfit(what, argument.value)
        elif kind and kind not in allowed:
            found = _("hasilnya %(value)s, bukan %(values)s", value=_(IN_WORDS[kind]), values=_in_words(allowed))
        else:
            continue
        if found:
            return f"{node.function.name}(…): {found}"
    return ""


def _in_words(kinds: frozenset[str]) -> str:
    return " atau ".join(_(IN_WORDS[each]) for each in sorted(kinds))


def _not_boolean(node: Node) -> str:
    hint = _("di kiri dan kanan `and` serta `or`, dan di dalam `not(…)`, harus ada syarat lengkap")
    return _demand(node.parts(), frozenset({BOOLEAN}), hint)


def _demand(nodes: tuple[Node, ...], kinds: frozenset[str], message: str) -> str:
    known = {known_kind(node) for node in nodes} - {"", NULL}
    return message if known - kinds else ""


def _not_ordered(left: Node, right: Node) -> str:
    kinds = {known_kind(left), known_kind(right)} - {"", NULL}
    if len(kinds) > 1 or not kinds <= ORDERED:
        return _(
            "tidak dapat dibandingkan: %(values)s",
            values=" dengan ".join(_(IN_WORDS.get(kind, kind)) for kind in sorted(kinds)),
        )
    return ""


def _not_within(node: Within) -> str:
    value = Constant(None) if known_kind(node.value) not in ORDERED else node.value
    for test in node.tests:
        if isinstance(test, Range):
            found = _not_ordered(value, test.low)
            if found:
                return found
        elif not test.operator and len(node.tests) == 1:
            if isinstance(test.operand, Constant):
                return _("sesudah `in` harus ada daftar […], rentang […..…], atau tanda kurung (…)")
        elif test.operator not in ("", "=", "!=") and (found := _not_ordered(value, test.operand)):
            return found
    return ""
