"""Statements compiled once for all engines of a test run: each test makes an engine of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache

MOST = 5_000


class _OfAKind(LRUCache[Any, Any]):
    """The compiled statements of one kind of database, whichever engine asks: its dialect, first in each key, is left
    out."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key[1:], value)


@contextmanager
def compiled_once() -> Iterator[None]:
    """Inside the block engines share what they compiled."""
    shared = {name: _OfAKind(MOST) for name in ("sqlite", "postgresql")}
    cache = property(lambda engine: shared[engine.dialect.name], lambda _engine, _own: None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "_compiled_cache", cache, raising=False)
        yield
