"""A process beside ours that computes within limits: what takes too long or too much memory ends with it alone."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import monotonic, process_time
from traceback import extract_tb
from typing import Any

from engine.catalogue import _, carried, speak
from engine.errors import AnswersRefusedError, EngineError

MEMORY = 1 << 30
"""Bytes of address space. A process that plays scenarios of the five regulations has a third of it."""
POLITENESS = 10
"""Pages and deadlines come first where processors are few."""
PATIENCE = 3
"""As much longer it may take by the clock: others use the processors too."""
Work = Callable[..., Any]
"""A function of a module that gives something to go through; what it gives one by one is heard one by one."""


class OverrunError(EngineError):
    """It took more time or memory than it may, or the process that computed it is gone."""


class FaultError(EngineError):
    """The program failed there. `where` says what kind of fault it was, and in which line; for the operator."""

    def __init__(self, where: str, said: str = "") -> None:
        super().__init__(said or _("galat pada sistem; lihat catatan sistem"))
        self.where = where


class LimitsError(FaultError):
    """The system lets the process set no limits, so nothing is computed there."""

    def __init__(self, where: str) -> None:
        super().__init__(where, _("batas waktu dan memori tidak dapat dipasang di server ini; beri tahu operator"))


@dataclass(frozen=True)
class Heard:
    """What came since the last look. `failure`: why it ended, when it did not end well."""

    parts: Sequence[Any] = ()
    ended: bool = False
    failure: EngineError | None = None


class Confined:
    """One process, begun when it is first needed and kept: it remembers diagrams that it has read.

    Between two parts, and before the first, the work has `seconds` of the processor. Not thread-safe.
    """

    def __init__(self, *, seconds: float, memory: int = MEMORY, prepared: Sequence[str] = ()) -> None:
        """`prepared`: modules that it has read before it is asked for the first time."""
        self.seconds, self.memory, self.prepared = seconds, memory, list(prepared)
        self.busy = False
        self._process: Any = None
        self._pipe: Connection | None = None
        self._until = 0.0

    def begin(self, work: Work, *arguments: Any) -> None:
        """Have `work` done there; it and all arguments can be pickled. What was going on is given up."""
        if self.busy:
            self.end()
        if self._process is not None and not self._process.is_alive():
            self.end()
        pipe = self._pipe or self._started()
        pipe.send((carried(), work, arguments))
        self.busy, self._until = True, monotonic() + PATIENCE * self.seconds

    def heard(self, wait: float = 0.0) -> Heard:
        """What there is to hear; waits for it at most `wait` seconds. Ends a process that is over its time."""
        parts: list[Any] = []
        if self._pipe is None or not self.busy:
            return Heard()
        try:
            while self._pipe.poll(0 if parts else wait):
                kind, value = self._pipe.recv()
                self._until = monotonic() + PATIENCE * self.seconds
                if kind != PART:
                    self.busy = False
                    if kind in (FULL, UNLIMITED):
                        self.end()  # what comes next begins with empty hands
                    return Heard(parts, ended=True, failure=_failure(kind, value))
                parts.append(value)
        except (EOFError, OSError):
            self.end()
            return Heard(parts, ended=True, failure=self._overrun())
        if not parts and monotonic() > self._until:
            self.end()
            return Heard(ended=True, failure=self._overrun())
        return Heard(parts)

    def ask(self, work: Work, *arguments: Any) -> list[Any]:
        """All parts of `work`, waited for. Raises OverrunError, FaultError, what the work refuses."""
        self.begin(work, *arguments)
        parts: list[Any] = []
        while self.busy:
            heard = self.heard(wait=PATIENCE * self.seconds)
            parts += heard.parts
            if heard.failure is not None:
                raise heard.failure
        return parts

    def end(self) -> None:
        """End the process, whatever it does; the next work begins another one."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        if self._pipe is not None:
            self._pipe.close()
        self._process, self._pipe, self.busy = None, None, False

    def _started(self) -> Connection:
        context = get_context("forkserver")
        context.set_forkserver_preload(self.prepared)
        ours, theirs = context.Pipe()
        arguments = (theirs, self.seconds, self.memory)
        process = context.Process(target=_serve, args=arguments, daemon=True)
        process.start()
        theirs.close()
        self._process, self._pipe = process, ours
        return ours

    def _overrun(self) -> OverrunError:
        return OverrunError(_("memakai lebih dari %(n)s detik, atau terlalu banyak memori", n=f"{self.seconds:g}"))


PART, END, REFUSED, ANSWERS, FULL, FAULT, UNLIMITED = range(7)


def _failure(kind: int, value: Any) -> EngineError | None:
    if kind == END:
        return None
    if kind == ANSWERS:
        return AnswersRefusedError(value)
    if kind == FULL:
        return OverrunError(_("memakai terlalu banyak memori"))
    if kind == UNLIMITED:
        return LimitsError(value)
    return FaultError(value) if kind == FAULT else EngineError(value)


def _serve(pipe: Connection, seconds: float, memory: int) -> None:
    """The life of the process: does what it is told until nobody is there any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for who began it, and that one ends it
    with suppress(OSError):  # a wish, no limit
        os.nice(POLITENESS)
    with suppress(EOFError, BrokenPipeError):
        try:
            _limit("RLIMIT_AS", memory)
            _limit("RLIMIT_CORE", 0)
            _allow(seconds)
        except (OSError, ValueError, OverflowError) as refused:
            pipe.recv_bytes()  # what it was asked, unread
            pipe.send((UNLIMITED, _where(refused)))
            return
        while True:
            spoken, work, arguments = pipe.recv()
            speak(*spoken)
            _answer(pipe, seconds, work, arguments)


def _answer(pipe: Connection, seconds: float, work: Work, arguments: Sequence[Any]) -> None:
    try:
        _allow(seconds)
        for part in work(*arguments):
            pipe.send((PART, part))
            _allow(seconds)
        pipe.send((END, None))
    except (EOFError, BrokenPipeError):
        raise
    except AnswersRefusedError as refused:
        pipe.send((ANSWERS, refused.errors))
    except EngineError as refused:
        pipe.send((REFUSED, str(refused)))
    except MemoryError:
        pipe.send((FULL, None))
    except Exception as fault:
        pipe.send((FAULT, _where(fault)))


def _where(fault: Exception) -> str:
    """Its kind and where it was raised; not what with."""
    last = extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__} {last.filename}:{last.lineno} {last.name}"


def _allow(seconds: float) -> None:
    """From now on it may use the processor for so long; the system ends it, even when nobody looks any more."""
    _limit("RLIMIT_CPU", int(process_time() + seconds) + 1, hard=False)


def _limit(name: str, value: int, *, hard: bool = True) -> None:
    import resource

    kind = getattr(resource, name)
    most = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (value, value if hard else most))
