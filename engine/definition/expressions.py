"""The safe expression language of conditions, timers, due dates and units.

Python-like text, optionally wrapped in `${…}`: literals, names, comparison, `in`, and/or/not, `+ - *` on numbers,
lists, and the functions of `FUNCTIONS`. No attributes, no subscripts, no other calls: a process owner cannot run code.
Bounded: length, nesting and size of numbers are limited at compile and at run time.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from engine.deadlines import Deadline, OfficeCalendar
from engine.errors import ExpressionError

MAX_LENGTH = 1_000
MAX_NODES = 200
MAX_DEPTH = 20
MAX_NUMBER = 10**12
CONSTANTS = {"true": True, "false": False, "null": None}


class Names(Protocol):
    """What an expression may look at: variables, the given moment and the office calendar."""

    @property
    def now(self) -> datetime: ...
    @property
    def calendar(self) -> OfficeCalendar: ...
    def variable(self, name: str) -> Any: ...


@dataclass(frozen=True)
class Expression:
    """A compiled expression: `names` are the variables it reads, `evaluate(scope)` its value."""

    text: str
    names: frozenset[str]
    tree: ast.expr

    def evaluate(self, scope: Names) -> Any:
        """The value in this scope. Raises ExpressionError when the values do not fit the operation."""
        try:
            return _value(self.tree, scope)
        except (TypeError, ValueError, OverflowError) as error:
            raise ExpressionError(f"'{self.text}': {error}") from error


def unwrap(text: str) -> str:
    """The text without blanks around it and without `${…}`, which Camunda's editors write around an expression."""
    stripped = text.strip()
    if stripped.startswith("${") and stripped.endswith("}"):
        stripped = stripped[2:-1].strip()
    return stripped


@lru_cache(maxsize=4_096)
def compile_expression(text: str) -> Expression:
    """Compile, or raise ExpressionError saying which part is not allowed."""
    source = unwrap(text)
    if not source or len(source) > MAX_LENGTH:
        raise ExpressionError(f"ungkapan kosong atau lebih dari {MAX_LENGTH} huruf")
    if "\\" in source:
        raise ExpressionError(f"garis miring terbalik tidak diizinkan dalam '{source}'")
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"'{source}' tidak dapat dibaca") from error
    if sum(1 for _ in ast.walk(tree)) > MAX_NODES:
        raise ExpressionError(f"ungkapan terlalu panjang: lebih dari {MAX_NODES} bagian")
    names: set[str] = set()
    _check(tree, names, 0)
    return Expression(source, frozenset(names), tree)


def _check(node: ast.expr, names: set[str], depth: int) -> None:  # noqa: C901 - one line per kind of node
    if depth > MAX_DEPTH:
        raise ExpressionError("ungkapan bersarang terlalu dalam")
    match node:
        case ast.Constant(value=value):
            _check_constant(value)
        case ast.Name(id=name):
            if not name.isascii():  # a letter that looks like another would read another variable than the eye does
                raise ExpressionError(f"nama '{name}' memuat huruf di luar a-z")
            if name not in CONSTANTS:
                names.add(name)
        case ast.BoolOp(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            _check_all(parts, names, depth)
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            _check(operand, names, depth + 1)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult(), right=right):
            _check_all([left, right], names, depth)
        case ast.Compare(left=left, ops=operators, comparators=others):
            for operator in operators:
                if type(operator) not in COMPARISONS:
                    raise ExpressionError("perbandingan ini tidak dikenal")
            _check_all([left, *others], names, depth)
        case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]):
            _check_call(function, arguments, names, depth)
        case _:
            raise ExpressionError(f"bagian '{ast.unparse(node)}' tidak diizinkan")


def _check_constant(value: object) -> None:
    if not isinstance(value, str | int | float | bool | None):
        raise ExpressionError("nilai ini tidak diizinkan")
    if isinstance(value, int | float) and not -MAX_NUMBER <= value <= MAX_NUMBER:
        raise ExpressionError("angka terlalu besar")


def _check_all(parts: list[ast.expr], names: set[str], depth: int) -> None:
    for part in parts:
        _check(part, names, depth + 1)


