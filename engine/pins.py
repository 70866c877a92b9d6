"""What ties a statement to one government: the parameters that the `instansi_id` of its tables must equal.

A table is tied when a condition that always holds says `table.instansi_id = :parameter`, or that it equals the
`instansi_id` of a table that is tied. Conditions below OR or NOT tie nothing, and the ON of an outer join ties nothing
but the joined side. What cannot be judged counts as not tied. See docs/decisions/0028.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import Delete, Insert, Update
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    ColumnClause,
    Grouping,
    ReleaseSavepointClause,
    RollbackToSavepointClause,
    SavepointClause,
    TextClause,
)
from sqlalchemy.sql.selectable import (
    CTE,
    Alias,
    CompoundSelect,
    FromGrouping,
    Join,
    Select,
    SelectStatementGrouping,
    Subquery,
)

from engine.models import Base

COLUMN = "instansi_id"
ONE_OF_SEVERAL = re.compile(rf"{COLUMN}_m\d+")
"""The parameter of one row of `INSERT … VALUES (…), (…)`, as SQLAlchemy names it."""
SAVEPOINTS = (SavepointClause, ReleaseSavepointClause, RollbackToSavepointClause)


@dataclass(frozen=True)
class Pins:
    """The verdict on one statement: free when it touches no table of a government."""

    parameters: tuple[str, ...] = ()
    """Names of the parameters that have to be the government of the session."""
    fault: str = ""
    """What is tied to no government, or ""."""


class _UntiedError(Exception):
    """The statement is not tied to one government; the text says where."""


@dataclass
class _Scope:
    """One SELECT, UPDATE or DELETE."""

    around: _Scope | None = None
    sources: set[Any] = field(default_factory=set)
    """What it selects from, joins taken apart."""
    tied: set[Any] = field(default_factory=set)
    """Sources whose `instansi_id` is the government."""
    equalities: list[tuple[Any, Any, frozenset[Any] | None]] = field(default_factory=list)
    """Two sides, and the only sources that the equality may tie (None: any)."""
    joined: list[Any] = field(default_factory=list)
    """The conditions of its joins."""

    def around_all(self) -> set[Any]:
        """Sources of every statement around this one."""
        return self.around.sources | self.around.around_all() if self.around else set()

    def is_tied(self, source: Any) -> bool:
        return source in self.tied or (self.around is not None and self.around.is_tied(source))


def pins_of(compiled: SQLCompiler) -> Pins:
    """Judge a compiled statement of SQLAlchemy, once; see the module for what ties."""
    statement: Any = compiled.statement
    if isinstance(statement, Select) and compiled.compile_state is not None:
        statement = compiled.compile_state.statement  # the ORM's joins taken apart
    judge = _Judge(compiled)
    try:
        judge.statement(statement, None)
    except _UntiedError as untied:
        return Pins(fault=str(untied))
    return Pins(tuple(dict.fromkeys(judge.parameters)))


def pins_of_text(text: str) -> Pins:
    """Judge a statement written as text: it may name no table of a government."""
    found = _names().search(text)
    return Pins(fault=f"SQL text that names {found[0]}") if found else Pins()


@cache
def _names() -> re.Pattern[str]:
    names = sorted(table.name for table in Base.metadata.tables.values() if COLUMN in table.c)
    return re.compile(rf"\b(?:{'|'.join(names)})\b" if names else r"(?!)", re.IGNORECASE)


class _Judge:
    """Walks one statement and everything inside it, collecting the parameters."""

    def __init__(self, compiled: SQLCompiler) -> None:
        self.compiled = compiled
        self.parameters: list[str] = []
        self.done: set[int] = set()
        """Common table expressions that were judged, or are being judged: one may name itself."""

    def statement(self, statement: Any, around: _Scope | None, *, inside_from: bool = False) -> None:
        match statement:
            case Select():
                self.select(statement, around, inside_from=inside_from)
            case CompoundSelect():
                for part in statement.selects:
                    self.statement(part, around, inside_from=inside_from)
                self.inner(tuple(_around_rows(statement)), _Scope(around))
            case SelectStatementGrouping():
                self.statement(statement.element, around, inside_from=inside_from)
            case Insert():
                self.insert(statement)
            case Update() | Delete():
                self.change(statement, around)
            case TextClause():
                if (text := pins_of_text(statement.text)).fault:
                    raise _UntiedError(text.fault)
            case _ if not isinstance(statement, SAVEPOINTS):
                raise _UntiedError(f"unknown statement ({type(statement).__name__})")

    def select(self, statement: Select[Any], around: _Scope | None, *, inside_from: bool) -> None:
        scope = _Scope(around)
        for source in _own(statement, scope, inside_from=inside_from):
            self.source(source, scope)
        conditions = statement._where_criteria
        for condition in conditions:
            self.condition(condition, scope, None)
        self.tie(scope)
        self.inner((*conditions, *scope.joined, *_expressions(statement)), scope)

    def change(self, statement: Update | Delete, around: _Scope | None) -> None:
        scope = _Scope(around)
        values = dict(getattr(statement, "_values", None) or {})
        whole = isinstance(statement, Update) and statement is self.compiled.statement
        alone = whole and _of_a_government(statement.table)  # the key of `instansi` itself is named so too
        sent = (self.compiled.column_keys or ()) if alone else ()  # the values of a run
        if COLUMN in sent or any(_column_name(column) == COLUMN for column in values):
            raise _UntiedError("change of instansi_id")
        self.source(statement.table, scope)
        for condition in statement._where_criteria:
            for source in condition._from_objects:  # UPDATE … FROM
                self.source(source, scope)
        for condition in statement._where_criteria:
            self.condition(condition, scope, None)
        self.tie(scope)
        self.inner((*statement._where_criteria, *values.values(), *_beside_rows(statement)), scope)

    def insert(self, statement: Insert) -> None:
        rows = [statement._values or {}, *(row for rows in statement._multi_values for row in rows)]
        given_values = [value for row in rows for value in (row.values() if isinstance(row, Mapping) else row)]
        self.inner((*given_values, *_beside_rows(statement)), _Scope())
        if not _of_a_government(statement.table):
            if statement.select is not None:
                self.statement(statement.select, None)
            return
        if statement.select is not None:
            raise _UntiedError("INSERT … SELECT")
        if statement._post_values_clause is not None:
            raise _UntiedError(f"INSERT … ON CONFLICT into {statement.table.name}")
        given = {_column_name(column): value for column, value in (statement._values or {}).items()}
        if isinstance(value := given.get(COLUMN), BindParameter):
            self.parameter(value)
        elif value is not None:
            raise _UntiedError(f"new row of {statement.table.name}")
        names = [name for name in self.compiled.binds if name == COLUMN or ONE_OF_SEVERAL.fullmatch(name)]
        if not names and value is None:
            raise _UntiedError(f"new row of {statement.table.name}")
        self.parameters += names

    def source(self, source: Any, scope: _Scope, only: frozenset[Any] | None = None) -> None:
        """Take in what is selected from; `only`: an outer join around it says what its conditions may tie."""
        match source:
            case FromGrouping():
                self.source(source.element, scope, only)
                return
            case Join():
                self.join(source, scope, only)
                return
            case Subquery() | CTE():
                scope.sources.add(source)
                self.subquery(source, scope)
                return
            case Alias() if isinstance(source.element, Table):
                pass
            case Table():
                pass
            case _:
                raise _UntiedError(f"unknown source ({type(source).__name__})")
        scope.sources.add(source)

    def join(self, join: Join, scope: _Scope, only: frozenset[Any] | None) -> None:
        self.source(join.left, scope, only)
        before = set(scope.sources)
        self.source(join.right, scope, only)
        if join.full:
            only = frozenset()
        elif join.isouter:
            only = frozenset(scope.sources - before) if only is None else only & (scope.sources - before)
        self.condition(join.onclause, scope, only)
        scope.joined.append(join.onclause)

    def subquery(self, source: Any, scope: _Scope) -> None:
        """What is selected inside is tied inside; a column of it that comes from an `instansi_id` is the government."""
        if isinstance(source.element, Table) or id(source.element) in self.done:
            return
        self.done.add(id(source.element))
        self.statement(source.element, scope, inside_from=True)

    def condition(self, condition: Any, scope: _Scope, only: frozenset[Any] | None) -> None:
        """Keep the equalities of `instansi_id` that always hold."""
        match condition:
            case Grouping():
                self.condition(condition.element, scope, only)
            case BooleanClauseList() if condition.operator is operators.and_:
                for part in condition.clauses:
                    self.condition(part, scope, only)
            case BinaryExpression() if condition.operator is operators.eq:
                scope.equalities.append((condition.left, condition.right, only))

    def tie(self, scope: _Scope) -> None:
        """Tie what the equalities tie, until nothing is added. Raises for a table that is left over."""
        scope.tied |= {source for source in scope.sources if isinstance(source, Subquery | CTE)}
        waiting = [pair for pair in scope.equalities if _government_column(pair[0]) or _government_column(pair[1])]
        while tying := [pair for pair in waiting if self.ties(scope, *pair)]:
            waiting = [pair for pair in waiting if pair not in tying]
        loose = [source for source in scope.sources if _of_a_government(source) and source not in scope.tied]
        if loose:
            raise _UntiedError(", ".join(sorted(_name(source) for source in loose)))

    def ties(self, scope: _Scope, left: Any, right: Any, only: frozenset[Any] | None) -> bool:
        """Whether this equality ties a source now."""
        for column, other in ((left, right), (right, left)):
            table = column.table if _government_column(column) else None
            if table not in scope.sources or (only is not None and table not in only):
                continue
            if isinstance(other, BindParameter):
                self.parameter(other)
            elif not (_government_column(other) and scope.is_tied(other.table)):
                continue
            scope.tied.add(table)
            return True
        return False

    def parameter(self, bind: BindParameter[Any]) -> None:
        name = self.compiled.bind_names.get(bind)
        if name is None:
            raise _UntiedError("unknown parameter")
        self.parameters.append(name)

    def inner(self, expressions: Sequence[Any], scope: _Scope) -> None:
        """Judge the statements and the texts inside expressions."""
        for expression in expressions:
            for statement in _statements(expression):
                self.statement(statement, scope, inside_from=isinstance(expression, CTE))


def _own(statement: Select[Any], scope: _Scope, *, inside_from: bool) -> list[Any]:
    """What a SELECT selects from itself; the rest belongs to a statement around it (as the compiler decides)."""
    sources = list(statement.get_final_froms())
    outside = scope.around_all()
    if inside_from and scope.around:
        outside -= scope.around.sources  # what stands beside it in FROM is selected from anew
    if statement._correlate:
        sources = [each for each in sources if each not in statement._correlate or each not in outside]
    if statement._correlate_except is not None:
        kept = statement._correlate_except
        sources = [each for each in sources if each in kept or each not in outside]
    if statement._auto_correlate and scope.around and not inside_from and len(sources) > 1:
        sources = [each for each in sources if each not in scope.around.sources]
    return sources


def _expressions(statement: Select[Any]) -> Iterator[Any]:
    """Everything of a SELECT that can hold another one, but its sources and conditions."""
    for column in statement._raw_columns:
        if not getattr(column, "is_selectable", False) or getattr(column, "is_scalar_subquery", False):
            yield column
    yield from statement._having_criteria
    yield from statement._distinct_on
    yield from (text for text, _dialect in (*statement._prefixes, *statement._suffixes))
    yield from _around_rows(statement)


def _around_rows(statement: Select[Any] | CompoundSelect[Any]) -> Iterator[Any]:
    """The order, the groups and the number of the rows, and common tables that nothing selects from."""
    yield from statement._order_by_clauses
    yield from statement._group_by_clauses
    yield from (statement._limit_clause, statement._offset_clause, statement._fetch_clause)
    yield from statement._independent_ctes


def _beside_rows(statement: Insert | Update | Delete) -> Iterator[Any]:
    """What a change gives back, what happens to a row that is there already, and common tables of its own."""
    yield from statement._returning
    yield from statement._independent_ctes
    yield from (text for text, _dialect in statement._prefixes)
    if isinstance(statement, Insert) and statement._post_values_clause is not None:
        yield statement._post_values_clause
        set_again: Any = getattr(statement._post_values_clause, "update_values_to_set", ())
        yield from dict(set_again).values()


def _statements(expression: Any) -> Iterator[Any]:
    """The outermost statements inside an expression, and what is written as text."""
    if isinstance(expression, Select | CompoundSelect | Insert | Update | Delete | TextClause):
        yield expression
    elif isinstance(expression, ColumnClause) and expression.is_literal:
        yield TextClause(expression.name)
    elif hasattr(expression, "get_children") and not isinstance(expression, ColumnClause):
        for child in expression.get_children():
            yield from _statements(child)


def _of_a_government(source: Any) -> bool:
    table = source.element if isinstance(source, Alias) else source
    return isinstance(table, Table) and COLUMN in table.c


def _government_column(expression: Any) -> bool:
    """Whether this is the `instansi_id` of a table, or of a subquery that took it from one."""
    if not isinstance(expression, ColumnClause) or expression.table is None:
        return False
    return all(
        getattr(base, "name", "") == COLUMN and isinstance(getattr(base, "table", None), Table)
        for base in expression.base_columns
    )


def _column_name(column: Any) -> str:
    return str(getattr(column, "key", column))


def _name(source: Any) -> str:
    return str(getattr(source.element if isinstance(source, Alias) else source, "name", source))
