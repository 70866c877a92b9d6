"""One line of JSON for each event, on standard error, with nothing personal in it.

Messages of exceptions are left out: they quote what somebody typed. Where it happened is told frame by frame."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from traceback import extract_tb
from typing import Any

import structlog

from engine.clock import Clock
from engine.db import fault_code

Event = MutableMapping[str, Any]
MOST_FRAMES = 12
STEPS_OF_THE_LIBRARY = "spiff"
"""Logger of SpiffWorkflow: at INFO it tells every state of every node. The history says what happened, better."""


def configure(clock: Clock, *, level: int = logging.INFO) -> None:
    """Sends structlog and the standard library's logging to standard error as JSON, with the moments of this clock."""

    def stamp(_logger: Any, _method: str, event: Event) -> Event:
        event["at"] = clock.now().isoformat(timespec="milliseconds")
        return event

    shared: list[Any] = [structlog.stdlib.add_log_level, stamp, without_messages]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.getLogger(STEPS_OF_THE_LIBRARY).setLevel(logging.WARNING)


def without_messages(_logger: Any, _method: str, event: Event) -> Event:
    """Replaces an exception by its kinds and the places it went through."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event.update(told(error))
    return event


def told(error: BaseException) -> dict[str, list[str]]:
    """What a log may say of an error."""
    return {"error": kinds(error), "frames": frames(error)}


def kinds(error: BaseException) -> list[str]:
    """The class of the error and of what caused it, outermost first; with the database's code, e.g. of a full disk."""
    found: list[str] = []
    link: BaseException | None = error
    while link is not None and len(found) < 5:
        code = "" if hasattr(link, "orig") else fault_code(link)  # the driver's own error follows, and has it
        found.append(f"{type(link).__module__}.{type(link).__qualname__}" + (f" [{code}]" if code else ""))
        link = link.__cause__ or link.__context__
    return found


def frames(error: BaseException) -> list[str]:
    """`file:line function` of the last frames, innermost last."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)[-MOST_FRAMES:]]