def _check_call(function: str, arguments: list[ast.expr], names: set[str], depth: int) -> None:
    if function not in FUNCTIONS:
        raise ExpressionError(f"fungsi '{function}' tidak dikenal; yang ada: {', '.join(FUNCTIONS)}")
    fewest, most, _ = FUNCTIONS[function]
    if not fewest <= len(arguments) <= most:
        raise ExpressionError(f"fungsi '{function}' memerlukan {fewest}-{most} nilai")
    _check_all(arguments, names, depth)


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} bukan angka")
    if not -MAX_NUMBER <= value <= MAX_NUMBER:
        raise OverflowError("angka terlalu besar")
    return value


COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.In: lambda a, b: b is not None and a in b,
    ast.NotIn: lambda a, b: b is None or a not in b,
}


def _value(node: ast.expr, scope: Names) -> Any:  # noqa: C901 - one line per kind of node
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return CONSTANTS[name] if name in CONSTANTS else scope.variable(name)
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(_value(part, scope) for part in parts)
        case ast.BoolOp(values=parts):
            return any(_value(part, scope) for part in parts)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _value(operand, scope)
        case ast.UnaryOp(operand=operand):
            return -_number(_value(operand, scope))
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return [_value(part, scope) for part in parts]
        case ast.BinOp():
            return _arithmetic(node, scope)
        case ast.Compare():
            return _comparison(node, scope)
        case ast.Call(func=ast.Name(id=function), args=arguments):
            return FUNCTIONS[function][2](scope, *[_value(argument, scope) for argument in arguments])
    raise ExpressionError("ungkapan ini tidak diizinkan")


def _arithmetic(node: ast.BinOp, scope: Names) -> int | float:
    left, right = _number(_value(node.left, scope)), _number(_value(node.right, scope))
    if isinstance(node.op, ast.Add):
        return left + right
    return left - right if isinstance(node.op, ast.Sub) else left * right


def _comparison(node: ast.Compare, scope: Names) -> bool:
    left = _value(node.left, scope)
    for operator, other in zip(node.ops, node.comparators, strict=True):
        right = _value(other, scope)
        if not COMPARISONS[type(operator)](left, right):
            return False
        left = right
    return True


def _moment(value: Any, scope: Names) -> datetime:
    if value is None:
        return scope.now
    if isinstance(value, Deadline):
        return value.moment
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise ValueError(f"{value!r} bukan waktu dengan zona")
    return moment


def _count(value: Any) -> int:
    number = _number(value)
    if number != int(number) or not 0 <= number <= 3_650:
        raise ValueError(f"{value!r} bukan jumlah hari")
    return int(number)


def _period(scope: Names, count: Any, unit: Any, since: Any = None) -> Deadline:
    if unit not in ("hari_kerja", "hari"):
        raise ValueError(f"satuan {unit!r} tidak dikenal")
    return scope.calendar.due(_count(count), unit, _moment(since, scope))


def _before(scope: Names, count: Any, deadline: Any, unit: Any = "hari_kerja") -> Deadline:
    if unit not in ("hari_kerja", "hari"):
        raise ValueError(f"satuan {unit!r} tidak dikenal")
    if isinstance(deadline, Deadline):
        return scope.calendar.before(_count(count), unit, deadline)
    return scope.calendar.before(_count(count), unit, _moment(deadline, scope))


def _is_present(_scope: Names, value: Any) -> bool:
    return value not in (None, "", [])


def _size(_scope: Names, value: Any) -> int:
    return len(value) if isinstance(value, list | str) else 0


FUNCTIONS: dict[str, tuple[int, int, Callable[..., Any]]] = {
    "hari_kerja": (1, 2, lambda scope, count, since=None: _period(scope, count, "hari_kerja", since)),
    "hari": (1, 2, lambda scope, count, since=None: _period(scope, count, "hari", since)),
    "jangka": (2, 3, _period),
    "sebelum": (2, 3, _before),
    "ada": (1, 1, _is_present),
    "jumlah": (1, 1, _size),
}
"""name -> (fewest arguments, most arguments, implementation)."""
