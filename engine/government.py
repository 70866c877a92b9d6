"""One government at a time: what a session may touch, and the one visible way to cross.

A session is bound to a government when it is opened, or as soon as the government is known. Every statement that it
sends is judged before it leaves (see engine.pins): it must be tied to that government. See docs/decisions/0028.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

from engine.pins import Pins, pins_of, pins_of_text

KEY = "government"


class ForgottenGovernmentError(RuntimeError):
    """A statement would have touched rows of another government, or of all: a mistake in the program.

    No EngineError: nobody shall answer it to a person as a refusal of theirs."""


@dataclass
class Binding:
    """What a session may touch now."""

    instansi_id: str | None = None
    """Its government; None as long as none is known: then it touches no table of a government."""
    crossings: list[str] = field(default_factory=list)
    """Why it crosses governments at present; empty when it does not."""


def bind(session: Session, instansi_id: str) -> None:
    """From now on the session touches this government alone. Raises ForgottenGovernmentError when it has another."""
    binding = _binding(session)
    if binding.instansi_id not in (None, instansi_id):
        raise ForgottenGovernmentError(f"a session of {binding.instansi_id} cannot become one of {instansi_id}")
    binding.instansi_id = instansi_id


@contextmanager
def crossing(session: Session, *, why: str) -> Iterator[None]:
    """The only way across governments: inside the block the session touches all of them.

    `why` is for the reader; tests/house/test_crossings.py keeps the closed list of places. What was changed outside
    the block is written outside, and what was changed inside, inside.
    """
    binding = _binding(session)
    session.flush()
    binding.crossings.append(why)
    try:
        yield
        session.flush()
    finally:
        binding.crossings.pop()


def watch(engine: Engine) -> None:
    """Have every statement of sessions on this engine judged."""
    if not event.contains(engine, "before_cursor_execute", _judge):
        event.listen(engine, "before_cursor_execute", _judge, retval=True)


def bind_connection(session: Session, _transaction: Any, connection: Any) -> None:
    """For `after_begin`: the connection knows the binding of its session as long as the transaction lasts."""
    connection.execution_options(**{KEY: _binding(session)})


def _binding(session: Session) -> Binding:
    return cast(Binding, session.info.setdefault(KEY, Binding()))


_verdicts: WeakKeyDictionary[SQLCompiler, Pins] = WeakKeyDictionary()
"""A statement is judged once, as long as SQLAlchemy keeps it compiled."""


def _judge(connection: Any, _cursor: Any, text: str, parameters: Any, context: Any, _many: bool) -> tuple[str, Any]:
    """Lets the statement pass as it is, or raises ForgottenGovernmentError."""
    binding: Binding | None = connection.get_execution_options().get(KEY)
    if binding is not None and not binding.crossings:
        _check(binding, _pins(context, text), context)
    return text, parameters


def _check(binding: Binding, pins: Pins, context: Any) -> None:
    if pins.fault:
        raise ForgottenGovernmentError(f"no instansi_id: {pins.fault}")
    for name in pins.parameters:
        for values in context.compiled_parameters:
            if binding.instansi_id is None or values[name] != binding.instansi_id:
                raise ForgottenGovernmentError(f"a session of {binding.instansi_id} touches {values[name]}")


def _pins(context: Any, text: str) -> Pins:
    compiled = context.compiled
    if compiled is None:
        return pins_of_text(text)
    found = _verdicts.get(compiled)
    if found is None:
        found = _verdicts[compiled] = pins_of(compiled)
    return found
