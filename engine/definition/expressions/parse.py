"""Reads an expression into nodes: recursive descent, one method for each strength of binding.

Weakest first: `if`, `or`, `and`, the old `not`, comparison and `in`, `+ -`, `* /`, minus, single values.

What stored versions wrote in the former language is read by the same methods, where `old` allows it: `==` for `=`,
single quotes, `True`/`False`/`None`, `not in`, `not` as a word with a blank behind it, and a row of comparisons
(`1 < n <= 3`). Each is read as the standard nodes that mean the same; `spelling.standard` writes them in the standard's
way. Forms are never read so, because the form editor would understand something else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from engine.catalogue import _
from engine.definition.expressions.functions import FUNCTIONS
from engine.definition.expressions.nodes import (
    Both,
    Calculation,
    Call,
    Choice,
    Compare,
    Constant,
    Either,
    Listing,
    Literal,
    Negative,
    Node,
    Not,
    Path,
    Range,
    Test,
    Within,
)  # fmt: skip
from engine.definition.expressions.tokens import Token, failure, tokens_of, unescaped
from engine.definition.expressions.values import BOOLEAN, bounded

N = TypeVar("N", bound=Node)

MAX_PARTS = 300
"""Nodes of one expression; evaluation takes one step for each."""
MAX_DEPTH = 20
"""Brackets, calls, lists, `if`, `not` and minus signs inside one another."""
WORDS: dict[str, Literal] = {"true": True, "false": False, "null": None}
OLD_WORDS: dict[str, Literal] = {"True": True, "False": False, "None": None}
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
UNSUPPORTED = frozenset({"for", "some", "every", "return", "function"})
RESERVED = frozenset({*WORDS, "and", "or", "not", "in", "between", "if", "then", "else", *UNSUPPORTED})
"""Words that name no variable."""


class Parser:
    """The tokens of one expression and how far they are read. Every method raises ExpressionError with the place."""

    def __init__(self, source: str, *, old: bool) -> None:
        self.source = source
        self.old = old
        self.tokens = tokens_of(source)
        self.at = 0
        self.depth = 0
        self.count = 0

    def whole(self) -> Node:
        """The whole text as one expression."""
        node = self.expression()
        self.end()
        return node

    def end(self) -> None:
        """Refuse whatever is left."""
        if self.peek().kind != "end":
            raise self.unexpected()

    def expression(self) -> Node:
        """One expression inside whatever is open around it."""
        self.deeper()
        node = self.choice() if self.word("if") else self.either()
        self.depth -= 1
        return node

    def choice(self) -> Node:
        condition = self.expression()
        self.demand_word("then")
        yes = self.expression()
        self.demand_word("else")
        return self.counted(Choice(condition, yes, self.expression()))

    def either(self) -> Node:
        node = self.both()
        while self.word("or"):
            node = self.counted(Either(node, self.both()))
        return node

    def both(self) -> Node:
        node = self.negation()
        while self.word("and"):
            node = self.counted(Both(node, self.negation()))
        return node

    def negation(self) -> Node:
        """The old `not x`, in which null counts as false. The standard's `not(x)` is a single value."""
        following = self.tokens[self.at + 1] if self.peek().kind != "end" else self.peek()
        if not self.old or not self.is_word("not") or (following.text == "(" and not following.spaced):
            return self.comparison()
        self.at += 1
        self.deeper()
        inner = self.negation()
        self.depth -= 1
        return self.opposite(inner)

    def opposite(self, inner: Node) -> Node:
        """The old negation of a node: where it may be null, it is held against true first."""
        known = inner if _is_never_null(inner) else self.counted(Compare(inner, "=", self.counted(Constant(True))))
        return self.counted(Not(known))

    def comparison(self) -> Node:
        left = self.sum()
        if self.word("between"):
            low = self.sum()
            self.demand_word("and")
            above = self.counted(Compare(left, ">=", low))
            return self.counted(Both(above, self.counted(Compare(left, "<=", self.sum()))))
        if self.old and self.is_word("not") and self.tokens[self.at + 1].text == "in":
            self.at += 2
            return self.opposite(self.within(left))
        if self.word("in"):
            return self.within(left)
        return self.compared(left)

    def alone(self, node: Node) -> Node:
        """The node, unless a form goes on with `and` or `or`: the form editor reads `x in (y and z)` there."""
        if not self.old and (self.is_word("and") or self.is_word("or")):
            raise failure(_("tulis syarat dengan `in` di antara tanda kurung (…)"), self.source, self.peek().at)
        return node

    def compared(self, left: Node) -> Node:
        """A comparison, if a sign follows; in the old spelling a row of them, all of which must hold."""
        node = left
        while (node is left or self.old) and (operator := self.comparison_sign()):
            right = self.sum()
            found = self.counted(Compare(left, operator, right))
            node, left = (found, right) if node is left else (self.counted(Both(node, found)), right)
        return node

    def comparison_sign(self) -> str:
        """The sign of a comparison, taken; empty when there is none. `==` is the old spelling of `=`."""
        token = self.peek()
        if token.kind != "mark" or token.text not in (*COMPARISONS, "=="):
            return ""
        if token.text == "==" and not self.old:
            raise failure(_("tulis `=`, bukan `==`"), self.source, token.at)
        self.at += 1
        return "=" if token.text == "==" else token.text

    def within(self, value: Node) -> Node:
        """What stands behind `in`: one test, or several in brackets."""
        if not self.mark("("):
            return self.alone(self.counted(Within(value, (self.test(),))))
        self.deeper()
        tests = self.tests()
        first = tests[0]
        if self.is_mark("..") and len(tests) == 1 and isinstance(first, Test) and not first.operator:
            tests = (self.counted(self.range_from(first.operand, with_low=False)),)
        else:
            self.demand(")")
        self.depth -= 1
        return self.counted(Within(value, tests))

    def tests(self) -> tuple[Test | Range, ...]:
        """Unary tests separated by commas, as behind `in` and in a cell of a decision table."""
        found = [self.test()]
        while self.mark(",") and not self.is_mark(")"):
            found.append(self.test())
        return tuple(found)

    def test(self) -> Test | Range:
        """One unary test: `< 5`, a range, or a value."""
        if operator := self.comparison_sign():
            return self.counted(Test(operator, self.sum()))
        opening = self.peek().text if self.peek().kind == "mark" else ""
        if opening not in ("[", "(", "]"):
            return self.counted(Test("", self.sum()))
        self.at += 1
        if opening == "[" and self.mark("]"):
            return self.counted(Test("", self.counted(Listing(()))))
        low = self.expression()
        if self.is_mark("..") or opening == "]":
            return self.counted(self.range_from(low, with_low=opening == "["))
        if opening == "[":
            more = self.items("]") if self.mark(",") else self.closed("]")
            return self.counted(Test("", self.counted(Listing((low, *more)))))
        self.demand(")")
        return self.counted(Test("", low))

    def closed(self, close: str) -> tuple[Node, ...]:
        """Nothing more up to the closing bracket."""
        self.demand(close)
        return ()

    def range_from(self, low: Node, *, with_low: bool) -> Range:
        """The rest of a range, behind its lower end."""
        self.demand("..")
        high = self.sum()
        if self.peek().kind != "mark" or self.peek().text not in ("]", ")", "["):
            raise self.unexpected()
        return Range(low, high, with_low, self.next().text == "]")

    def sum(self) -> Node:
        return self.calculation(self.product, ("+", "-"))

    def product(self) -> Node:
        return self.calculation(self.signed, ("*", "/"))

    def calculation(self, part: Callable[[], Node], operators: tuple[str, ...]) -> Node:
        node = part()
        while self.peek().kind == "mark" and self.peek().text in operators:
            operator = self.next().text
            node = self.counted(Calculation(node, operator, part()))
        return node

    def signed(self) -> Node:
        if not self.mark("-"):
            return self.single()
        self.deeper()
        inner = self.signed()
        self.depth -= 1
        if isinstance(inner, Constant) and isinstance(inner.value, int | float) and not isinstance(inner.value, bool):
            return Constant(-inner.value)
        return self.counted(Negative(inner))

    def single(self) -> Node:
        """A literal, a list, something in brackets, a call or a variable."""
        token = self.next()
        if token.kind == "text":
            return self.counted(Constant(unescaped(token.text)))
        if token.kind == "quoted" and self.old:
            return self.counted(Constant(token.text[1:-1]))
        if token.kind == "quoted":
            raise failure(_('tulis teks di antara tanda kutip ganda "…"'), self.source, token.at)
        if token.kind == "number":
            return self.counted(Constant(bounded(float(token.text) if "." in token.text else int(token.text))))
        if token.text == "(":
            node = self.expression()
            self.demand(")")
            return node
        if token.text == "[":
            return self.counted(Listing(self.items("]")))
        if token.kind == "name":
            return self.named(token)
        self.at -= 1
        raise self.unexpected()

    def items(self, close: str) -> tuple[Node, ...]:
        """Expressions separated by commas, up to the closing bracket."""
        found: list[Node] = []
        while not self.is_mark(close):
            found.append(self.expression())
            if not self.mark(","):
                break
        self.demand(close)
        return tuple(found)

    def named(self, token: Token) -> Node:
        """A word: true, false, null, a call or a variable."""
        if token.text in WORDS:
            return self.counted(Constant(WORDS[token.text]))
        if self.old and token.text in OLD_WORDS:
            return self.counted(Constant(OLD_WORDS[token.text]))
        if token.text == "not" and self.mark("("):
            inner = self.expression()
            self.demand(")")
            return self.counted(Not(inner))
        if token.text in UNSUPPORTED:
            raise failure(_("`%(text)s` tidak didukung", text=token.text), self.source, token.at)
        if token.text in RESERVED:
            raise failure(_("tidak terduga: `%(text)s`", text=token.text), self.source, token.at)
        if self.is_mark("("):
            return self.call(token)
        return self.path(token)

    def call(self, token: Token) -> Node:
        """A function with its values."""
        function = FUNCTIONS.get(token.text)
        if function is None or not (self.old or function.in_forms):
            known = ", ".join(name for name, each in FUNCTIONS.items() if self.old or each.in_forms)
            where = "" if self.old else _(" di formulir")
            text = _(
                "fungsi `%(name)s` tidak dikenal%(where)s; yang ada: %(known)s",
                name=token.text,
                where=where,
                known=known,
            )
            raise failure(text, self.source, token.at)
        self.demand("(")
        arguments = self.items(")")
        if not function.fewest <= len(arguments) <= function.most:
            raise failure(
                _("tulis fungsi ini sebagai `%(signature)s`", signature=function.signature), self.source, token.at
            )
        return self.counted(Call(function, arguments))

    def path(self, token: Token) -> Node:
        """A variable, with dots a value inside it."""
        names = [token]
        while self.mark("."):
            names.append(self.next())
        for each in names:
            if (
                each.kind != "name"
                or each.text in RESERVED
                or not each.text.isidentifier()
                or each.text.startswith("__")
            ):
                raise failure(_("nama variabel tidak dapat dipakai di sini"), self.source, each.at)
        return self.counted(Path(tuple(each.text for each in names)))

    def counted(self, node: N) -> N:
        """The node itself, counted."""
        self.count += 1
        if self.count > MAX_PARTS:
            raise failure(
                _("ungkapan terlalu panjang: lebih dari %(max_parts)s bagian", max_parts=MAX_PARTS),
                self.source,
                self.peek().at,
            )
        return node

    def deeper(self) -> None:
        """Note that something opens inside something."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise failure(_("ungkapan bersarang terlalu dalam"), self.source, self.peek().at)

    def peek(self) -> Token:
        return self.tokens[self.at]

    def next(self) -> Token:
        token = self.peek()
        if token.kind == "end":
            raise self.unexpected()
        self.at += 1
        return token

    def is_mark(self, text: str) -> bool:
        return self.peek().kind == "mark" and self.peek().text == text

    def is_word(self, text: str) -> bool:
        return self.peek().kind == "name" and self.peek().text == text

    def mark(self, text: str) -> bool:
        """Take this mark if it is next."""
        found = self.is_mark(text)
        self.at += found
        return found

    def word(self, text: str) -> bool:
        """Take this word if it is next."""
        found = self.is_word(text)
        self.at += found
        return found

    def demand(self, text: str) -> None:
        """Take this mark, or say that it is missing."""
        if not self.mark(text):
            raise failure(_("`%(text)s` tidak ada", text=text), self.source, self.peek().at)

    def demand_word(self, text: str) -> None:
        """Take this word, or say that it is missing."""
        if not self.word(text):
            raise failure(_("`%(text)s` tidak ada", text=text), self.source, self.peek().at)

    def unexpected(self) -> Exception:
        token = self.peek()
        if token.kind == "end":
            return failure(_("ungkapan belum selesai"), self.source, token.at)
        return failure(_("tidak terduga: `%(text)s`", text=token.text), self.source, token.at)


def parse(source: str, *, old: bool) -> Node:
    """The nodes of an expression. `old`: also read the former spellings, and functions that only diagrams have.

    Raises ExpressionError that says what is wrong and where, in Indonesian.
    """
    return Parser(source, old=old).whole()


def _is_never_null(node: Node) -> bool:
    """Whether a node is surely true or false."""
    if isinstance(node, Both | Either):
        return _is_never_null(node.left) and _is_never_null(node.right)
    if isinstance(node, Not):
        return _is_never_null(node.inner)
    if isinstance(node, Constant):
        return isinstance(node.value, bool)
    if isinstance(node, Compare):
        return node.operator == "!="
    if isinstance(node, Within):
        return not any(True for test in node.tests for _path in test.paths())
    return isinstance(node, Call) and node.function.name == "ada" and node.function.gives == BOOLEAN
